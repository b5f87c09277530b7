"""The one place where text that is not ours becomes markup: replies, questions, the article.

Whatever comes in, what comes out holds no element, attribute or link that is not made here. Every
block carries its own direction and language, so that an English list in an Arabic reply, or the
reverse, has its markers and its full stops on the right side.

The result is a single line: Gradio's Chatbot takes a message for Markdown, in which a line of HTML
without blank lines is passed on as it is. It then sanitises a second time, and in doing so keeps
``dir``, ``lang``, ``class``, ``id``, ``href``, ``title``, ``value`` and ``open``, but drops
``data-*``, ``aria-*`` and ``role``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bot import Remark
from bot.direction import TECHNICAL, as_written, of_block
from bot.markdown import reply_parser, with_lines_apart
from bot.reply import ReplyLanguage
from ui.remarks import Stretch, mark_stretches


@dataclass(frozen=True, slots=True)
class Source:
    """What a mark in a reply leads to.

    Attributes:
        target: The id that it links to.
        quote: What stands there, to be shown in a card.
        language: Of the article.
        title: Of the article, where it has to be told from others.
    """

    target: str
    quote: str
    language: str
    title: str = ""


def attributes(text: str, language: str) -> str:
    """``dir`` and ``lang`` for an element that holds a text amid others in a language."""
    return "".join(f' {name}="{value}"' for name, value in _attributes(text, language).items())


def plain(text: str) -> str:
    """Text as it is, without any markup of its own; lines stay lines."""
    return _escaped(as_written(text)).replace("\n", "<br>")


def name(words: str) -> str:
    """The name of a model or a server, which reads from left to right in any language."""
    return f'<bdi dir="ltr">{escape(words)}</bdi>' if words else ""


def markdown(
    text: str,
    language: ReplyLanguage,
    sources: Mapping[int, Source] | None = None,
    remarks: Sequence[Remark] = (),
    *,
    flag: str = "",
    translated: Collection[int] = (),
    label: str = "",
) -> str:
    """Markdown as a model writes it, as safe markup on a single line.

    Paragraphs, emphasis, lists, tables, headings, quotations, code and web links come out as
    such; images become their description; HTML is shown as the text that it is. Beside each mark
    and each flag stands a hidden card, which cards.js shows.

    Args:
        text: The reply so far, with ``[n]`` where it cites.
        language: Of the reply as a whole.
        sources: What each number leads to. A number that is not among them has no link.
        remarks: What is remarked on in the text; each has a flag at the end of its stretch.
        flag: What a flag is called.
        translated: Numbers of the sources whose sentences stand here in translation. Where the text
            has originals too, each translation has a label.
        label: What the label says.
    """
    parser = _parser()
    env: dict[str, Any] = {"sources": sources or {}, "language": language, "flag": flag}
    env["label"] = label

    def parse(text: str) -> list[Token]:
        return parser.parse(as_written(text), env)

    tokens, env["stretches"] = mark_stretches(text, remarks, parse)
    tokens = with_lines_apart(tokens)
    _set_directions(tokens, language)
    _set_labels(tokens, translated)
    markup: str = parser.renderer.render(tokens, parser.options, env)
    # A blank line would end the HTML for Gradio's own Markdown parser; in code it must be kept.
    return markup.rstrip("\n").replace("\n", "&#10;")


def _attributes(text: str, language: str) -> dict[str, str]:
    side, spoken = of_block(text, language)
    return {"dir": side} | ({"lang": spoken} if spoken else {})


def _escaped(text: str) -> str:
    pieces, end = [], 0
    for match in TECHNICAL.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(f'<bdi dir="ltr">{escape(match[0])}</bdi>')
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def flag(warnings: Sequence[str], language: str, called: str) -> str:
    """A flag at the end of a stretch of text, with a hidden card that says what is wrong.

    Args:
        warnings: What is wrong.
        language: Of the text.
        called: What screen readers call it.
    """
    said = f'<span class="sr-only">{escape(called)}</span>'
    card = _card("\n".join(warnings), language)
    return f'<button type="button" class="flag">{said}</button>{card}'


# --- the Markdown parser -------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = reply_parser()
    for name, rule in {
        "citation": _render_citation,
        "flag": _render_flag,
        "code_block": _render_code,
        "fence": _render_code,
        "image": _render_image,
        "link_open": _render_link_open,
        "text": _render_text,
        "table_open": _render_table_open,
        "table_close": _render_table_close,
        "softbreak": _render_break,
        "hardbreak": _render_break,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


_BLOCKS = ("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table", "th", "td")


def _set_directions(tokens: Sequence[Token], language: str) -> None:
    """Give each block the direction and the language of the text inside it.

    List items have no direction of their own: their marker stands on the list's side. The
    paragraph inside an item has one; in lists without blank lines it is shown for that purpose.
    """
    opened: list[tuple[Token, list[str]]] = []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "inline":
            visible = " ".join(
                child.content for child in token.children or () if child.type == "text"
            )
            for _, texts in opened:
                texts.append(visible)
        elif kind in _BLOCKS and token.nesting == 1:
            opened.append((token, []))
        elif kind in _BLOCKS:
            opening, texts = opened.pop()
            for name, value in _attributes(" ".join(texts), language).items():
                opening.attrSet(name, value)
            _set_alignment(opening)
        if kind == "paragraph":
            token.hidden = False
        if kind == "heading":  # the page has headings of its own above
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"


def _set_labels(tokens: Sequence[Token], translated: Collection[int]) -> None:
    """Mark the translations, which stand outside quotations, if there is anything beside them."""
    depth, marks, labelled = 0, 0, []
    for token in tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        for child in token.children or ():
            if child.type == "citation":
                marks += 1
                if not depth and int(child.content) in translated:
                    labelled.append(child)
    for child in labelled if len(labelled) < marks else ():
        child.meta = {"translated": True}


def _set_alignment(cell: Token) -> None:
    """A column's alignment, meant for the left or the right, follows the direction."""
    style = cell.attrs.pop("style", None)
    if style == "text-align:center":
        cell.attrJoin("class", "centred")


