"""YAML for people to read: texts of several lines as they read, fields in the order given."""

from __future__ import annotations

from typing import Any

import yaml


class OneLine:
    """A value that takes one line, as it is not for reading."""

    def __init__(self, value: Any) -> None:
        self.value = value


def readable(content: Any, width: int = 98) -> str:
    """Plain values and `OneLine` ones as YAML."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=width)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Values that stand in two places are written in both."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _one_line(dumper: yaml.SafeDumper, line: OneLine) -> yaml.Node:
    node = dumper.represent_data(line.value)
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = True
    return node


_Dumper.add_representer(str, _text)
_Dumper.add_representer(OneLine, _one_line)
