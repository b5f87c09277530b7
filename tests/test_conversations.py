"""Conversations are kept exactly, follow their articles, and survive what processes do."""

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import Settings, answer
from bot.conversations import ConversationEntry, Conversations, Exchange
from bot.reply import Citation, Remark, Reply, Usage
from bot.workspace import Workspace
from retrieval import database
from retrieval.article import Article
from retrieval.library import TRASH_DAYS
from retrieval.store import open_store

ROOT = Path(__file__).parents[1]
A, B = "a" * 32, "b" * 32
REPLY = Reply(
    text="في عام 2017. [1]",
    language="ar",
    citations=(Citation(1, "أواخر العام 2017", 5, 21, A, (0, 12)),),
    warnings=("no source",),
    engine="openai",
    usage=Usage(10, 3),
    remarks=(Remark(0, 12, "no source"),),
    prompts=("answer@1",),
)


@pytest.fixture
def conversations(tmp_path):
    return Conversations(tmp_path)


def asked(*questions: str) -> list[Exchange]:
    return [Exchange(asked=question, text=f"To {question}") for question in questions]


def begun(conversations, *questions: str, articles=(A,)) -> str:
    """The id of a conversation in which some questions were asked."""
    started = conversations.start(articles)
    for exchange in asked(*questions):
        conversations.append(started.id, exchange)
    return started.id


def questions(conversations, conversation_id: str) -> list[str]:
    return [exchange.asked for exchange in conversations.get(conversation_id).exchanges]


def listed(conversations, article_id: str = A) -> list[str]:
    return [entry.id for entry in conversations.of(article_id)]


# What is kept


def test_a_conversation_comes_back_exactly_after_a_restart(conversations, tmp_path):
    said = (
        Exchange(asked="متى كان ذلك؟", text=REPLY.text, reply=REPLY),
        Exchange(asked="And who?", text="It was", stopped=True),
        Exchange(asked="x", task="translate", error={"en": "No model.", "ar": "لا نموذج."}),
    )
    started = conversations.start([A, B, A])
    assert [conversations.append(started.id, exchange) for exchange in said] == [0, 1, 2]
    kept = Conversations(tmp_path).get(started.id)
    assert kept.exchanges == said
    assert kept.article_ids == started.article_ids == (A, B)
    assert kept.title == "متى كان ذلك؟"
    assert started.created == kept.created < kept.updated


def test_words_of_a_model_that_are_no_text_are_kept_readable(conversations):
    """A model that stops within an emoji may leave half a surrogate pair."""
    started = conversations.start([A])
    conversations.append(started.id, Exchange(asked="\ud83d hm\0", text="well \ud83d"))
    assert conversations.get(started.id).exchanges[0].text == "well ?"


def test_a_conversation_is_about_an_article():
    with pytest.raises(ValueError, match="at least one article"):
        Conversations(Path()).start([])


def test_what_is_not_there_is_nothing(conversations):
    assert conversations.get("nothing") is None
    assert conversations.of(A) == []
    assert conversations.append("nothing", Exchange(asked="Who?")) is None
    assert not conversations.put("nothing", 0, Exchange(asked="Who?"))
    assert not conversations.truncate("nothing", 0)
    assert not conversations.rename("nothing", "A title")
    assert not conversations.remove("nothing")
    assert not conversations.restore("nothing")


def test_the_list_of_an_article_has_the_last_changed_first(conversations):
    first = begun(conversations, "Who?", "When?", articles=[A])
    both = begun(conversations, "Where?", articles=[B, A])
    begun(conversations, "Why?", articles=[B])
    assert listed(conversations) == [both, first]
    conversations.append(first, Exchange(asked="How?"))
    [entry, _] = conversations.of(A)
    kept = conversations.get(first)
    assert entry == ConversationEntry(first, (A,), "Who?", kept.created, kept.updated, 3)


def test_all_conversations_are_listed_by_their_articles(conversations):
    """As `of` lists those of each, in one step, for the library."""
    first = conversations.start(["a"])
    both = conversations.start(["a", "b"])
    removed = conversations.start(["c"])
    conversations.remove(removed.id)
    listed = conversations.by_article()
    assert listed == {"a": conversations.of("a"), "b": conversations.of("b")}
    assert [entry.id for entry in listed["a"]] == [both.id, first.id]


# Changes


def test_an_exchange_is_replaced_as_its_reply_comes(conversations):
    talk = begun(conversations, "Who?", "When?")
    conversations.put(talk, 1, Exchange(asked="When?", text="In", stopped=True))
    conversations.put(talk, 1, Exchange(asked="When exactly?", text="In May.", reply=REPLY))
    assert questions(conversations, talk) == ["Who?", "When exactly?"]
    assert conversations.get(talk).exchanges[1].reply == REPLY


def test_an_exchange_beyond_the_end_is_put_at_the_end(conversations):
    """As after another window has dropped what stood before it."""
    talk = begun(conversations, "Who?")
    assert conversations.put(talk, 7, Exchange(asked="When?"))
    assert questions(conversations, talk) == ["Who?", "When?"]


