"""Model servers for tests, on loopback: a scripted one, and a real llama.cpp."""

from tests.servers.llamacpp import LlamaServer
from tests.servers.scripted import Fail, Reply, Request, Say, ScriptedServer

__all__ = ["Fail", "LlamaServer", "Reply", "Request", "Say", "ScriptedServer"]
