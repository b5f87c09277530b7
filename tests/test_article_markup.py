"""The article pane's markup: the heading, and paragraphs whose characters all stay in place."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings

from bot import Article, Remark
from retrieval.paragraphs import Span, split_paragraphs
from tests.strategies import mixed_text
from ui.views.article import article_text, heading, reading_minutes, tabs
from ui.views.blocks import cells
from ui.views.paragraphs import Shape, paragraph, shapes


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://www.example.org/news/1?a=b&c", "example.org"),
        ("http://example.org:8080/", "example.org"),
        ('https://example.org/"onmouseover="alert(1)', "example.org"),
        ("javascript:alert(1)//https://example.org", None),
        ("data:text/html,<script>", None),
        ("https://[bad", None),
        ("report.pdf", None),
        ("", None),
    ],
)
def test_an_article_of_the_web_links_to_where_it_was_found(source: str, shown: str | None) -> None:
    """With http and https alone, and as an address that can be nothing else."""
    article = Article.from_text("A story of a bridge.", source=source)
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', heading([article], "en"))
    expected = [] if shown is None else [(source, shown)]
    assert [(unescape(address), name) for address, name in links] == expected
    assert heading([article], "en").count("<a ") == len(expected)


def test_reading_takes_as_long_as_the_language_is_slow() -> None:
    assert reading_minutes(Article.from_text("It is a story of the sea. " * 340)) == 10
    assert reading_minutes(Article.from_text("هذه قصة مرفأ قديم. " * 455)) == 10
    assert reading_minutes(Article.from_text("This is a short story.")) == 1
    assert reading_minutes(Article.from_text("Le pont du port a rouvert mardi à Paris.")) is None


def test_one_article_needs_no_tab() -> None:
    articles = [Article.from_text("A story of a bridge."), Article.from_text("قصة جسر قديم.")]
    assert tabs(articles[:1], "en") == ""
    assert "tabpanel" not in article_text(articles[:1])
    assert tabs(articles, "en").count('role="tab"') == 2
    assert article_text(articles).count('role="tabpanel"') == 2


@pytest.mark.parametrize(
    ("text", "kind", "marker"),
    [
        ("## Prices", "heading", 0),
        ("- The first point.", "item", 2),
        ("١- البند الأول من الاتفاق.", "item", 3),
        ("> - He said so.", "quotation", 2),
        ("A plain sentence of an article.", "text", 0),
    ],
)
def test_a_paragraph_has_the_shape_of_its_marks(text: str, kind: str, marker: int) -> None:
    assert shapes((Span(0, len(text), text),)) == [Shape(kind, marker)]  # type: ignore[arg-type]


def test_lines_of_tables_and_code_are_no_text() -> None:
    """With and without a rule below a header; a table ends where a line has no bar."""
    lines = [
        *("| City | People |", "|:--|--:|", "| Basra | 1,400,000 |", "|A|", "A story | of bars."),
        *("It ends.", "المدينة | السكان", "بغداد | 7", "```sh", "# a | b", "```", "```"),
    ]
    spans = tuple(split_paragraphs("\n".join(lines)))
    kinds = ["header", "rule", "row", "row", "row", "text", "row", "row", "fence", "code", "fence"]
    assert [shape.kind for shape in shapes(spans)] == [*kinds, "text"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("| a | | b |", ["a", "", "b"]),
        ("a|b c", ["a", "b c"]),
        (r"|a \| b|", [r"a \| b"]),
        ("|", [""]),
        ("no bars", ["no bars"]),
    ],
)
def test_a_row_has_cells_between_its_bars(line: str, shown: list[str]) -> None:
    assert [line[cell] for cell in cells(line)] == shown


def test_items_are_nested_as_they_are_indented() -> None:
    article = Article.from_text("- one\n    - two\n    - two\n      - three\n- one\n\ttext")
    depths = re.findall(r'data-end="\d+"(?: style="--depth: (\d)")? dir', article_text([article]))
    assert depths == ["", "1", "1", "2", "", ""]


@settings(deadline=None)  # the first article loads what tells languages apart
@given(mixed_text)
def test_no_character_of_a_paragraph_is_lost(text: str) -> None:
    """Offsets into the article count them: what is shown, in order, is what was written."""
    parts = [text, f"- a {text}", f"## {text}", f"| a | {text} |", "|---|---|", f"b | {text}"]
    article = Article.from_text("\n".join([*parts, "```", f"# {text}", "```"]))
    spans = tuple(split_paragraphs(article.text))
    for span, shape in zip(spans, shapes(spans), strict=True):
        inner = re.sub(r"</?(?:p|h3|span|bdi)\b[^<>]*>", "", paragraph(span.text, shape, "en"))
        assert unescape(inner.replace("<br>", "\n")) == span.text


def test_what_is_remarked_of_a_sentence_stands_at_it_and_loses_no_character() -> None:
    words = "- Prices rose by 5%. They fell to <b>."
    start = words.index("They")
    remark = Remark(start, len(words), "Check the numbers: 7")
    markup = paragraph(words, Shape("item", 2), "en", remarks=[remark], flagged="Warning")
    assert '<span class="doubtful">They fell to &lt;b&gt;.</span><button' in markup
    assert "Check the numbers: 7" in markup
    without = re.sub(r'<button.*?</button><span class="card".*?</span>', "", markup)
    assert unescape(re.sub("<[^>]*>", "", without)) == words
