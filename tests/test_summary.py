"""Summaries by selection are what an editor would print: whole, readable, not the first lines."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines import SENTENCES
from bot.summary import select
from retrieval.sentences import split_sentences
from retrieval.standalone import definite_opening, leans
from tests.strategies import best_time, mixed_text

LEANING = tomllib.loads(Path("tests/data/leaning.toml").read_text("utf-8"))
CASES = [
    (sentence, kind == "leaning")
    for cases in LEANING.values()
    for kind, sentences in cases.items()
    for sentence in sentences
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_a_sentence_that_leans_on_the_one_before_is_known(sentence, expected):
    assert leans(sentence) is expected


def summary(text, count):
    return [one.text for one in select(split_sentences(text), count)]


@pytest.fixture(params=["ar", "en"])
def article(request):
    return Path(f"examples/article.{request.param}.txt").read_text("utf-8")


@pytest.mark.parametrize("count", SENTENCES.values())
def test_as_many_sentences_as_asked_for_exactly_as_written_and_in_order(article, count):
    chosen = select(split_sentences(article), count)
    assert len(chosen) == count
    assert all(article[one.start : one.end] == one.text for one in chosen)
    assert all(one.end <= following.start for one, following in pairwise(chosen))


@pytest.mark.parametrize("count", SENTENCES.values())
def test_what_a_sentence_leans_on_comes_with_it(article, count):
    sentences = [one for one in split_sentences(article) if not one.heading]
    before = dict(zip(sentences[1:], sentences, strict=False))
    chosen = select(sentences, count)
    assert all(before[one] in chosen for one in chosen if one in before and leans(one.text))


def test_a_summary_tells_more_than_the_first_lines(article):
    """None is the article's beginning, and the long one reaches into its last third."""
    sentences = [one for one in split_sentences(article) if not one.heading]
    for count in (3, 6, 10):
        assert select(sentences, count) != sentences[:count]
    assert select(sentences, 10)[-1].start > len(article) * 2 / 3


ENGLISH = """The ferry company will return to Marrow Bay in May, its director said on Monday.
The harbour has been closed to ferries since a storm broke its lighthouse three years ago.
{}
Repairs of the lighthouse cost 2.4 million pounds, most of it paid by the county.
Hotel owners in Marrow Bay expect 300,000 visitors a year once the ferries sail again."""

ARABIC = """أعلنت شركة العبّارات عودتها إلى ميناء المدينة في مايو المقبل بعد توقف دام ثلاث سنوات.
وأغلق ميناء المدينة أمام العبّارات منذ أن حطمت عاصفة منارته القديمة قبل ثلاث سنوات.
{}
وبلغت كلفة إصلاح المنارة القديمة مليوني دينار دفعت المحافظة معظمها من ميزانيتها.
ويتوقع أصحاب الفنادق في المدينة ثلاثمئة ألف زائر سنويا بعد عودة العبّارات."""

NOT_TOLD = [
    (ENGLISH, "Read also: The ferries of Marrow Bay and the storm that stopped them"),
    (ENGLISH, "The lighthouse of Marrow Bay and a ferry in the harbour (Reuters)"),
    (ENGLISH, "Follow us on Facebook for all the news of the ferries and of Marrow Bay."),
    (ENGLISH, "By Ellen Hartley, reporter for the ferries and the harbour of Marrow Bay"),
    (ENGLISH, "Photo: The ferries in the harbour of Marrow Bay in May."),
    (ENGLISH, "Reporting by Ellen Hartley in Marrow Bay; editing by Samir Haddad in the harbour."),
    (ENGLISH, "Write to the reporter of the Marrow Bay ferries: ellen@marrowbay.example."),
    (ENGLISH, "Will the ferries really return to the harbour of Marrow Bay in May?"),
    (ENGLISH, "The ferries of Marrow Bay will return to the harbour on the following days:"),
    (ENGLISH, "Ferries Will Return To The Harbour Of Marrow Bay."),
    (ENGLISH, "Ferries back in Marrow Bay harbour in May"),
    (ARABIC, "اقرأ أيضا: عودة العبّارات إلى ميناء المدينة بعد العاصفة"),
    (ARABIC, "ميناء المدينة والمنارة القديمة والعبّارات بعد العاصفة (رويترز)"),
    (ARABIC, "تابعونا على فيسبوك لمعرفة أخبار العبّارات وميناء المدينة."),
    (ARABIC, "تصوير: سمير حداد من ميناء المدينة بعد العاصفة."),
    (ARABIC, "للتواصل مع كاتب المقال عن العبّارات وميناء المدينة: samir@marrowbay.example"),
    (ARABIC, "هل تعود العبّارات حقا إلى ميناء المدينة في مايو المقبل؟"),
    (ARABIC, "وتعود العبّارات إلى ميناء المدينة في الأيام التالية من مايو المقبل:"),
]


@pytest.mark.parametrize(("text", "line"), NOT_TOLD)
def test_headlines_furniture_and_questions_are_left_out(text, line):
    chosen = summary(text.format(line), 4)
    assert len(chosen) == 4
    assert line not in chosen


def test_questions_and_fragments_are_taken_where_there_is_nothing_else():
    assert summary("Why did the ferry sink? Nobody knows why it sank.\nWho pays for it?", 3)
    assert len(summary("Flour, two cups\nSugar, one cup\nEggs, three of them", 3)) == 3


