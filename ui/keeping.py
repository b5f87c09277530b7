"""What is on the desk, kept in the library and its conversations, and taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.arguments import MAX_ARTICLES
from bot.conversations import Conversation, Exchange
from bot.workspace import Workspace
from ui.desk import Desk, SummaryRequest, Turn


def keep(desk: Desk, space: Workspace) -> Desk:
    """Keep the last turn, and those beside it, in its conversation, which begins with its first.

    Whatever stood after them is gone: it was said to an earlier wording.

    Raises:
        StoreError: The data folder cannot be used.
    """
    conversations = space.conversations
    kept_as = desk.conversation
    if kept_as is None or conversations.get(kept_as) is None:
        kept_as = conversations.start([article.id for article in desk.articles]).id
    for place in range(desk.latest, len(desk.turns)):
        conversations.put(kept_as, place, _exchange(desk.turns[place]))
    conversations.truncate(kept_as, len(desk.turns))
    return replace(desk, conversation=kept_as)


def resume(desk: Desk, conversation_id: str, space: Workspace) -> Desk | None:
    """The desk of a conversation; None where it or one of its articles is gone.

    Raises:
        StoreError: The data folder cannot be used.
    """
    conversation = space.conversations.get(conversation_id)
    return _desk(desk, conversation.article_ids, conversation, space) if conversation else None


def take_up(desk: Desk, article_ids: Sequence[str], space: Workspace) -> Desk | None:
    """The desk with articles of the library, and what was last said about just these.

    None where one of the articles is gone, or where they are more than can be asked together.

    Raises:
        StoreError: The data folder cannot be used.
    """
    if not 1 <= len(article_ids) <= MAX_ARTICLES:
        return None
    entries = space.conversations.of(article_ids[0])
    latest = next((one for one in entries if set(one.article_ids) == set(article_ids)), None)
    return _desk(desk, article_ids, space.conversations.get(latest.id) if latest else None, space)


def _desk(
    desk: Desk, article_ids: Sequence[str], conversation: Conversation | None, space: Workspace
) -> Desk | None:
    articles = tuple(
        article for one in article_ids if (article := space.library.get(one)) is not None
    )
    if len(articles) < len(article_ids) or not articles:
        return None
    if conversation is None:
        return replace(desk.cleared(), articles=articles)
    turns = _turns(conversation, space)
    return replace(desk.cleared(), articles=articles, turns=turns, conversation=conversation.id)


def _turns(conversation: Conversation, space: Workspace) -> tuple[Turn, ...]:
    turns = [_turn(exchange) for exchange in conversation.exchanges]
    for given in space.feedback.of(conversation.id):
        place = given.place
        if place < len(turns) and turns[place].reply == given.reply:  # not said anew since
            turns[place] = replace(turns[place], feedback=(given.id, given.rating))
    return tuple(turns)


def exchanges(turns: Sequence[Turn]) -> list[Exchange]:
    """Turns as they are kept, and exported."""
    return [_exchange(turn) for turn in turns]


def _exchange(turn: Turn) -> Exchange:
    wanted = turn.summary
    return Exchange(
        asked=turn.asked,
        task=" ".join(
            ("summary", wanted.article, wanted.language, wanted.length, wanted.form)
            if wanted
            else ("chat",)
        ),
        text=turn.text,
        reply=turn.reply,
        error=dict(turn.error) if turn.error else None,
        stopped=turn.reply is None and turn.error is None,
    )


def _turn(exchange: Exchange) -> Turn:
    summary = None
    match exchange.task.split():
        case ["summary", article, "ar" | "en" as language, length, form]:
            summary = SummaryRequest(
                article=article,
                language=language,
                length=length,  # type: ignore[arg-type]
                form=form,  # type: ignore[arg-type]
            )
    return Turn(
        asked=exchange.asked,
        summary=summary,
        text=exchange.text,
        citations=exchange.reply.citations if exchange.reply else (),
        reply=exchange.reply,
        error=exchange.error,
        running=False,
    )
