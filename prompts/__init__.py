"""Prompts: one versioned YAML file each (``name@version.yaml``), and their loader.

A file holds a prompt's name, version, purpose and variables, and its messages once for each
language that the reply may be in: the whole prompt is written in the reply's language, because
labels in another language make small models answer in that one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

Message = tuple[str, str]
"""A role (``system``, ``user`` or ``assistant``) and its content, as LangChain takes them."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_FILE = re.compile(r"(?P<name>[a-z]+)@(?P<version>[0-9]+)\.yaml")
_FIELDS = {"name", "version", "purpose", "variables", "messages"}


class PromptError(Exception):
    """A prompt file is malformed, does not exist, or was given the wrong variables."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a prompt.

    Attributes:
        name: What it is called, such as ``answer``.
        version: Its version, from 1.
        purpose: What it is for, in one sentence.
        variables: Names that `render` must be given, all of them and no other.
        messages: For each language of a reply, the messages as templates.
    """

    name: str
    version: int
    purpose: str
    variables: frozenset[str]
    messages: Mapping[str, tuple[Message, ...]]

    def render(self, language: str, /, **values: str) -> list[Message]:
        """Messages with every variable filled in.

        Values are inserted once and never read as templates: braces in an article stay braces.

        Raises:
            PromptError: A variable is missing or unknown, or the prompt has no such language.
        """
        if values.keys() != self.variables:
            missing = sorted(self.variables - values.keys())
            unknown = sorted(values.keys() - self.variables)
            raise PromptError(f"{self}: missing variables {missing}, unknown variables {unknown}")
        if language not in self.messages:
            raise PromptError(f"{self} is not written in {language!r}")
        return [
            (role, _PLACEHOLDER.sub(lambda match: values[match[1]], content))
            for role, content in self.messages[language]
        ]

    def declared(self, values: Mapping[str, str]) -> dict[str, str]:
        """Those of the values that this version declares, out of all that its users give.

        Versions of a prompt may differ in their variables; who uses it gives them all.

        Raises:
            PromptError: No version declares one of the values.
        """
        every = [load(one) for one in versions() if name_of(one) == self.name]
        known = frozenset[str]().union(*(one.variables for one in every))
        if unknown := sorted(values.keys() - known):
            raise PromptError(f"no version of {self.name} has the variables {unknown}")
        return {name: value for name, value in values.items() if name in self.variables}

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


def versions() -> list[str]:
    """References of all prompts, such as ``answer@1``, sorted by name and version."""
    found = [match for entry in files(__name__).iterdir() if (match := _FILE.fullmatch(entry.name))]
    found.sort(key=lambda match: (match["name"], int(match["version"])))
    return [f"{match['name']}@{match['version']}" for match in found]


def name_of(reference: str) -> str:
    """The prompt's name in a reference: ``answer`` of ``answer@1``."""
    return reference.partition("@")[0]


@lru_cache
def load(reference: str) -> Prompt:
    """The prompt of a reference: ``answer@1``, or ``answer`` for its newest version.

    Raises:
        PromptError: There is no such prompt, or its file is malformed.
    """
    matching = [one for one in versions() if reference in (one, name_of(one))]
    if not matching:
        raise PromptError(f"There is no prompt {reference!r}; there are: {', '.join(versions())}.")
    import yaml

    found = matching[-1]
    content = yaml.safe_load(files(__name__).joinpath(f"{found}.yaml").read_text("utf-8"))
    return _checked(content, found)


def _checked(content: Any, reference: str) -> Prompt:
    if not isinstance(content, dict) or content.keys() != _FIELDS:
        raise PromptError(f"{reference}.yaml must have exactly the fields {sorted(_FIELDS)}")
    prompt = Prompt(
        name=content["name"],
        version=content["version"],
        purpose=content["purpose"],
        variables=frozenset(content["variables"]),
        messages={
            language: tuple((message["role"], message["content"].strip()) for message in messages)
            for language, messages in content["messages"].items()
        },
    )
    if str(prompt) != reference:
        raise PromptError(f"{reference}.yaml calls itself {prompt}")
    for language, messages in prompt.messages.items():
        used = {name for _, text in messages for name in _PLACEHOLDER.findall(text)}
        if used != prompt.variables:
            raise PromptError(
                f"{reference}.yaml declares {sorted(prompt.variables)} "
                f"but its {language} messages use {sorted(used)}"
            )
    return prompt
