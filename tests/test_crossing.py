"""Matching a question with a text in the other language."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic_forms import dictionary_forms
from retrieval.crossing import score_across
from retrieval.dictionary import dictionary, use_dictionary

ARABIC = [
    "افتتح وزير الصحة مستشفى جديدا في مدينة الموصل يوم الأحد الماضي.",
    "بلغت كلفة البناء ٢٥ مليون دولار، دفعت الحكومة نصفها.",
    "ويضم المبنى ثلاثمئة سرير وقسما للأطفال.",
    "وقالت الطبيبة ليلى حداد إن المرضى كانوا يسافرون إلى أربيل للعلاج.",
    "ومن المقرر أن تبدأ الجامعة تدريب الممرضات في شهر أيلول.",
    "أما المدارس القريبة فستغلق أبوابها أسبوعا بسبب أعمال الطرق.",
]
ENGLISH = [
    "The health minister opened a new hospital in the city of Mosul last Sunday.",
    "Construction cost 25 million dollars, half of which the government paid.",
    "The building has three hundred beds and a ward for children.",
    "Dr Layla Haddad said that patients used to travel to Erbil for treatment.",
    "The university is to begin training nurses in September.",
    "Schools nearby will close their doors for a week because of road works.",
]
QUESTIONS = [
    (0, "Who opened the new hospital in Mosul?", "من افتتح المستشفى الجديد في الموصل؟"),
    (1, "How many dollars did the construction cost?", "كم دولارا بلغت كلفة البناء؟"),
    (2, "How many beds does the building have?", "كم سريرا في المبنى؟"),
    (3, "Where did the patients travel?", "إلى أين كان المرضى يسافرون؟"),
    (3, "What did Layla Haddad say?", "ماذا قالت ليلى حداد؟"),
    (4, "When does the university train nurses?", "متى تدرب الجامعة الممرضات؟"),
    (5, "Why will the schools close?", "لماذا ستغلق المدارس؟"),
]
FOREIGN = [
    ("What did the composer write about the violin?", "ماذا كتب المؤلف الموسيقي عن الكمان؟"),
    ("How deep is the ocean near Iceland?", "ما عمق المحيط قرب آيسلندا؟"),
    ("Which animals eat bamboo leaves?", "أي الحيوانات تأكل أوراق الخيزران؟"),
]


@pytest.mark.parametrize(("answer", "question", "_"), QUESTIONS)
def test_an_english_question_finds_its_arabic_sentence(answer, question, _):
    score, _coverage = score_across(question, ARABIC)
    assert score.argmax() == answer


@pytest.mark.parametrize(("answer", "_", "question"), QUESTIONS)
def test_an_arabic_question_finds_its_english_sentence(answer, _, question):
    score, _coverage = score_across(question, ENGLISH)
    assert score.argmax() == answer


@pytest.mark.parametrize(("english", "arabic"), FOREIGN)
def test_a_question_to_another_article_is_hardly_covered(english, arabic):
    for texts, foreign, own in ((ARABIC, english, 1), (ENGLISH, arabic, 2)):
        answerable = [score_across(row[own], texts)[1].max() for row in QUESTIONS]
        assert score_across(foreign, texts)[1].max() < min(answerable)


def test_each_sentence_finds_its_translation():
    for texts, queries in ((ARABIC, ENGLISH), (ENGLISH, ARABIC)):
        found = [score_across(query, texts)[0].argmax() for query in queries]
        assert found == list(range(len(queries)))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("1998", "في عام ١٩٩٨"),
        ("seventeen", "سبع عشرة 17"),
        ("XLIX", "سوبر بول 49"),
        ("the 1990s", "في 1990"),
        ("Guglielmo Marconi", "غوليلمو ماركوني"),
        ("واشنطن", "Washington"),
        ("NATO", "حلف NATO"),
        ("channels", "القنوات"),
        ("ومدينتها", "their city"),
    ],
)
def test_numbers_names_and_inflected_words_match(query, text):
    _score, coverage = score_across(query, ["-", text])
    assert coverage[0] == 0
    assert coverage[1] > 0.2


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Newcastle", "نيوكاسل"),
        ("Wittenberg", "ويتمبيرغ"),
        ("نيوكاسل", "Newcastle"),
        ("rainforest", "الغابات"),
        ("parliment", "البرلمان"),
        ("البرلمان", "parliment"),
    ],
)
def test_words_that_no_dictionary_has_match_by_their_spelling(query, text):
    """Names that are spelled with a consonant less or another, compounds, misspellings."""
    other, matched = score_across(query, ["-", text])[1]
    assert other == 0 < matched < 1


def test_names_further_apart_do_not_match():
    for query in ("Newsted", "Lancaster", "Bocastle"):
        assert score_across(query, ["نيوكاسل"])[1] == 0


def test_a_known_word_is_not_taken_for_a_name():
    assert dictionary().knows("transport")
    assert not dictionary().knows("trensport")
    texts = ["ترينسبورك"]
    assert score_across("transport", texts)[1] == 0 < score_across("trensport", texts)[1]


@pytest.mark.parametrize(("query", "text"), [("stole", "سرق"), ("fallen", "سقط"), ("teeth", "سن")])
def test_irregular_forms_are_translated(query, text):
    assert score_across(query, [text])[1] > 0.4


def test_an_arabic_question_finds_synonyms_less_surely_than_the_word():
    texts = ["The war commenced.", "The war began.", "The war lasted."]
    commenced, began, lasted = score_across("بدأت", texts)[1]
    assert began > commenced > lasted == 0


def test_neighbours_and_paragraph_lift_a_sentence():
    """Of two equal sentences the one wins whose paragraph holds the rest of the question."""
    texts = ["قال الوزير ذلك.", "افتتح مستشفى في الموصل.", "قال الوزير ذلك."]
    score, coverage = score_across("What did the minister say of the hospital?", texts, [0, 1, 1])
    assert score[2] > score[0]
    assert coverage[2] == coverage[0]


@given(
    st.text(alphabet="abc كتب 12.؟\n", max_size=30),
    st.lists(st.text(alphabet="book ال كتاب 12.؟\n", max_size=30), max_size=5),
)
def test_any_query_and_texts_give_a_share_for_each_text(query, texts):
    score, coverage = score_across(query, texts, [0] * len(texts))
    assert score.shape == coverage.shape == (len(texts),)
    assert np.isfinite(score).all()
    assert ((coverage >= 0) & (coverage <= 1)).all()


def test_forms_are_without_prefix_and_ending():
    assert {"مدينه", "مدينتها", "مدينت"} <= dictionary_forms("ومدينتها").keys()
    assert dictionary_forms("الكتاب")["كتاب"] == 1
    assert dictionary_forms("وبالكتب")["كتب"] < 1


@pytest.fixture
def own_dictionary(tmp_path):
    path = tmp_path / "own.tsv"
    yield path
    use_dictionary(None)


def test_a_users_dictionary_adds_to_the_shipped_one(own_dictionary: Path):
    query, texts = "quaffling", ["زقزقة العصافير", "تجارة"]
    assert score_across(query, texts)[1].max() == 0
    own_dictionary.write_text("\ufeffزَقْزَقَة\tquaffling\tnote\n\n", encoding="utf-8")
    use_dictionary(own_dictionary)
    assert list(score_across(query, texts)[1] > 0) == [True, False]
    assert "hospit" in dictionary().arabic
    use_dictionary(None)
    assert score_across(query, texts)[1].max() == 0


def test_a_file_that_is_no_dictionary_is_refused_and_changes_nothing(own_dictionary: Path):
    own_dictionary.write_text("كتاب book\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        use_dictionary(own_dictionary)
    with pytest.raises(FileNotFoundError):
        use_dictionary(own_dictionary.with_suffix(".missing"))
    assert "hospit" in dictionary().arabic
