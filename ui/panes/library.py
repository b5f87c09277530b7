"""The library: every article kept, searched, renamed, deleted and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr

from bot.arguments import MAX_ARTICLES
from bot.reply import ReplyLanguage
from bot.workspace import Workspace
from ui.desk import Desk
from ui.keeping import resume, take_up
from ui.panes import PRIVATE, Pane
from ui.strings import text
from ui.updates import Props, Updates, updates
from ui.views import library as view
from ui.views.common import drawer_heading

if TYPE_CHECKING:
    from ui.page import Page

_DRAWER = "window.khulasa.drawer('library', 'open-library', 'library-name')"
_LIST = "window.khulasa.library(element, trigger, watch)"


_Place = tuple[tuple[str, ...], str | None]
"""Ids of the open articles and of their conversation."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article of the library or one of its conversations, as the page names it."""

    kind: Literal["article", "conversation"]
    id: str

    @classmethod
    def of(cls, event: gr.EventData) -> Kept:
        """What an event of the list is about."""
        return cls(event.kind, event.id)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What can be brought back.

    Attributes:
        kept: What was deleted.
        before: What was open before that.
        after: What was open afterwards.
    """

    kept: Kept
    before: _Place
    after: _Place


class LibraryPane(Pane):
    """Adds the drawer to the Blocks being built.

    Args:
        space: Where articles and conversations are kept.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self.deleted = gr.State(None)
        self.picked = gr.State(())
        with gr.Column(elem_id="library", elem_classes="drawer"):
            self.heading = gr.HTML(elem_id="library-heading", js_on_load=_DRAWER)
            self.search = gr.Textbox(
                elem_id="library-search", max_lines=1, show_label=False, container=False
            )
            with gr.Row(elem_id="library-undo", visible=False) as self.undo_bar:
                self.deleted_title = gr.HTML()
                self.undo = gr.Button(size="sm", elem_id="undo")
            self.together = gr.Button(size="sm", elem_id="ask-together", visible=False)
            self.list = gr.HTML(elem_id="library-list", js_on_load=_LIST)
            self.trash = gr.HTML(elem_id="library-trash", js_on_load=_LIST)

    def words(self, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        searched = text("search_library", language)
        return {
            self.heading: {"value": drawer_heading("library", language)},
            self.search: {"label": searched, "placeholder": searched},
            self.undo: {"value": text("undo", language)},
        }

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        opened = tuple(article.id for article in desk.articles)
        listed = self._listed("", opened, desk, language)
        return listed | self._picking(opened, language) | {self.search: {"value": ""}}

    def opened(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        return {
            self.deleted: {"value": None},
            self.undo_bar: {"visible": False},
            self.deleted_title: {"value": ""},
        }

    def conversed(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`: a conversation that begins appears in the list."""
        return self.about(desk, language) if len(desk.turns) < 2 else {}

    def _listed(
        self, sought: str, picked: Sequence[str], desk: Desk, language: ReplyLanguage
    ) -> Props:
        """The articles that a search finds, or all of them and what was deleted of late."""
        library, conversations = self._space.library, self._space.conversations
        searched = bool(sought.strip())
        entries = library.search(sought) if searched else library.list()
        talks = conversations.by_article()
        removed = [] if searched else library.removed()
        return {
            self.list: {
                "value": view.shelf(entries, talks, picked, desk, language, searched=searched)
            },
            self.trash: {"value": view.trash(removed, language)},
        }

    def wire(self, page: Page, replying: list[Any]) -> None:
        """Connect the events of the drawer.

        Args:
            page: What shows a desk on all panes.
            replying: The events of the conversation, which end when something else is opened.
        """
        here = [page.desk, page.language]

        def select(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            kept = Kept.of(event)
            found = (
                resume(desk, kept.id, self._space)
                if kept.kind == "conversation"
                else take_up(desk, [kept.id], self._space)
            )
            return page.opened(found or desk, language)

        def together(ids: tuple[str, ...], desk: Desk, language: ReplyLanguage) -> Updates:
            return page.opened(take_up(desk, ids, self._space) or desk, language)

        def rename(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            self._rename(Kept.of(event), event.title)
            return page.shown(self._renamed(desk), language)

        def delete(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            after, props = self._delete(Kept.of(event), desk, language)
            shown = page.shown if after == desk else page.opened
            return shown(after, language) | updates(props)

        def undo(deleted: Deleted, desk: Desk, language: ReplyLanguage) -> Updates:
            restored = self._restore(deleted.kept)
            # Unless the reader has gone on to something else since.
            back = self._reopened(deleted.before, desk) if _place(desk) == deleted.after else None
            shown = page.shown(desk, language) if back is None else page.opened(back, language)
            return shown | updates(restored)

        def restore(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            restored = self._restore(Kept.of(event))
            return page.shown(desk, language) | updates(restored)

        def pick(event: gr.EventData, before: Sequence[str], language: ReplyLanguage) -> Updates:
            unlisted = [one for one in before if one not in event.listed]
            return updates(self._picking((*unlisted, *event.picked), language))

        def search(
            sought: str, picked: Sequence[str], desk: Desk, language: ReplyLanguage
        ) -> Updates:
            return updates(self._listed(sought, picked, desk, language))

        page.masthead.opens_library.click(
            None, js="() => window.khulasa.toggle('library')", **PRIVATE
        )
        self.list.select(select, here, page.outputs, cancels=replying, **PRIVATE)
        self.together.click(
            together, [self.picked, *here], page.outputs, cancels=replying, **PRIVATE
        )
        self.list.edit(rename, here, page.outputs, **PRIVATE)
        self.list.delete(delete, here, page.outputs, cancels=replying, **PRIVATE)
        self.undo.click(undo, [self.deleted, *here], page.outputs, **PRIVATE)
        self.trash.undo(restore, here, page.outputs, **PRIVATE)
        self.list.input(pick, [self.picked, page.language], [self.picked, self.together], **PRIVATE)
        # Not `input`: text that is pasted gives no such event.
        self.search.change(
            search,
            [self.search, self.picked, *here],
            [self.list, self.trash],
            trigger_mode="always_last",
            **PRIVATE,
        )

    def _picking(self, ids: Sequence[str], language: ReplyLanguage) -> Props:
        """What can be done with the ticked articles, those that a search leaves out too."""
        too_many = len(ids) > MAX_ARTICLES
        words = text("too_many" if too_many else "ask_together", language, most=MAX_ARTICLES)
        return {
            self.picked: {"value": tuple(ids)},
            self.together: {"value": words, "visible": len(ids) > 1, "interactive": not too_many},
        }

    def _rename(self, kept: Kept, title: str) -> None:
        """Give an article or a conversation another title."""
        if kept.kind == "article":
            self._space.library.rename(kept.id, title)
        else:
            self._space.conversations.rename(kept.id, title)

    def _delete(self, kept: Kept, desk: Desk, language: ReplyLanguage) -> tuple[Desk, Props]:
        """Move something into the trash; what was open of it is closed, and the rest stays."""
        title, before = self._title(kept), _place(desk)
        if kept.kind == "article":
            self._space.library.remove(kept.id)
            left = [article.id for article in desk.articles if article.id != kept.id]
            if len(left) < len(desk.articles):
                desk = take_up(desk, left, self._space) or desk.cleared()
        else:
            self._space.conversations.remove(kept.id)
            if kept.id == desk.conversation:
                desk = replace(desk, turns=(), conversation=None)
        return desk, {
            self.deleted: {"value": Deleted(kept, before, _place(desk))},
            self.undo_bar: {"visible": True},
            self.deleted_title: {"value": view.deleted(title, language)},
        }

    def _restore(self, kept: Kept) -> Props:
        """Bring something back from the trash."""
        if kept.kind == "article":
            self._space.library.restore(kept.id)
        else:
            self._space.conversations.restore(kept.id)
        return {self.deleted: {"value": None}, self.undo_bar: {"visible": False}}

    def _reopened(self, place: _Place, desk: Desk) -> Desk | None:
        """The desk as it was before something was deleted; None where nothing of it was closed."""
        articles, conversation = place
        if place == _place(desk):
            return None
        if conversation:
            return resume(desk, conversation, self._space)
        return take_up(desk, articles, self._space)

    def _renamed(self, desk: Desk) -> Desk:
        """The desk with its articles as they are called now."""
        library = self._space.library
        return replace(
            desk, articles=tuple(library.get(article.id) or article for article in desk.articles)
        )

    def _title(self, kept: Kept) -> str:
        found = (
            self._space.library.get(kept.id)
            if kept.kind == "article"
            else self._space.conversations.get(kept.id)
        )
        return found.title if found else ""


def _place(desk: Desk) -> _Place:
    return tuple(article.id for article in desk.articles), desk.conversation