def test_editing_a_question_drops_what_followed(conversations):
    talk = begun(conversations, "Who?", "When?", "Where?")
    assert conversations.truncate(talk, 1)
    assert not conversations.truncate(talk, 1), "nothing is left there"
    conversations.append(talk, Exchange(asked="Why?"))
    assert questions(conversations, talk) == ["Who?", "Why?"]
    conversations.truncate(talk, 0)
    assert conversations.get(talk).title == ""


def test_the_title_is_the_first_question_until_the_reader_gives_one(conversations):
    talk = begun(conversations, " من\nهو؟ ", "When?")
    assert conversations.get(talk).title == "من هو؟"
    conversations.put(talk, 0, Exchange(asked="من هي؟"))
    assert conversations.of(A)[0].title == "من هي؟"
    assert conversations.rename(talk, "عن الوزيرة")
    conversations.put(talk, 0, Exchange(asked="من هم؟"))
    assert conversations.of(A)[0].title == conversations.get(talk).title == "عن الوزيرة"
    conversations.rename(talk, "")
    assert conversations.get(talk).title == "من هم؟"


# Trash


def test_a_removed_conversation_can_be_restored_as_it_was(conversations):
    talk = begun(conversations, "Who?")
    before = conversations.get(talk)
    assert conversations.remove(talk)
    assert not conversations.remove(talk)
    assert conversations.get(talk) is None
    assert conversations.of(A) == []
    assert conversations.restore(talk)
    assert not conversations.restore(talk)
    assert conversations.get(talk) == before


def test_a_reply_that_ends_after_its_conversation_was_removed_is_not_lost(conversations):
    talk = begun(conversations, "Who?")
    conversations.remove(talk)
    conversations.put(talk, 0, Exchange(asked="Who?", text="Ada.", reply=REPLY))
    conversations.restore(talk)
    assert conversations.get(talk).exchanges[0].text == "Ada."


def test_all_conversations_of_an_article_are_cleared_and_can_be_restored(conversations):
    talks = [begun(conversations, "Who?"), begun(conversations, "When?", articles=[A, B])]
    other = begun(conversations, "Where?", articles=[B])
    assert sorted(conversations.clear(A)) == sorted(talks)
    assert listed(conversations, A) == []
    assert listed(conversations, B) == [other]
    for talk in talks:
        assert conversations.restore(talk)
    assert sorted(listed(conversations, A)) == sorted(talks)


def test_what_lay_in_the_trash_for_its_days_is_forgotten_when_another_is_begun(
    conversations, tmp_path
):
    old, recent = begun(conversations, "zanzibar?"), begun(conversations, "When?")
    for talk, days in ((old, TRASH_DAYS + 1), (recent, TRASH_DAYS - 1)):
        conversations.remove(talk)
        then = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        with sqlite3.connect(tmp_path / "conversations.sqlite3") as connection:
            connection.execute("UPDATE conversations SET removed = ? WHERE id = ?", [then, talk])
        connection.close()
    conversations.start([B])
    assert not conversations.restore(old)
    assert conversations.restore(recent)
    assert b"zanzibar" not in (tmp_path / "conversations.sqlite3").read_bytes()


# Conversations follow their articles


@pytest.fixture
def settings(tmp_path):
    return replace(Settings.from_env(), data_dir=tmp_path)


@pytest.fixture
def space(settings):
    return Workspace(settings)


ADA = Article.from_text("Ada Lovelace wrote the first program in 1843.", title="Ada")
TEXT = "Grace Hopper found a moth in the machine in 1947."
GRACE = Article.from_text(TEXT, title="Grace")


def test_conversations_of_an_article_in_the_trash_are_not_shown_until_it_is_restored(space):
    for article in (ADA, GRACE):
        space.library.add(article)
    both = begun(space.conversations, "Who?", articles=[ADA.id, GRACE.id])
    one = begun(space.conversations, "When?", articles=[GRACE.id])
    space.library.remove(ADA.id)
    assert space.conversations.get(both) is None
    assert listed(space.conversations, GRACE.id) == [one]
    space.library.restore(ADA.id)
    assert listed(space.conversations, GRACE.id) == [one, both]
    space.library.remove(ADA.id)
    space.library.add(ADA)
    assert listed(space.conversations, ADA.id) == [both], "added again, it is back too"


def test_a_forgotten_article_takes_its_conversations_and_vectors_along(space, settings):
    for article in (ADA, GRACE):
        answer("Who wrote the first program?", article, settings=settings)
    both = begun(space.conversations, "Who?", articles=[ADA.id, GRACE.id])
    thrown = begun(space.conversations, "When?", articles=[ADA.id])
    kept = begun(space.conversations, "Where?", articles=[GRACE.id])
    space.conversations.remove(thrown)

    space.library.remove(ADA.id)
    assert indexed(settings.data_dir) == {ADA.id, GRACE.id}, "in the trash, its vectors stay"
    assert space.library.forget(ADA.id)
    assert indexed(settings.data_dir) == {GRACE.id}
    assert not space.conversations.restore(thrown)
    assert space.conversations.get(both) is None
    assert listed(space.conversations, GRACE.id) == [kept]


