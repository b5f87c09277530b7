"""The servers of the tests, as the clients that the project uses see them."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import openai
import pytest
from langchain_core.messages import AIMessageChunk
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from tests import network
from tests.servers import Fail, LlamaServer, Say, ScriptedServer

HELLO = [{"role": "user", "content": "مرحبا hello"}]


def client(server: ScriptedServer | LlamaServer, **options: object) -> openai.OpenAI:
    options = {"api_key": "none", "max_retries": 0, "timeout": 30} | options
    return openai.OpenAI(base_url=server.base_url, **options)


def chat_model(server: ScriptedServer | LlamaServer, **options: object) -> ChatOpenAI:
    options = {"api_key": "none", "max_retries": 0, "timeout": 30, "stream_usage": True} | options
    return ChatOpenAI(base_url=server.base_url, model=server.model, **options)


def ask(server: ScriptedServer | LlamaServer, text: str = "hello", **options: object) -> str:
    messages = [{"role": "user", "content": text}]
    reply = client(server, **options).chat.completions.create(model=server.model, messages=messages)
    return reply.choices[0].message.content


def overflow(model: ChatOpenAI, text: str) -> Exception:
    """The error that a client gets, whole or streamed, for a text that is too long."""
    with pytest.raises(openai.BadRequestError) as whole:
        model.invoke(text)
    with pytest.raises(openai.BadRequestError) as streamed:
        list(model.stream(text))
    assert str(whole.value) == str(streamed.value)
    return whole.value


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


class TestScripted:
    def test_replies_come_in_the_order_of_the_script(self, scripted_server):
        scripted_server.script("الأول", "second")
        assert [ask(scripted_server), ask(scripted_server)] == ["الأول", "second"]

    def test_what_was_not_scripted_is_refused(self, scripted_server):
        with pytest.raises(openai.BadRequestError) as error:
            ask(scripted_server)
        assert error.value.code == "nothing_scripted"

    def test_a_function_may_answer_by_the_request(self, scripted_server):
        scripted_server.respond(lambda body: body["messages"][-1]["content"].upper())
        assert ask(scripted_server, "mirror") == "MIRROR"

    def test_requests_are_remembered(self, scripted_server):
        scripted_server.script("ok")
        ask(scripted_server, "سؤال", api_key="sk-of-mine")
        (request,) = scripted_server.chats
        assert request.headers["authorization"] == "Bearer sk-of-mine"
        assert request.body["model"] == "scripted"
        assert request.prompt == "سؤال"

    def test_streams_the_scripted_pieces_and_then_the_usage(self, scripted_server):
        scripted_server.script(Say("واحد ", "two ", "three"))
        chunks = list(chat_model(scripted_server).stream("two words"))
        assert [chunk.text for chunk in chunks if chunk.text] == ["واحد ", "two ", "three"]
        total = sum(chunks[1:], chunks[0])
        usage = total.usage_metadata
        assert (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]) == (2, 3, 5)

    def test_a_stream_reports_usage_only_when_asked(self, scripted_server):
        scripted_server.script("ok")
        chunks = list(chat_model(scripted_server, stream_usage=False).stream("hello"))
        assert all(chunk.usage_metadata is None for chunk in chunks)

    def test_says_why_a_reply_ended(self, scripted_server):
        scripted_server.script(Say("cut sh", finish_reason="length"))
        reply = chat_model(scripted_server).invoke("hello")
        assert reply.response_metadata["finish_reason"] == "length"

    @pytest.mark.parametrize(
        ("failure", "error"),
        [
            (Fail(429, "Slow down.", "rate_limit_exceeded"), openai.RateLimitError),
            (Fail(404, "No such model.", "model_not_found"), openai.NotFoundError),
            (Fail(503, "Busy."), openai.InternalServerError),
            (Fail(502, text="<html>Bad gateway</html>"), openai.InternalServerError),
        ],
    )
    def test_failures_are_what_openai_raises(self, scripted_server, failure, error):
        scripted_server.script(failure)
        with pytest.raises(error) as raised:
            ask(scripted_server)
        assert raised.value.code == failure.code

    def test_a_client_that_retries_gets_the_next_reply(self, scripted_server):
        scripted_server.script(Fail(429, headers={"retry-after": "0.01"}), "now")
        assert ask(scripted_server, max_retries=1) == "now"

    def test_a_wrong_key_is_refused_everywhere(self, scripted_server):
        scripted_server.api_key = "sk-right"
        wrong, right = client(scripted_server), client(scripted_server, api_key="sk-right")
        for call in (
            lambda c: c.models.list(),
            lambda c: c.embeddings.create(model="any", input="text"),
            lambda c: c.chat.completions.create(model="any", messages=HELLO),
        ):
            with pytest.raises(openai.AuthenticationError) as error:
                call(wrong)
            assert error.value.code == "invalid_api_key"
        assert right.models.list().data[0].id == scripted_server.model

    def test_a_prompt_beyond_the_window_is_refused(self, scripted_server):
        scripted_server.context_tokens = 100
        scripted_server.script("fits")
        model = chat_model(scripted_server)
        assert overflow(model, "word " * 101).code == "context_length_exceeded"
        assert model.invoke("word " * 100).text == "fits"

    def test_a_cut_stream_is_a_broken_connection_after_its_pieces(self, scripted_server):
        scripted_server.script(Say("so far", then="cut"))
        received: list[AIMessageChunk] = []
        with pytest.raises(openai.APIConnectionError):
            received.extend(chat_model(scripted_server).stream("hello"))
        assert "".join(chunk.text for chunk in received) == "so far"

    def test_a_hanging_reply_ends_at_the_clients_timeout(self, scripted_server):
        scripted_server.script(Say(then="hang"), Say("so far", then="hang"))
        model = chat_model(scripted_server, timeout=0.2)
        with pytest.raises(openai.APITimeoutError):
            model.invoke("hello")
        with pytest.raises(openai.APITimeoutError):
            list(model.stream("hello"))

    def test_notices_a_client_that_leaves(self, scripted_server):
        scripted_server.script(Say("so far", then="hang"), "complete")

        async def leave() -> None:
            async for chunk in chat_model(scripted_server).astream("hello"):
                if chunk.text:
                    break
            await until(lambda: scripted_server.chats[0].abandoned)

        asyncio.run(leave())
        ask(scripted_server)
        assert not scripted_server.chats[1].abandoned

    def test_breaks_off_a_hanging_reply_when_it_closes(self):
        with ScriptedServer() as server:
            server.script(Say("so far", then="hang"))
            stream = chat_model(server).stream("hello")
            next(stream)
        with pytest.raises(openai.APIConnectionError):
            list(stream)

    def test_embeddings_depend_on_the_text_alone(self, scripted_server):
        scripted_server.dimension = 8
        embeddings = OpenAIEmbeddings(
            base_url=scripted_server.base_url, api_key="none", check_embedding_ctx_length=False
        )
        first, second, again = embeddings.embed_documents(["أ", "b", "أ"])
        assert len(first) == 8
        assert first == again != second
        assert sum(value * value for value in first) == pytest.approx(1)

    @pytest.mark.parametrize("encoding_format", ["float", "base64"])
    def test_embeddings_come_in_both_encodings(self, scripted_server, encoding_format):
        request = {"model": "any", "input": "text"}
        expected = client(scripted_server).embeddings.create(**request).data[0].embedding
        got = client(scripted_server).with_raw_response.embeddings.create(
            **request, encoding_format=encoding_format
        )
        assert isinstance(got.http_response.json()["data"][0]["embedding"], str) == (
            encoding_format == "base64"
        )
        assert len(expected) == scripted_server.dimension

    def test_embeddings_may_fail(self, scripted_server):
        scripted_server.embeddings = Fail(404, "No such model.", "model_not_found")
        with pytest.raises(openai.NotFoundError):
            client(scripted_server).embeddings.create(model="any", input="text")


class TestLlama:
    def test_says_the_same_to_the_same_request(self, llama_server):
        assert ask(llama_server) == ask(llama_server) != ask(llama_server, "مرحبا")

    def test_streams_and_reports_usage_in_bytes(self, llama_server):
        chunks = list(chat_model(llama_server, max_tokens=10).stream("مرحبا"))
        total = sum(chunks[1:], chunks[0])
        assert len([chunk for chunk in chunks if chunk.text]) > 1
        assert len(total.text) == total.usage_metadata["output_tokens"] == 10
        assert total.usage_metadata["input_tokens"] >= len("مرحبا".encode())

    def test_refuses_what_its_window_does_not_hold(self, tmp_path):
        with LlamaServer(tmp_path, context_tokens=512) as server:
            error = overflow(chat_model(server), "م" * 300)
            assert error.body["type"] == "exceed_context_size_error"
            assert error.body["n_ctx"] == 512
            assert chat_model(server).invoke("م" * 200).text

    def test_embeds(self, llama_server):
        embeddings = client(llama_server).embeddings.create(
            model=llama_server.model, input=["أ", "b", "أ"]
        )
        first, second, again = (item.embedding for item in embeddings.data)
        assert first == pytest.approx(again, abs=1e-5)
        assert first != pytest.approx(second, abs=1e-5)

    def test_answers_at_the_same_time(self, llama_server):
        async def both() -> list[str]:
            model = chat_model(llama_server)
            replies = await asyncio.gather(model.ainvoke("one"), model.ainvoke("two"))
            return [reply.text for reply in replies]

        assert all(asyncio.run(both()))


class TestGuard:
    @pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
    def test_other_machines_are_refused(self, refused_connections, host):
        with pytest.raises(network.NetworkRefusedError, match=host):
            socket.create_connection((host, 80), timeout=1)
        assert refused_connections.pop() == host

    def test_clients_are_refused_too(self, refused_connections):
        with pytest.raises(openai.APIConnectionError):
            openai.OpenAI(api_key="none", max_retries=0).models.list()
        assert refused_connections.pop() == "api.openai.com"

    def test_names_that_nobody_has_are_not_found(self):
        with pytest.raises(socket.gaierror):
            socket.create_connection(("nobody.invalid", 80))

    def test_a_swallowed_refusal_fails_the_test(self, pytester):
        """Proven by a test of its own, run with this project's conftest."""
        pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
        pytester.makepyfile(
            """
            import socket

            def test_that_swallows():
                try:
                    socket.create_connection(("192.0.2.1", 80))
                except OSError:
                    pass
            """
        )
        result = pytester.runpytest_inprocess("-p", "no:playwright")
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(["*tried to reach 192.0.2.1*"])

    def test_settings_of_this_machine_are_not_in_force(self, pytester, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-this-machine")
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
        pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
        pytester.makepyfile(
            """
            import os

            def test_environment():
                assert "OPENAI_API_KEY" not in os.environ
                assert "HTTPS_PROXY" not in os.environ
                assert os.environ["KHULASA_DATA_DIR"]
            """
        )
        pytester.runpytest_inprocess("-p", "no:playwright").assert_outcomes(passed=1)
