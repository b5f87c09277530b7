"""The small translator: its state, fetching it, removing it."""

from __future__ import annotations

from time import time_ns
from typing import TYPE_CHECKING

import gradio as gr

from bot import KhulasaError, Settings
from bot.local_models.catalogue import Known, find_known, known_models
from bot.local_models.store import installed, remove
from bot.reply import ReplyLanguage
from bot.translator.shared import translator_for
from ui.desk import Desk
from ui.panes import PRIVATE, Pane
from ui.pulling import Pulling
from ui.replies import explained
from ui.updates import Props, Updates, updates
from ui.views import translator as view

if TYPE_CHECKING:
    from ui.page import Page

_CONTROLS = """
window.khulasa.translator(element, {
  get: (model) => trigger('get', { model }),
  stop: () => trigger('stop'),
  remove: () => trigger('remove'),
  look: () => trigger('look'),
});
"""
_SECONDS = 1.0  # between two looks at a download


class TranslatorPane(Pane):
    """Adds the translator to the drawer being built.

    Args:
        own: The server's own settings: the translator is one for all visits.
        local: Whether the app is served to this machine alone. Elsewhere readers fetch nothing.
    """

    def __init__(self, own: Settings, *, local: bool) -> None:
        self._own = own
        self._local = local
        self._pulling = Pulling(own)
        self.state = gr.HTML(elem_id="translator-state")
        # Apart from what changes while something is under way: its buttons keep the focus.
        self.controls = gr.HTML(elem_id="translator-controls", js_on_load=_CONTROLS)
        self.timer = gr.Timer(_SECONDS, active=False)
        self.seen = gr.State("")  # what this page was last made for
        self.changed = gr.State(0)  # when it was found to be out of date

    def about(self, desk: Desk, language: ReplyLanguage) -> Props:
        """See `Pane`."""
        standing = self._standing(desk)
        return self._told(standing, language) | {
            self.controls: {
                "value": view.controls(standing, self._offered(), language, local=self._local)
            },
            self.seen: {"value": _key(standing)},
        }

    def wire(self, page: Page) -> None:
        """Connect the events.

        Args:
            page: What shows a desk on all panes: with a translator, much of it is different.
        """
        here = [page.desk, page.language]

        def look(seen: str, desk: Desk, language: ReplyLanguage) -> Updates:
            """What is new, which is mostly no more than some bytes."""
            standing = self._standing(desk)
            changed = {} if _key(standing) == seen else {self.changed: time_ns()}
            return updates(self._told(standing, language)) | changed

        def get(event: gr.EventData, desk: Desk, language: ReplyLanguage) -> Updates:
            if self._local and event.model in [one.name for one in self._offered()]:
                self._pulling.begin(event.model)
            return page.about(desk, language)

        def stop() -> None:
            if self._local:
                self._pulling.stop()

        def take_away(desk: Desk, language: ReplyLanguage) -> Updates:
            standing = self._standing(desk)
            if self._local and standing.installed:
                try:
                    remove(self._own.data_dir, standing.installed.name)
                except KhulasaError as error:
                    gr.Warning(error.message(language))
            return page.about(desk, language)

        often = [self.state, self.timer, self.changed]
        for when in (self.timer.tick, self.controls.look):
            when(look, [self.seen, *here], often, trigger_mode="once", **PRIVATE)
        self.changed.change(page.about, here, page.outputs, **PRIVATE)
        self.controls.get(get, here, page.outputs, **PRIVATE)
        self.controls.stop(stop, None, None, **PRIVATE)
        self.controls.remove(take_away, here, page.outputs, **PRIVATE)

    def _told(self, standing: view.Standing, language: ReplyLanguage) -> Props:
        """The state in words, and whether it is soon to be looked at again."""
        loading = standing.translator is not None and standing.translator.state == "loading"
        return {
            self.state: {"value": view.state(standing, language)},
            self.timer: {"active": standing.progress is not None or loading},
        }

    def _offered(self) -> list[Known]:
        """Those that would be in force once they are fetched: the one that is set, or any.

        The one last asked for comes first.
        """
        wanted = self._own.translator
        models = [find_known(wanted)] if wanted else known_models().values()
        offered = [one for one in models if one and one.format != "argosmodel"]
        return sorted(offered, key=lambda one: one.name != self._pulling.name)

    def _standing(self, desk: Desk) -> view.Standing:
        pulling = self._pulling
        progress = pulling.progress  # before what there is, which comes with its end
        translator, problem = None, None
        try:
            translator = translator_for(self._own)
        except KhulasaError as error:
            problem = explained(error)
        here = {one.folder: one for one in installed(self._own.data_dir)}
        return view.Standing(
            translator=translator,
            installed=here.get(translator.folder) if translator else None,
            problem=problem,
            progress=progress,
            stopped=pulling.stopped,
            failure=pulling.error,
            used=desk.without_model,
        )


def _key(standing: view.Standing) -> str:
    """What the page at large depends on."""
    folder = standing.translator.folder if standing.translator else ""
    ended = standing.stopped or standing.failure is not None
    return f"{standing.progress is not None} {ended} {folder}"
