"""Files of cases as plain values, checked against ``case.schema.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_NUMBERS = {f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "timestamp")}


class CaseError(ValueError):
    """A file of cases is malformed; the message names the file, the case and the field."""


def read_checked(path: Path) -> Any:
    """What a file of cases holds.

    Raises:
        CaseError: It cannot be read, or is not of the schema's form.
    """
    content = _read(path)
    for error in _validator().iter_errors(content):
        raise CaseError(_located(path, content, error))
    return content


def _located(path: Path, content: Any, error: ValidationError) -> str:
    """A fault by file, case and field."""
    steps = list(error.absolute_path)
    where = str(path)
    if steps[:1] == ["cases"] and len(steps) > 1:
        place = cast(int, steps[1])
        entry = content["cases"][place]
        name = entry.get("id") if isinstance(entry, dict) else None
        where += f": case {name!r}" if name else f": case number {place + 1}"
        steps = steps[2:]
    if steps:
        where += f", field {'.'.join(str(step) for step in steps)}"
    schema = error.schema if isinstance(error.schema, dict) else {}
    hint = schema.get("description", "")
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        unknown = error.instance.keys() - schema["properties"].keys()
        meant = [one for name in unknown for one in get_close_matches(name, schema["properties"])]
        hint = f"did you mean {', '.join(meant)}?" if meant else hint
    return f"{where}: {error.message}" + (f" ({hint})" if hint else "")


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    schema = files("bot.evaluation").joinpath("case.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(schema))


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: {error}") from None
    except yaml.YAMLError as error:
        raise CaseError(f"{path}: {error}") from None


class _Loader(yaml.SafeLoader):
    """YAML in which a key given twice is an error, and only plain numbers are numbers.

    YAML 1.1 has 11:30 for 690, 010 for 8 and 2019-02-03 for a date.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NUMBERS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9]\d*)$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"-?\d+\.\d+$"), list("-0123456789")
)
