"""Conversations are kept exactly, follow their articles, and survive what processes do."""

import pytest

from bot.conversations import Conversations, Exchange
from bot.reply import Citation, Remark, Reply, Usage

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


def test_a_conversation_comes_back_exactly_after_a_restart(conversations, tmp_path):
    said = [
        Exchange(asked="متى كان ذلك؟", text=REPLY.text, reply=REPLY),
        Exchange(asked="And who?", text="It was", stopped=True),
        Exchange(asked="x", task="translate", error={"en": "No model.", "ar": "لا نموذج."}),
    ]
    started = conversations.start([A, B, A])
    assert [conversations.append(started.id, exchange) for exchange in said] == [0, 1, 2]
    kept = Conversations(tmp_path).get(started.id)
    assert kept.exchanges == tuple(said)
    assert kept.article_ids == (A, B)
    assert kept.title == "متى كان ذلك؟"
