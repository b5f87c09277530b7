"""What is said on the desk: which turns belong together, and what of them the bot is told."""

from bot import Settings
from ui.desk import Desk, Turn, beginning, history


def said(asked: str, text: str = "", *, failed: bool = False) -> Turn:
    error = {"ar": "تعذّر ذلك.", "en": "That failed."} if failed else None
    return Turn(asked=asked, text=text, error=error, running=False)


TURNS = (
    said("Who?", "Mary [1]."),
    said("Summary in both languages", "ملخّص [1]."),
    said("", "A summary [1]."),
    said("When?", "On Tue", failed=True),
    said("Where?", "In Ald"),  # stopped
)


def test_replies_beside_each_other_answer_the_same_words() -> None:
    assert [beginning(TURNS, place) for place in range(5)] == [0, 1, 1, 3, 4]
    assert history(TURNS[:3]) == [
        ("Who?", "Mary [1]."),
        ("Summary in both languages", "ملخّص [1]."),
        ("Summary in both languages", "A summary [1]."),
    ]


def test_a_stopped_reply_counts_and_a_failed_one_does_not() -> None:
    assert [text for _, text in history(TURNS)][-2:] == ["A summary [1].", "In Ald"]


def test_what_is_asked_again_is_all_that_stands_beside_the_last_turn() -> None:
    again = Desk(settings=Settings(), turns=TURNS[:3]).again()
    assert again.turns[0] == TURNS[0]
    assert [(turn.asked, turn.text, turn.running) for turn in again.turns[1:]] == [
        ("Summary in both languages", "", True),
        ("", "", True),
    ]


def test_a_rewritten_question_takes_the_place_of_all_from_there_on() -> None:
    desk = Desk(settings=Settings(), turns=TURNS, editing=1)
    asked = desk.asking([Turn(asked="Why?")])
    assert [turn.asked for turn in asked.turns] == ["Who?", "Why?"]
    assert asked.editing is None
