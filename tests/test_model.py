"""Whatever a model server does, the caller gets text or a ModelError that says what to do."""

import asyncio

import openai
import pytest
from langchain_core.runnables import RunnableLambda

from bot import ModelError, Settings, answer
from bot.meter import Meter
from bot.model import ContextOverflowError, Model, _ours, offered_models
from tests.servers import Fail, Say

ARTICLE = "Iraq declared victory over ISIS in late 2017. Parliament voted in 2020."
KEY = "sk-secret-0123456789abcdef"


@pytest.fixture
def settings(scripted_server, tmp_path):
    return Settings(
        openai_base_url=scripted_server.base_url,
        openai_api_key=KEY,
        model="scripted",
        data_dir=tmp_path,
        timeout=1,
    )


def ask(settings):
    return answer("When did Iraq declare victory?", ARTICLE, settings=settings)


FAILURES = [
    (Fail(401, f"Incorrect API key provided: {KEY}."), "OPENAI_API_KEY"),
    (Fail(403, "no access"), "KHULASA_MODEL"),
    (Fail(404, "model not found"), "KHULASA_MODEL"),
    (Fail(429, "slow down", headers={"retry-after": "0"}), "KHULASA_CONCURRENCY"),
    (Fail(400, "unsupported value"), "unsupported value"),
    (Fail(500, "boom", headers={"retry-after": "0"}), "boom"),
    (Fail(200, text="<html>a proxy's page</html>"), "Try again"),
    (Fail(400, "too long", code="context_length_exceeded"), "KHULASA_CONTEXT_TOKENS"),
    (Say("Iraq", then="hang"), "KHULASA_TIMEOUT"),
    (Say("Iraq declared", then="cut"), "broke off"),
    (Say(""), "replied with nothing"),
    (Say("<think>I wonder."), "replied with nothing"),
    (Say("Iraq", finish_reason="content_filter"), "content filter"),
]


@pytest.mark.parametrize(("failure", "advice"), FAILURES)
def test_a_failure_of_the_server_says_what_to_do(failure, advice, scripted_server, settings):
    scripted_server.script(*[failure] * 8)
    with pytest.raises(ModelError) as caught:
        ask(settings)
    assert advice in str(caught.value)
    for text in (str(caught.value), repr(caught.value), caught.value.message("ar")):
        assert KEY not in text
        assert KEY[:12] not in text


def test_a_server_that_is_not_there_is_named(tmp_path):
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1", data_dir=tmp_path, timeout=2)
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9"):
        ask(settings)


def test_every_error_class_of_the_client_becomes_ours():
    """Walks the client's error tree, so that a new class cannot slip through unmapped."""

    def below(kind):
        yield kind
        for sub in kind.__subclasses__():
            yield from below(sub)

    settings = Settings(openai_api_key=KEY)
    kinds = list(below(openai.OpenAIError))
    assert len(kinds) > 20
    for kind in kinds:
        error = kind.__new__(kind)
        Exception.__init__(error, KEY)
        error.code = error.type = None
        if issubclass(kind, openai.APIStatusError):
            error.status_code = 418
        ours = _ours(error, settings, "m")
        assert isinstance(ours, ModelError)
        assert KEY not in str(ours)


def test_a_real_server_s_overflow_is_recognised(llama_server):
    """llama.cpp words it in its own way."""
    model = Model(Settings(openai_base_url=llama_server.base_url, model=llama_server.model))

    async def too_long():
        chain = RunnableLambda(lambda text: [("user", text)]) | model.chat
        await anext(model.stream(chain, "word " * 4000, Meter()))

    with pytest.raises(ContextOverflowError):
        asyncio.run(too_long())


def test_the_models_offered_are_listed(scripted_server, settings):
    assert offered_models(settings) == ["scripted"]


def test_usage_is_counted(scripted_server, settings):
    scripted_server.script("Iraq declared victory in late 2017 [1].")
    usage = ask(settings).usage
    assert usage.input_tokens > usage.output_tokens > 0
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens


def test_inline_thinking_is_not_part_of_the_reply(scripted_server, settings):
    scripted_server.script(Say("<thi", "nk>Hm, 1999?</th", "ink>\n\nIn late", " 2017 [1]."))
    assert ask(settings).text == "In late 2017 [1]."


def test_a_reply_at_the_length_limit_is_warned_of(scripted_server, settings):
    scripted_server.script(Say("In late 2017 [1] and", finish_reason="length"))
    assert any("incomplete" in warning for warning in ask(settings).warnings)
