"""A comparison as JUnit XML: a case that got worse is a failure."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bot.evaluation.comparison import Comparison, differing
from bot.evaluation.reports import wording


def render(comparison: Comparison) -> bytes:
    """The report: one suite, one test for each case."""
    worse = comparison.changed("worse")
    suite = etree.Element(
        "testsuite",
        name=wording.legal(" and ".join(comparison.names)),
        tests=str(len(comparison.pairs)),
        failures=str(len(worse)),
        errors="0",
        skipped="0",
        time=_seconds(one.seconds for pair in comparison.pairs for one in pair.second.attempts),
        timestamp=wording.legal(comparison.runs[1].when),
    )
    properties = etree.SubElement(suite, "properties")
    for name, value in wording.facts(comparison):
        etree.SubElement(
            properties, "property", name=wording.legal(name), value=wording.legal(value)
        )
    for pair in comparison.pairs:
        topic, _, name = pair.case.rpartition("/")
        test = etree.SubElement(
            suite,
            "testcase",
            classname=wording.legal(topic),
            name=wording.legal(name),
            time=_seconds(one.seconds for one in pair.second.attempts),
        )
        attempts = pair.telling()
        if pair.change == "worse":
            counts = f"{wording.passes(pair.first)}, then {wording.passes(pair.second)}"
            failure = etree.SubElement(test, "failure", type="worse", message=counts)
            failure.text = wording.legal(
                "\n".join(
                    f"{one.assertion}: expected {one.expected}" for one in differing(*attempts)
                )
            )
        output = etree.SubElement(test, "system-out")
        output.text = wording.legal(
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
