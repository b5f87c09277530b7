"""Servers for tests, on loopback: a scripted model, a real llama.cpp, and a hub of models."""

from tests.servers.hub import Hub, Refusal
from tests.servers.llamacpp import LlamaServer
from tests.servers.scripted import Fail, Reply, Request, Say, ScriptedServer

__all__ = ["Fail", "Hub", "LlamaServer", "Refusal", "Reply", "Request", "Say", "ScriptedServer"]
