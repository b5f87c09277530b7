"""Every mark leads to the sentence that supports it, whatever the model writes around it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grounding import Grounder
from retrieval.chunks import split_chunks
from retrieval.search import Passage

ARABIC = (
    "أعلن العراق انتصاره على التنظيم أواخر العام 2017. وصوت البرلمان العراقي في عام 2020 لصالح "
    "رحيل التحالف بعد أيام من مقتل القائد الإيراني قاسم سليماني.\n"
    "وفي مارس 2023، أكدت الولايات المتحدة أن مهمة التحالف الدولي لم تكتمل. ويضم التحالف دولا أخرى "
    "مثل فرنسا وإسبانيا."
)
ENGLISH = (
    "The lighthouse was built in 1871 by the engineer Thomas Aldous. It was tended by keepers "
    "until 1986.\n"
    "Ferries carried 310,000 passengers in 2018. The service was withdrawn in May 2019."
)


def ground(reply, article=ENGLISH, language="en", step=None):
    chunks = split_chunks(article, size=130, overlap=0)
    grounder = Grounder([Passage("article", chunk) for chunk in chunks], language)
    pieces = [reply] if step is None else [reply[i : i + step] for i in range(0, len(reply), step)]
    given_out = [*(grounder.feed(piece) for piece in pieces), grounder.finish()]
    assert "".join(given_out) == grounder.text
    assert [one for piece in given_out for one in piece.citations] == grounder.citations
    for piece in given_out:
        assert all(f"[{one.number}]" in piece for one in piece.citations)
    for citation in grounder.citations:
        assert article[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in grounder.text
    return grounder


def test_a_mark_leads_to_the_sentence_and_not_to_the_passage():
    grounder = ground("It was tended by keepers until 1986 [1].")
    assert [one.quote for one in grounder.citations] == ["It was tended by keepers until 1986."]
    assert grounder.text == "It was tended by keepers until 1986 [1]."
    assert grounder.warnings() == []


def test_marks_are_numbered_by_sentence_in_order_of_appearance():
    grounder = ground(
        "Ferries carried 310,000 passengers in 2018 [2]. The lighthouse was built in 1871 [1]. "
        "It was tended by keepers until 1986 [1]. Ferries carried 310,000 passengers [2]."
    )
    assert grounder.text == (
        "Ferries carried 310,000 passengers in 2018 [1]. The lighthouse was built in 1871 [2]. "
        "It was tended by keepers until 1986 [3]. Ferries carried 310,000 passengers [1]."
    )
    assert [one.number for one in grounder.citations] == [1, 2, 3]


def test_two_statements_of_one_sentence_are_supported_each_by_its_own():
    grounder = ground("It was built in 1871 by Thomas Aldous [1] and tended until 1986 [1].")
    assert len(grounder.citations) == 2


MARKS = ["[1]", "[ 1 ]", "【1】", "[^1]", "[١]", "[۱]"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_are_understood_as_small_models_write_them(mark):
    grounder = ground(f"The lighthouse was built in 1871 {mark}.")
    assert grounder.text == "The lighthouse was built in 1871 [1]."


@pytest.mark.parametrize("marks", ["[1, 2]", "[1][2]", "[1] [2]", "[1،2]", "[1; 2]"])
def test_several_marks_in_one_place(marks):
    grounder = ground(f"The lighthouse of 1871 and the ferries of 2018 {marks}.")
    assert grounder.text.endswith("[1][2].")


def test_a_mark_that_leads_nowhere_is_removed_and_warned_of():
    grounder = ground("The lighthouse was built in 1871 [1] [7]. It is said [99] to be tall.")
    assert "[7]" not in grounder.text
    assert "[99]" not in grounder.text
    assert "  " not in grounder.text
    assert any("[7] [99]" in warning for warning in grounder.warnings())


def test_an_unmarked_statement_gets_its_mark():
    grounder = ground("The lighthouse was built in 1871 by Thomas Aldous. It closed later.")
    assert grounder.text.startswith("The lighthouse was built in 1871 by Thomas Aldous. [1] It")


def test_a_statement_that_no_passage_supports_is_warned_of():
    grounder = ground("The mayor plans a new opera house beside the river bank.")
    assert grounder.citations == []
    assert any("opera house" in warning for warning in grounder.warnings())


def test_numbers_that_stand_nowhere_in_the_cited_passages_are_warned_of():
    grounder = ground("The lighthouse was built in 1872 [1].")
    assert any("1872" in warning for warning in grounder.warnings())


def test_numbers_of_a_passage_that_was_not_cited_do_not_count():
    grounder = ground("The lighthouse was built in 2018 [1].")
    assert any("2018" in warning for warning in grounder.warnings())


def test_digits_of_both_scripts_are_equal():
    reply = "أعلن العراق انتصاره على التنظيم أواخر العام ٢٠١٧ [1]."
    assert ground(reply, ARABIC, "ar").warnings() == []


def test_list_numbers_are_not_claims():
    reply = "1. The lighthouse was built in 1871 [1].\n2. Ferries carried passengers in 2018 [2]."
    assert ground(reply).warnings() == []


ABSTENTIONS = [
    ("The article does not say.", "en"),
    ("The article doesn't mention the cost of the pier.", "en"),
    ("This is not stated in the passages.", "en"),
    ("There is no information about that in the article.", "en"),
    ("لا يذكر المقال ذلك.", "ar"),
    ("لم يرد في المقال ما يشير إلى ذلك.", "ar"),
    ("لا توجد معلومات عن ذلك في المقال.", "ar"),
    ("المقاطع لا تتضمن معلومات عن سعر النفط.", "ar"),
]


@pytest.mark.parametrize(("reply", "language"), ABSTENTIONS)
def test_abstentions_are_recognised(reply, language):
    grounder = ground(reply, ARABIC if language == "ar" else ENGLISH, language)
    assert grounder.abstained
    assert grounder.warnings() == []
    assert grounder.text == reply


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("The service was withdrawn in May 2019 [2].", "en"),
        ("The council does not say why, but the lighthouse was built in 1871 [1].", "en"),
        ("لم تكتمل مهمة التحالف الدولي [2].", "ar"),
    ],
)
def test_answers_are_not_abstentions(reply, language):
    assert not ground(reply, ARABIC if language == "ar" else ENGLISH, language).abstained


def test_abbreviations_do_not_end_a_statement():
    grounder = ground("It was built by Mr. Thomas J. Aldous, an engineer, in 1871 [1].")
    assert grounder.text == "It was built by Mr. Thomas J. Aldous, an engineer, in 1871 [1]."


def test_a_mark_cut_off_at_the_end_is_dropped():
    assert ground("The lighthouse was built in 1871 [1] and [").text.endswith("[1] and")


def test_structure_is_kept():
    reply = "- The lighthouse was built in 1871 [1].\n- Ferries carried passengers in 2018 [2].\n"
    assert ground(reply).text == reply.strip()


@settings(deadline=None)  # the first statement in the other language loads the dictionary
@given(
    st.lists(
        st.sampled_from(
            [
                "[1]",
                "[2]",
                "[9]",
                "[",
                "]",
                " ",
                "\n",
                ". ",
                "العراق",
                "lighthouse 1871",
                "[1,",
                "x",
            ]
        ),
        max_size=30,
    ),
    st.integers(1, 7),
)
def test_however_the_pieces_fall_the_text_is_the_same(parts, step):
    reply = "".join(parts)
    assert ground(reply, step=step).text == ground(reply).text