@pytest.mark.parametrize(
    ("dateline", "sentence"),
    [
        ("BAGHDAD (Reuters) - ", "Iraq said on Monday that the coalition would leave."),
        ("(CNN) ", "Iraq said on Monday that the coalition would leave."),
        ("LONDON, Jan. 3 — ", "Iraq said on Monday that the coalition would leave."),
        ("بغداد (رويترز) - ", "قال العراق يوم الاثنين إن التحالف سيغادر أراضيه."),
        ("بغداد - (أ ف ب) - ", "قال العراق يوم الاثنين إن التحالف سيغادر أراضيه."),
        ("القاهرة – رويترز: ", "قال العراق يوم الاثنين إن التحالف سيغادر أراضيه."),
        ("", "UNICEF – the agency for children – said on Monday that schools would open."),
        ("", "Albert Einstein (1879–1955) was a physicist born in Germany."),
        ("", "محمد علي – مؤسس مصر الحديثة – ولد في مدينة قولة عام 1769."),
    ],
)
def test_a_dateline_is_no_part_of_the_quotation(dateline, sentence):
    text = f"{dateline}{sentence}\n{ENGLISH.format('')}"
    first = select(split_sentences(text), 10)[0]
    assert first.text == sentence
    assert text[first.start : first.end] == sentence


def test_parts_of_a_quotation_that_runs_over_sentences_are_left_out():
    text = ENGLISH.format(
        "“We sailed to Marrow Bay for 80 years. The ferries of Marrow Bay were full in May. "
        "The harbour of Marrow Bay was the best,” said Joan Penrose."
    )
    assert not any("“" in one or "Joan" in one or "full" in one for one in summary(text, 4))


def test_a_fact_is_told_once():
    again = "On Monday its director said the ferry company will return to Marrow Bay in May."
    chosen = summary(ENGLISH.format(again), 4)
    assert chosen[0].startswith("The ferry company")
    assert again not in chosen


def test_a_sentence_that_is_there_twice_is_chosen_once():
    text = "The ferry company will return to Marrow Bay in May."
    assert summary(f"{text}\n{text}\n{text}", 3) == [text]


def test_somebody_s_words_yield_to_what_happened():
    """The same sentence is told as a statement and left out as a quotation."""
    sentence = "{}The ferries gave work to the whole harbour,{} said Joan Penrose."
    stated, quoted = sentence.format("", ""), sentence.format("“", "”")
    assert stated in summary(ENGLISH.format(stated), 4)
    assert quoted not in summary(ENGLISH.format(quoted), 4)


@pytest.mark.parametrize("count", SENTENCES.values())
def test_the_company_is_named_before_it_is_spoken_of(count):
    chosen = summary(Path("examples/article.en.txt").read_text("utf-8"), count)
    places = [place for place, one in enumerate(chosen) if one.startswith("The company")]
    assert all("Ferry Company" in " ".join(chosen[:place]) for place in places)


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("The company has not promised to return.", "company"),
        ("“Mr. Adams is late,” said Joan.", "adams"),
        ("وقالت الشركة إنها ستعود.", "الشركه"),
        ("الشركة لم تعد بشيء.", "الشركه"),
        ("A company has promised to return.", None),
        ("Companies promise much.", None),
        ("وقالت شركة العبّارات إنها ستعود.", None),
    ],
)
def test_what_a_sentence_takes_for_known(sentence, noun):
    assert definite_opening(sentence) == noun


def test_a_section_s_opening_counts_as_the_article_s_own_does():
    """Of two equal paragraphs the one that stands below a sub-heading is told."""
    filler = "\n".join(f"Ward {n} counted votes until the evening of day {n}." for n in range(12))
    first = "Farmers of the valley sold their olives to merchants abroad."
    second = "Fishers of the valley sold their sardines to merchants abroad."
    lead = "Voting ended in the valley on Sunday."
    text = f"{lead}\n{filler}\n{first}\n{filler}\n\n## Trade\n\n{second}"
    chosen = summary(text, 3)
    assert second in chosen
    assert first not in chosen


def test_the_same_article_gives_the_same_summary(article):
    assert summary(article, 6) == summary(article, 6)


@pytest.mark.parametrize("text", ["", "***", "Yes.", "…", "123", "日本の首相は東京で会見した。"])
def test_odd_texts_have_summaries_too(text):
    assert len(summary(text, 3)) == len(split_sentences(text))


@settings(deadline=None)
@given(st.lists(mixed_text, max_size=8).map("\n".join), st.integers(1, 10))
def test_any_text_has_a_summary_of_its_own_words_in_order(text, count):
    sentences = split_sentences(text)
    chosen = select(sentences, count)
    assert bool(chosen) == bool(sentences)
    assert len(chosen) <= count
    assert all(text[one.start : one.end] == one.text for one in chosen)
    assert all(one.end <= following.start for one, following in pairwise(chosen))


def test_time_grows_with_the_length_of_the_article(article):
    """Four times the sentences take nowhere near sixteen times as long."""

    def seconds(copies):
        lines = article.split("\n")
        text = "\n".join(
            line.replace(" ", f" {copy} ", 1) for copy in range(copies) for line in lines
        )
        sentences = split_sentences(text)
        return best_time(lambda: select(sentences, 10))

    assert seconds(80) < 10 * seconds(20)