def _render_citation(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    number = tokens[index].content
    space = " " if index and tokens[index - 1].content.endswith(" ") else ""
    source = env["sources"].get(int(number))
    if source is None:
        return f'<span class="held">{space}<sup class="mark">[{number}]</sup></span>'
    where = f"<b{attributes(source.title, source.language)}>{plain(source.title)}</b>"
    card = _card(source.quote, source.language, before=where if source.title else "")
    link = f'<a href="#{escape(source.target)}">[{number}]</a>'
    label = f' <span class="label">{escape(env["label"])}</span>'
    held = f'<span class="held">{space}<sup class="mark">{link}</sup>{card}</span>'
    return f"{held}{label if tokens[index].meta else ''}"


def _render_flag(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    stretch: Stretch = env["stretches"][tokens[index].meta["stretch"]]
    return flag(stretch.warnings, env["language"], env["flag"])


def _card(text: str, language: str, *, before: str = "") -> str:
    return f'<span class="card"{attributes(text, language)}>{before}{plain(text)}</span>'


def _render_code(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return f'<pre dir="ltr"><code>{escape(tokens[index].content)}</code></pre>'


def _render_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return escape(self.renderInlineAsText(tokens[index].children, options, env))


def _render_link_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    address = escape(str(tokens[index].attrs["href"]))
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">'


def _render_text(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    content = tokens[index].content
    if index + 1 < len(tokens) and tokens[index + 1].type == "citation":
        content = content.rstrip(" ")  # within what holds the mark: no line ends there
    if not content:
        return ""
    text = _escaped(content)
    return f'<span class="doubtful">{text}</span>' if "stretch" in tokens[index].meta else text


def _render_table_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return f'<div class="wide">{self.renderToken(tokens, index, options, env)}'


def _render_table_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return "</table></div>"


def _render_break(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return "<br>"
