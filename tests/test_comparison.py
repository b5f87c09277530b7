"""Two runs side by side, and the reports of them."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from bot.evaluation.comparison import Comparison
from bot.evaluation.outcomes import Outcome
from bot.evaluation.reports import html as page
from bot.evaluation.reports import junit, markdown, terminal, wording
from bot.evaluation.reports.words import differences
from bot.evaluation.runs import Attempt, Run

HOSTILE = (
    "<script>alert(1)</script> </p>\n\n# [x](http://evil.invalid) | `x` "
    "\x00\x1b[31m\u202eevil & \ufffe"
)
NAMES = ("answer@1", "answer@2")


def run(needed=1.0, **replies):
    """A run of cases ``topic/NAME``: a word for each repeat, upper case where it is to pass."""
    attempts = [
        Attempt(
            f"topic/{case}",
            repeat,
            (
                Outcome("contains", word.isupper(), "the “word”", word),
                Outcome("contains-2", True, "another", word),
                Outcome("language", word != "بلا", "Arabic", word),
            ),
            text=word,
            seconds=0.5,
        )
        for case, words in replies.items()
        for repeat, word in enumerate(words.split(), 1)
    ]
    return Run(
        engine="model",
        model="scripted",
        prompts=(),
        judge="",
        when="2026-11-25T07:00:00+00:00",
        attempts=tuple(attempts),
        needed={f"topic/{case}": needed for case in replies},
    )


def with_text(text):
    """A comparison in which everything that comes from elsewhere is this text."""
    outcomes = (Outcome("contains", True, text, text),), (Outcome("contains", False, text, text),)
    runs = [
        Run("model", text, (), "", text, (Attempt(f"a/{text}", 1, one, text=text),), {})
        for one in outcomes
    ]
    return Comparison.of(*runs, (text, text))


def test_cases_are_paired_and_what_changed_is_told():
    first = run(kept="YES", won="no", lost="YES", gone="YES")
    second = run(kept="YES", won="YES", lost="no", come="YES")
    found = Comparison.of(first, second, NAMES)
    assert [one.case for one in found.pairs] == ["topic/kept", "topic/won", "topic/lost"]
    assert [one.case for one in found.changed("better")] == ["topic/won"]
    assert [one.case for one in found.changed("worse")] == ["topic/lost"]
    assert found.unpaired == ("topic/come", "topic/gone")
    assert found.p == 1
    assert found.rates == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_repeats_count_by_the_share_that_a_case_needs():
    first, second = run(0.5, one="YES no", two="no no"), run(0.5, one="no no", two="YES YES")
    found = Comparison.of(first, second, NAMES)
    assert [one.change for one in found.pairs] == ["worse", "better"]
    assert [one.case for one in found.flaky] == ["topic/one"]
    assert [one.difference for one in found.pairs] == [-0.5, 1.0]
    assert [one.text for one in found.pairs[0].telling()] == ["YES", "no"]


def test_assertions_of_a_kind_are_counted_together():
    found = Comparison.of(run(one="YES", two="YES"), run(one="no", two="YES"), NAMES)
    kinds = {one.kind: one for one in found.kinds}
    assert kinds.keys() == {"contains", "language"}
    contains = kinds["contains"]
    assert (contains.asserted, contains.first, contains.second) == (4, 1.0, 0.75)
    assert (contains.better, contains.worse) == (0, 1)


def test_a_known_failure_that_is_met_shows_as_better():
    failing = Outcome("abstains", False, "", "", known_failure="not yet")
    runs = [
        Run("extractive", "", (), "", "", (Attempt("a/b", 1, (one,)),), {})
        for one in (failing, Outcome("abstains", True, "", "", known_failure="not yet"))
    ]
    assert [one.change for one in Comparison.of(*runs, NAMES).pairs] == ["better"]


def test_runs_without_a_case_in_common_are_refused():
    with pytest.raises(ValueError, match="no case in common"):
        Comparison.of(run(one="YES"), run(two="YES"), NAMES)


def test_the_verdict_tells_chance_from_more():
    lost = {f"case{number}": "YES" for number in range(6)}
    first, second = run(**lost), run(**dict.fromkeys(lost, "no"))
    assert "fewer cases than answer@1, by more" in wording.verdict(
        Comparison.of(first, second, NAMES)
    )
    assert "answer@1 passes more" in wording.verdict(Comparison.of(second, first, NAMES[::-1]))
    less = Comparison.of(run(one="YES"), run(one="no"), NAMES)
    assert "no more than chance explains: 0 better, 1 worse" in wording.verdict(less)
    assert "or with neither" in wording.verdict(Comparison.of(first, first, NAMES))


def test_every_report_tells_the_flip_with_both_replies_and_the_flaky_case():
    first = run(0.5, change="نعم.YES", shaky="YES no")
    second = run(0.5, change="لا", shaky="YES YES")
    found = Comparison.of(first, second, NAMES)
    assert found.changed("worse")
    for report in (
        terminal.render(found),
        unescape(page.render(found)),
        markdown.render(found).replace("\\", ""),
        junit.render(found).decode(),
    ):
        for told in ("answer@1", "answer@2", "نعم", "لا", "topic"):
            assert told in report
    for report in (terminal.render(found), page.render(found), markdown.render(found)):
        assert "1/2 flaky" in report


def test_arabic_has_its_direction_on_the_page_and_in_markdown():
    found = Comparison.of(run(one="قالتYES"), run(one="قالتها"), NAMES)
    assert found.changed("worse")
    tree = html.fromstring(page.render(found))
    sides = [(one.get("dir"), one.get("lang")) for one in tree.xpath("//*[@class='reply']/p")]
    assert sides == [("rtl", "ar")] * 2
    assert '<p dir="rtl" lang="ar">قالتها</p>' in markdown.render(found)


def test_words_that_differ_are_marked_whole():
    tree = html.fromstring(page.render(Comparison.of(run(one="قال"), run(one="قالوا"), NAMES)))
    assert tree.xpath("//ins|//del") == []  # neither passed: no flip, nothing to show
    first, second = differences("بُنيت المنارة عام 1871.", "بُنيت المنارة سنة ١٨٧١.")
    assert [one.text for one in first if one.differs] == ["عام", "1871"]
    assert [one.text for one in second if one.differs] == ["سنة", "١٨٧١"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_parts_of_texts_are_the_texts(first, second):
    for text, parts in zip((first, second), differences(first, second), strict=True):
        assert "".join(one.text for one in parts) == text
    assert not any(one.differs for one in differences(first, first)[0])


def test_no_text_becomes_markup_or_steers_a_terminal():
    found = with_text(HOSTILE)
    written = page.render(found)
    tree = html.fromstring(written)
    assert tree.xpath("//script|//a|//img|//link|//iframe|//*[@src or @href]") == []
    assert "<script>alert(1)</script>" in tree.xpath("string(//h1)")
    assert "\u202e" not in written
    assert not re.search("[\x00\x1b]", written)

    read = MarkdownIt("commonmark").enable("table").render(markdown.render(found))
    assert html.fromstring(read).xpath("//script|//a|//img|//code") == []
    assert html.fromstring(read).xpath("count(//h1)") == 1
    assert "alert(1)" in read
    assert not re.search("[\x00\x1b\u202e]", read)
    assert "\x1b" not in terminal.render(found)
    assert "\u202e" not in terminal.render(found)


@settings(deadline=None, max_examples=25)  # 10,000 resamples each
@given(st.text(min_size=1, max_size=40))
def test_every_report_takes_every_text(text):
    found = with_text(text)
    assert terminal.render(found)
    assert markdown.render(found)
    assert html.fromstring(page.render(found)).xpath("count(//article)") == 1
    assert etree.fromstring(junit.render(found)).tag == "testsuites"


def test_the_page_asks_nothing_of_anyone():
    written = page.render(Comparison.of(run(one="YES"), run(one="no"), NAMES))
    assert "default-src 'none'" in written
    assert not re.search(r"@import|url\(|https?:|<script|<link", written)


def test_junit_has_a_test_for_each_case_and_a_failure_for_a_worse_one():
    found = Comparison.of(
        run(one="YES", two="YES", three="no"), run(one="no", two="YES", three="YES"), NAMES
    )
    suite = etree.fromstring(junit.render(found)).find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("time")) == ("3", "1", "1.500")
    assert [one.get("name") for one in suite.iter("testcase")] == ["one", "two", "three"]
    [failure] = suite.iter("failure")
    assert failure.getparent().get("name") == "one"
    assert "contains: expected the “word”" in failure.text
