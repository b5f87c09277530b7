"""What a text names, in both languages, with spans."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.entities import find_entities
from retrieval.tagging import Language


def found(text: str, language: Language, *kinds: str) -> list[str]:
    return [one.text for one in find_entities(text, language) if one.kind in kinds]


DATES = [
    ("ar", "انتصر أواخر العام 2017 ثم في مارس 2023", ["أواخر العام 2017", "مارس 2023"]),
    ("ar", "بين 2003 و2011", ["بين 2003 و2011"]),
    ("ar", "من عام 1914 إلى 1918", ["من عام 1914 إلى 1918"]),
    ("ar", "وفي القرن التاسع عشر الميلادي", ["القرن التاسع عشر الميلادي"]),
    ("ar", "عام 1443 هـ و44 ق.م", ["عام 1443 هـ", "44 ق.م"]),
    ("ar", "في العاشر من محرم سنة 61 للهجرة", ["العاشر من محرم سنة 61 للهجرة"]),
    ("ar", "الأربعاء 5 مارس ٢٠١٩، ويوم الخميس", ["الأربعاء 5 مارس ٢٠١٩"]),
    ("ar", "ثمانينيات القرن الماضي", ["ثمانينيات القرن الماضي"]),
    ("ar", "في 12 أيار/مايو 1705", ["12 أيار/مايو 1705"]),
    ("ar", "خلال النصف الأول من أكتوبر", []),
    ("ar", "درس في جامعة 6 أكتوبر", []),
    ("en", "on Tuesday, 5 March 2019, and on Friday", ["Tuesday, 5 March 2019"]),
    (
        "en",
        "From 1914 to 1918 and between 2003 and 2011",
        ["From 1914 to 1918", "between 2003 and 2011"],
    ),
    ("en", "in 44 BC, AD 79 and 1914–1918", ["44 BC", "AD 79", "1914–1918"]),
    ("en", "the late 1990s and the nineteenth century", ["the late 1990s", "nineteenth century"]),
    ("en", "In early 1871 they built 2000 schools", ["early 1871"]),
    ("en", "They may march in May", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_dates(language: Language, text: str, expected: list[str]) -> None:
    assert found(text, language, "date") == expected


NUMBERS = [
    (
        "ar",
        "ثلاثة مليارات دولار و26,750 دولارًا أمريكيًا",
        ["ثلاثة مليارات دولار", "26,750 دولارًا أمريكيًا"],
    ),
    ("ar", "٣٨ في المئة و3.5٪", ["٣٨ في المئة", "3.5٪"]),
    ("ar", "أكثر من 37 مليون راكب", ["أكثر من 37 مليون راكب"]),
    ("ar", "بين 50 و100 مليون حالة", ["بين 50 و100 مليون حالة"]),
    ("ar", "وعددهم 54 عاشوا هناك", []),
    ("ar", "في الدقيقة 89 يوم السبت", []),
    ("ar", "فاز 3-1 في الدورة 54", []),
    (
        "en",
        "310,000 passengers paid 2.4 million pounds",
        ["310,000 passengers", "2.4 million pounds"],
    ),
    ("en", "38 per cent, $3.2 billion and £2.8bn", ["38 per cent", "$3.2 billion", "£2.8bn"]),
    ("en", "about fourteen months", ["about fourteen months"]),
    ("en", "between 24 and 80 comb rows", ["between 24 and 80 comb rows"]),
    ("en", "on page 12, Apollo 11 lands at 10:30", []),
    ("en", "two sources and the 1973 oil crisis", []),
    ("en", "won 3-1", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), NUMBERS)
def test_numbers_with_what_they_count(language: Language, text: str, expected: list[str]) -> None:
    assert found(text, language, "number") == expected


PEOPLE = [
    ("ar", "قال رئيس الوزراء العراقي، محمد شياع السوداني، إن", ["محمد شياع السوداني"]),
    ("ar", "الأمين العام لحلف شمال الأطلسي (الناتو)، ينس ستولتنبرغ، قال", ["ينس ستولتنبرغ"]),
    ("ar", "زار محمد بن سلمان وعبد الفتاح السيسي لندن", ["محمد بن سلمان", "عبد الفتاح السيسي"]),
    ("ar", "قال الرئيس ترامب إن", ["ترامب"]),
    ("ar", "قال السيد علي إن ذلك يقع على عاتقه", ["علي"]),
    ("ar", "وأكد السوداني ذلك", []),
    ("ar", "رأيت كانتي وقال كريم", []),
    ("ar", "قال رئيس الوزراء كمال بن عاشور، مساء", ["كمال بن عاشور"]),
    ("ar", "والملك عبد الله الثاني، والملك فاروق الأول", ["عبد الله الثاني", "فاروق الأول"]),
    ("ar", "زار الوزير مدينة الملك عبد الله الاقتصادية.", []),
    ("ar", "افتُتح مطار الملك خالد الدولي.", []),
    ("ar", "فريق من جامعة الملك عبد الله للعلوم والتقنية", []),
    ("ar", "فاز بجائزة نجيب محفوظ ثم بكأس الأمير فيصل بن فهد.", []),
    ("ar", "أعلنت كتائب عز الدين القسام ذلك، وقاعدة الملك خالد الجوية", []),
    ("ar", "أعلن رئيس جامعة القاهرة محمد الخشت ذلك عن طريق محمد صلاح", ["محمد الخشت", "محمد صلاح"]),
    (
        "en",
        "He landed at Charles de Gaulle airport. Charles de Gaulle spoke.",
        ["Charles de Gaulle"],
    ),
    ("en", "The Charles de Gaulle, a ferry, won the Hannah Arendt prize.", []),
    ("en", "Virginia Woolf House and the Sheikh Zayed Grand Mosque", []),
    ("en", "Mayor Ellen Hartley met Dr. Angela Merkel", ["Ellen Hartley", "Angela Merkel"]),
    ("en", "King Charles III met Ursula von der Leyen.", ["Charles III", "Ursula von der Leyen"]),
    ("en", "He wrote to John F. Kennedy.", ["John F. Kennedy"]),
    ("en", "at the Victoria Station, on Jordan Street", []),
    ("en", "Will Congress agree?", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), PEOPLE)
def test_people(language: Language, text: str, expected: list[str]) -> None:
    assert found(text, language, "person") == expected


ORGANISATIONS = [
    (
        "ar",
        "أعلنت وزارة الخارجية الأميركية ومجلس الأمن الدولي",
        ["وزارة الخارجية الأميركية", "مجلس الأمن الدولي"],
    ),
    ("ar", "انسحب تنظيم داعش، وفقا لرويترز", ["تنظيم داعش", "رويترز"]),
    ("ar", "جامعة القاهرة والبرلمان العراقي", ["جامعة القاهرة", "البرلمان العراقي"]),
    ("ar", "ناقش مجلس الإدارة تنظيم المؤتمر", []),
    (
        "en",
        "The Ministry of Defence and the University of Oxford agreed.",
        ["Ministry of Defence", "University of Oxford"],
    ),
    (
        "en",
        "the North Sea Ferry Company, the EU and NATO agreed",
        ["North Sea Ferry Company", "EU", "NATO"],
    ),
    ("ar", "نقل إلى مستشفى الملك فيصل التخصصي.", ["مستشفى الملك فيصل التخصصي"]),
    ("ar", "في جامعة الملك عبد الله للعلوم والتقنية، في مجلس الأمير", []),
    ("en", "the company and its council asked us", []),
    ("en", "Fans filled Centre Court and Philippe Chatrier Court on Wednesday.", []),
    (
        "en",
        "The Manchester Crown Court and the Court of Appeal",
        ["Manchester Crown Court", "Court of Appeal"],
    ),
    ("en", "She works at St John Hospital.", ["St John Hospital"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), ORGANISATIONS)
def test_organisations(language: Language, text: str, expected: list[str]) -> None:
    assert found(text, language, "organisation") == expected


PLACES = [
    ("ar", "سافر إلى لبنان وبالأردن وفي لندن", ["لبنان", "الأردن", "لندن"]),
    (
        "ar",
        "كوريا الشمالية ونهر النيل والشرق الأوسط",
        ["كوريا الشمالية", "نهر النيل", "الشرق الأوسط"],
    ),
    ("ar", "وُلد في مِصْرَ", ["مِصْرَ"]),
    ("ar", "قطر الدائرة كبير، وعاش في قطر", ["قطر"]),
    ("ar", "وقعت معاهدة روما في هولندا الجديدة", []),
    ("ar", "حصن رومانيا بناه، وكان حصناً رومانياً", ["رومانيا"]),
    ("ar", "لم نكن نتوقع أن نجد مستعمرة، ولن نجد حلا، وحتى نجد الحل", []),
    ("ar", "عاش في نجد، وسافر إلى نجد", ["نجد", "نجد"]),
    ("ar", "تصادمت ولادة قيصرية بوقت أقصر في مسقط رأسه بعد صلاة المغرب", []),
    (
        "ar",
        "مطار الملك خالد الدولي، وملعب محمد الخامس أمس",
        ["مطار الملك خالد الدولي", "ملعب محمد الخامس"],
    ),
    ("ar", "من خلال جسر الملك فهد الواقع على الخليج، وشارع محمد بورقيبة", ["شارع محمد بورقيبة"]),
    ("en", "Jane Park said so in Victoria Park.", ["Victoria Park"]),
    (
        "en",
        "They drove from John F. Kennedy International Airport to Prince Moulay Abdellah Stadium.",
        ["John F. Kennedy International Airport", "Prince Moulay Abdellah Stadium"],
    ),
    (
        "en",
        "across the United States, Marrow Bay and Mount Everest",
        ["United States", "Marrow Bay", "Mount Everest"],
    ),
    ("en", "Jordan lives in Jordan", ["Jordan"]),
    ("en", "a nice reading of the Treaty of Rome", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), PLACES)
def test_places(language: Language, text: str, expected: list[str]) -> None:
    assert found(text, language, "place") == expected


def test_a_clitic_stays_outside_the_span() -> None:
    text = "التقى بالسوداني في بغداد وبالعراق"
    assert [text[one.start : one.end] for one in find_entities(text, "ar")] == ["بغداد", "العراق"]


def test_a_name_cut_from_its_clitic_is_known_and_not_whole() -> None:
    [place] = find_entities("رحلة للعراق", "ar")
    assert (place.text, place.key, place.whole) == ("عراق", "IQ", False)


@pytest.mark.parametrize(
    ("one", "other"),
    [("UK", "Britain"), ("the USA", "in America"), ("NATO", "North Atlantic Treaty Organization")],
)
def test_spellings_of_one_thing_have_one_key(one: str, other: str) -> None:
    [first], [second] = find_entities(one, "en"), find_entities(other, "en")
    assert first.key == second.key


def test_a_place_has_the_same_key_in_both_languages() -> None:
    [arabic], [english] = find_entities("بغداد", "ar"), find_entities("Baghdad", "en")
    assert arabic.key == english.key


def test_a_family_name_is_a_person_where_the_text_names_that_person_in_full() -> None:
    text = "Brett Kavanaugh spoke. A vote for Kavanaugh is near."
    assert found(text, "en", "person") == ["Brett Kavanaugh", "Kavanaugh"]
    assert found("A vote for Kavanaugh is near.", "en", "person") == []


def test_a_heading_with_capitals_throughout_names_nobody() -> None:
    assert found("The Bells Fall Silent as Peter Struggles in Town", "en", "person", "name") == []


@pytest.mark.parametrize("text", ["", "\n", "لا شيء هنا.", "nothing here", "ـ َ", "…؟!"])
def test_nothing_named(text: str) -> None:
    assert find_entities(text, "ar") == find_entities(text, "en") == ()


@pytest.mark.parametrize(
    "text", ["twenty-" * 20_000, "خمسة و" * 20_000, "1-" * 50_000, "9" * 9_999]
)
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    """Patterns without bounds took minutes, and int() refuses so many digits."""
    found = [*find_entities(text, "en"), *find_entities(text, "ar")]
    assert all(text[one.start : one.end] == one.text for one in found)


@given(st.text(alphabet=st.sampled_from("والبغداد فيعام2017لـ،. ()MayJohn£%-\n5ً"), max_size=60))
def test_spans_are_those_of_the_text_and_do_not_overlap(text: str) -> None:
    for language in ("ar", "en"):
        entities = find_entities(text, language)
        for one in entities:
            assert text[one.start : one.end] == one.text
            assert one.start <= one.value[0] < one.value[1] <= one.end
        for one, following in pairwise(entities):
            assert one.end <= following.start