def indexed(folder: Path) -> set[str]:
    """Ids of the articles whose chunks are in the index."""
    with open_store(folder / "chroma", None).session() as client:
        rows = [row for found in client.list_collections() for row in found.get()["metadatas"]]
    return {row["article"] for row in rows}


# Versions


def test_a_reply_survives_json():
    assert Reply.from_dict(json.loads(json.dumps(REPLY.to_dict()))) == REPLY
    bare = Reply(text="No.", language="en", abstained=True)
    assert Reply.from_dict(json.loads(json.dumps(bare.to_dict()))) == bare


def test_a_reply_of_an_older_version_has_defaults_for_what_it_lacked():
    old = REPLY.to_dict()
    for name in ("remarks", "prompts", "warnings", "usage"):
        del old[name]
    for name in ("article", "at"):
        del old["citations"][0][name]
    reply = Reply.from_dict(old)
    assert (reply.remarks, reply.prompts, reply.usage) == ((), (), None)
    assert reply.citations == (Citation(1, "أواخر العام 2017", 5, 21),)


def test_an_exchange_of_a_newer_version_can_be_read():
    new = json.loads(json.dumps(Exchange(asked="Who?", reply=REPLY).to_dict()))
    for part in (new, new["reply"], new["reply"]["citations"][0], new["reply"]["usage"]):
        part["mood"] = {"good": [1, 2]}
    assert Exchange.from_dict(new).reply == REPLY


# Processes, and many conversations


def writing(folder: Path, talk: str, name: str, count: int) -> subprocess.Popen:
    """A process that appends exchanges to a conversation, and says so after each."""
    script = (
        "import sys; from pathlib import Path; from bot.conversations import *\n"
        "conversations = Conversations(Path(sys.argv[1]))\n"
        "for n in range(int(sys.argv[4])):\n"
        "    place = conversations.append(sys.argv[2],\n"
        "        Exchange(asked=f'{sys.argv[3]} {n}', text='so it was ' * 2000))\n"
        "    conversations.put(sys.argv[2], place,\n"
        "        Exchange(asked=f'{sys.argv[3]} {n}', text='and so it ended ' * 2000))\n"
        "    print(n, flush=True)"
    )
    command = [sys.executable, "-c", script, folder, talk, name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_write_one_conversation_lose_nothing(conversations, tmp_path):
    talk = begun(conversations)
    processes = [writing(tmp_path, talk, name, 30) for name in ("one", "two")]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    said = conversations.get(talk).exchanges
    for name in ("one", "two"):
        own = [exchange.asked for exchange in said if exchange.asked.startswith(name)]
        assert own == [f"{name} {n}" for n in range(30)]
    assert len(said) == 60
    assert {exchange.text[:6] for exchange in said} == {"and so"}


def test_a_process_killed_while_it_writes_leaves_all_that_it_had_written(conversations, tmp_path):
    for number in range(3):
        talk = begun(conversations)
        process = writing(tmp_path, talk, "q", 10_000)
        for _ in range(4 + number):
            last = int(process.stdout.readline())
        process.kill()
        process.communicate(timeout=60)
        found = questions(conversations, talk)
        assert found == [f"q {n}" for n in range(len(found))]
        assert len(found) > last
        conversations.append(talk, Exchange(asked="And then?"))
        assert questions(conversations, talk)[-1] == "And then?"
    with sqlite3.connect(tmp_path / "conversations.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_listing_looks_only_at_the_conversations_of_the_article(
    conversations, tmp_path, monkeypatch
):
    """SQLite says how it goes about it: through indexes, and never through a whole table."""
    path = tmp_path / "conversations.sqlite3"
    talk = begun(conversations, "Who?")
    fill(path, 10_000)
    statements = []
    connect = sqlite3.connect

    def traced(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(database.sqlite3, "connect", traced)
    assert len(conversations.of(B)) == 10_000
    assert listed(conversations, A) == [talk]
    assert conversations.get(talk)
    monkeypatch.undo()

    reads = [statement for statement in statements if statement.lstrip().startswith("SELECT")]
    assert len(reads) == 4
    plans = [plan for statement in reads for plan in explained(path, statement)]
    assert "SEARCH articles USING COVERING INDEX conversations_of_article (article=?)" in plans
    tables = ("conversations", "articles", "exchanges")
    assert [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in tables] == []


def explained(path: Path, statement: str) -> list[str]:
    with sqlite3.connect(path) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    connection.close()
    return plan


def fill(path: Path, count: int) -> None:
    """Write conversations about article B straight into the file: as `start` would, but quickly."""
    with sqlite3.connect(path) as connection:
        for number in range(1000, 1000 + count):
            connection.execute(
                "INSERT INTO conversations (number, id, created, updated) VALUES (?, ?, ?, ?)",
                [number, f"talk-{number}", f"{number:08}", f"{number:08}"],
            )
            connection.execute("INSERT INTO articles VALUES (?, 0, ?)", [number, B])
            connection.execute("INSERT INTO exchanges VALUES (?, 0, '{}')", [number])
    connection.close()
