"""A translation of a visit: paragraph by paragraph, stopped, taken up again, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot import Article, Settings, translate
from tests.servers import Fail, Say, ScriptedServer
from ui.translations import Translation, Translations, translation_language

ARTICLE = Article.from_text(
    """# أسعار القمح

ارتفعت الأسعار بنسبة 50% في عام 2017.

- أعلنت الوزارة خطة من ثلاث مراحل.
- بدأت المرحلة الأولى أمس في العاصمة.

وقال الوزير إن الخطة ستستمر عامين."""
)
ENGLISH = {
    "أسعار القمح": "Wheat prices",
    "ارتفعت": "Prices rose by 50% in 2017.",
    "أعلنت": "The ministry announced a plan of three stages.",
    "بدأت": "The first stage began yesterday in the capital.",
    "وقال": "The minister said that the plan would last for two years.",
}


@pytest.fixture
def settings(scripted_server: ScriptedServer) -> Settings:
    """Two paragraphs are asked for at a time."""
    scripted_server.respond(_english)
    return Settings.from_env(
        {
            "OPENAI_BASE_URL": scripted_server.base_url,
            "KHULASA_MODEL": "scripted",
            "KHULASA_CONCURRENCY": "2",
        }
    )


def test_it_comes_paragraph_by_paragraph(settings: Settings) -> None:
    translation = Translation(ARTICLE, "en")
    seen = _go_on(translation, settings)
    assert seen[0] == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    assert seen[-1] == 5
    assert translation.complete
    assert not translation.running
    assert translation.done[3].text == "- The ministry announced a plan of three stages."


def test_put_together_it_is_what_translating_at_once_gives(settings: Settings) -> None:
    """Text, places of the paragraphs, remarks, warnings and tokens."""
    translation = Translation(ARTICLE, "en")
    _go_on(translation, settings)
    assert translation.whole() == translate(ARTICLE, language="en", settings=settings)


def test_a_paragraph_that_fails_takes_no_other_with_it(
    settings: Settings, scripted_server: ScriptedServer
) -> None:
    """It is asked for again alone, or with whatever else is missing."""
    scripted_server.respond(_failing("أعلنت"))
    translation = Translation(ARTICLE, "en")
    _go_on(translation, settings)
    assert set(translation.done) == {1, 2, 4, 5}
    assert set(translation.failed) == {3}
    assert translation.error is None
    assert "رفض" in translation.failed[3]["ar"]
    assert "refused" in translation.failed[3]["en"]
    scripted_server.respond(_english)
    asked = len(scripted_server.chats)
    _go_on(translation, settings, paragraph=3)
    assert translation.complete
    assert not translation.failed
    assert len(scripted_server.chats) == asked + 1


def test_a_model_that_fails_again_and_again_is_not_asked_for_the_rest(
    settings: Settings, scripted_server: ScriptedServer
) -> None:
    """One error stands for all; going on asks for what is missing, and for nothing else."""
    scripted_server.respond(_failing("أ", "ا", "ب", "و"))
    translation = Translation(ARTICLE, "en")
    _go_on(translation, settings)
    assert translation.error is not None
    assert not translation.failed
    assert len(scripted_server.chats) < 5
    scripted_server.respond(_english)
    _go_on(translation, settings)
    assert translation.complete
    assert translation.error is None


def test_without_a_model_it_says_what_it_needs(settings_of_tests: None) -> None:
    translation = Translation(ARTICLE, "en")
    assert _go_on(translation, Settings.from_env()) == []
    assert translation.error is not None
    assert "OPENAI_API_KEY" in translation.error["ar"]
    assert not translation.begun


def test_stopped_it_keeps_what_it_had(settings: Settings, scripted_server: ScriptedServer) -> None:
    """The model is asked for no more, and what it was at is broken off."""
    scripted_server.respond(
        lambda body: (
            Say("Prices", then="hang")
            if "ارتفعت" in body["messages"][-1]["content"]
            else _english(body)
        )
    )
    translation = Translation(ARTICLE, "en")

    async def stopped() -> None:
        async for step in translation.go_on(settings):
            if step.done:
                while len(scripted_server.chats) < 2:
                    await asyncio.sleep(0.01)
                step.stop()

    asyncio.run(stopped())
    assert list(translation.done) == [1]
    assert not translation.running
    assert len(scripted_server.chats) == 2
    scripted_server.respond(_english)
    assert _go_on(translation, settings)
    assert translation.complete
    assert len(scripted_server.chats) == 6
    assert [chat.abandoned for chat in scripted_server.chats if "ارتفعت" in chat.prompt] == [
        True,
        False,
    ]


def test_a_paragraph_tried_again_meanwhile_joins_the_others(
    settings: Settings, scripted_server: ScriptedServer
) -> None:
    scripted_server.respond(_failing("أسعار"))
    translation = Translation(ARTICLE, "en")

    async def retried() -> None:
        async for step in translation.go_on(settings):
            if 1 in step.failed:
                scripted_server.respond(_english)
                async for meanwhile in step.go_on(settings, 1):
                    assert meanwhile.running

    asyncio.run(retried())
    assert translation.complete


def test_a_visit_keeps_its_translations() -> None:
    """Of an article in neither language, one for each language of the page."""
    french = Article.from_text("Le pont du port a rouvert mardi à Paris après onze mois.")
    visit = Translations()
    visit.show([ARTICLE, french], "en")
    arabic, other = visit.shown
    assert (arabic.language, other.language) == ("en", "en")
    visit.show([french], "ar")
    assert visit.find(ARTICLE.id) is None
    assert visit.shown[0].language == "ar"
    visit.show([ARTICLE, french], "en")
    assert visit.find(ARTICLE.id) is arabic
    assert visit.shown[1] is other
    assert translation_language(Article.from_text("A story of a bridge."), "en") == "ar"


def _go_on(translation: Translation, settings: Settings, paragraph: int | None = None) -> list[int]:
    """How many paragraphs were done at each step."""

    async def steps() -> list[int]:
        return [len(step.done) async for step in translation.go_on(settings, paragraph)]

    return asyncio.run(steps())


def _english(body: dict[str, Any]) -> str:
    said = body["messages"][-1]["content"]
    return next(english for arabic, english in ENGLISH.items() if arabic in said)


def _failing(*words: str) -> Callable[[dict[str, Any]], str | Fail]:
    """A model that refuses paragraphs which begin with one of the words."""

    def respond(body: dict[str, Any]) -> str | Fail:
        said = body["messages"][-1]["content"]
        failing = [key for key in ENGLISH if key in said and key.startswith(words)]
        return Fail(400, "Not this one.") if failing else _english(body)

    return respond
