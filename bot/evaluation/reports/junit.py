"""A comparison as JUnit XML: a case that got worse is a failure."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from bot.evaluation.comparison import Comparison, differing
from bot.evaluation.reports import wording

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may have, escaped or not (https://www.w3.org/TR/xml/#charsets)."""


def legal(text: str) -> str:
    """Text without the characters that XML and HTML have no way to write."""
    return _ILLEGAL.sub("", text)


def render(comparison: Comparison) -> bytes:
    """The report: one suite, one test for each case."""
    worse = comparison.changed("worse")
    suite = etree.Element(
        "testsuite",
        name=legal(" and ".join(comparison.names)),
        tests=str(len(comparison.pairs)),
        failures=str(len(worse)),
        errors="0",
        skipped="0",
        time=_seconds(one.seconds for pair in comparison.pairs for one in pair.second.attempts),
        timestamp=legal(comparison.runs[1].when),
    )
    properties = etree.SubElement(suite, "properties")
    for name, value in wording.facts(comparison):
        etree.SubElement(properties, "property", name=legal(name), value=legal(value))
    for pair in comparison.pairs:
        topic, _, name = pair.case.rpartition("/")
        test = etree.SubElement(
            suite,
            "testcase",
            classname=legal(topic),
            name=legal(name),
            time=_seconds(one.seconds for one in pair.second.attempts),
        )
        attempts = pair.telling()
        if pair.change == "worse":
            counts = f"{wording.passes(pair.first)}, then {wording.passes(pair.second)}"
            failure = etree.SubElement(test, "failure", type="worse", message=counts)
            failure.text = legal(
                "\n".join(
                    f"{one.assertion}: expected {one.expected}" for one in differing(*attempts)
                )
            )
        output = etree.SubElement(test, "system-out")
        output.text = legal(
            "\n\n".join(
                f"{name}: {wording.reply(attempt)}"
                for name, attempt in zip(comparison.names, attempts, strict=True)
            )
        )
    root = etree.Element("testsuites")
    root.append(suite)
    document: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return document


def _seconds(times: Any) -> str:
    return f"{sum(times):.3f}"
