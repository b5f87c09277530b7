"""The article as markup: its heading, its text, what it names.

Several articles may be open. Each part of the pane holds them all, in elements that carry the
article's id as ``data-article``; the browser shows one of them (article.js).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from bot import Article
from bot.facts import Fact, KeyFacts
from bot.reply import ReplyLanguage
from retrieval.article import count_words
from retrieval.paragraphs import Span, split_paragraphs
from ui.markup import attributes, name, plain
from ui.strings import text
from ui.views.blocks import depths
from ui.views.paragraphs import paragraph, shapes, together

_WORDS_PER_MINUTE = {"en": 238, "ar": 181}
"""How fast adults read to themselves in their first language: English non-fiction 238 words a
minute, from 190 studies; Arabic 181. M. Brysbaert (2019), How many words do we read per minute? A
review and meta-analysis of reading rate, Journal of Memory and Language 109, 104047; Arabic from
its table of other languages. Read aloud, Arabic is slower: 138 in S. Trauzettel-Klosinski and
K. Dietz (2012), Standardized assessment of reading performance: the new International Reading
Speed Texts IReST, Investigative Ophthalmology & Visual Science 53(9)."""


def reading_minutes(article: Article) -> int | None:
    """Minutes that reading the article takes; None in a language of which we know no speed."""
    speed = _WORDS_PER_MINUTE.get(article.language)
    return max(1, round(count_words(article.text) / speed)) if speed else None


def tabs(articles: Sequence[Article], language: ReplyLanguage) -> str:
    """A tab for each of several articles, with a button that closes it; one alone needs none.

    The buttons stand beside the list of tabs, which may hold nothing else; they are put in their
    places by their order in the row.
    """
    if len(articles) < 2:
        return ""
    each = "".join(
        f'<button type="button" role="tab" id="tab-{article.id}" data-article="{article.id}"'
        f' aria-controls="text-{article.id}" aria-selected="{"false" if index else "true"}"'
        f' tabindex="{-1 if index else 0}" style="order: {2 * index}"'
        f' title="{escape(article.title)}"'
        f"{attributes(article.title, article.language)}>{plain(article.title)}</button>"
        for index, article in enumerate(articles)
    )
    listed = f'<div role="tablist" aria-label="{text("open_articles", language)}">{each}</div>'
    closing = "".join(
        _closes(article, 2 * index + 1, language) for index, article in enumerate(articles)
    )
    return f'<div class="tabs"{attributes("", language)}>{listed}{closing}</div>'


def way_back(language: ReplyLanguage) -> str:
    """The button that leads from a passage back to the reply, where both are not in sight."""
    words = text("back_to_reply", language)
    press = "window.khulasa.backToReply(this)"
    side = attributes("", language)
    return f'<button type="button" id="back-to-reply"{side} onclick="{press}">{words}</button>'


def heading(articles: Sequence[Article], language: ReplyLanguage) -> str:
    """Title, language, length and origin of each article."""
    if not articles:
        return f"<h2{attributes('', language)}>{text('article', language)}</h2>"
    return each(articles, lambda article: _heading(article, language))


def article_text(articles: Sequence[Article]) -> str:
    """The articles, each paragraph with its direction and its place in ``article.text``.

    A paragraph stands in a row, in which its translation has room beside it.
    """
    titled = len(articles) > 1
    return "".join(
        f'<div id="text-{article.id}" data-article="{article.id}"'
        + (f' role="tabpanel" aria-labelledby="tab-{article.id}"' if titled else "")
        + f"{' hidden' if index else ''}>{_rows(article)}</div>"
        for index, article in enumerate(articles)
    )


def key_facts(
    facts: KeyFacts, article: Article, language: ReplyLanguage, *, translated_by: str = ""
) -> str:
    """What an article names, a row a kind; each fact links to where the article names it.

    To a reader of the other language each fact is given in that language too, as far as known.

    Args:
        facts: What the article names.
        article: The article.
        language: Of the interface.
        translated_by: Name of the translator that had a part in the facts, if any had.
    """
    kinds: dict[str, tuple[Fact, ...]] = {
        "people": facts.people,
        "organisations": facts.organisations,
        "places": facts.places,
        "dates": facts.dates,
        "numbers": facts.numbers,
    }
    rows = "".join(
        f"<div><dt>{text(kind, language)}</dt>"
        f"<dd>{' '.join(_fact(fact, article, language) for fact in found)}</dd></div>"
        for kind, found in kinds.items()
        if found
    )
    if not rows:
        return ""
    by = text("machine_translation", language, model=name(translated_by))
    note = f"<p>{by}</p>" if translated_by else ""
    return (
        f"<details{attributes('', language)}><summary>{text('key_facts', language)}</summary>"
        f"<dl>{rows}</dl>{note}</details>"
    )


def passage(article: str, start: int, end: int) -> str:
    """The name of a place in an article; citations.js shows it where a link leads there.

    Args:
        article: The article's id.
        start: Where the place starts in ``article.text``.
        end: Where it ends.
    """
    return f"passage-{article}-{start}-{end}"


def each(articles: Sequence[Article], markup: Callable[[Article], str]) -> str:
    """Something for each article, of which that of the first one shows."""
    return "".join(
        f'<div data-article="{article.id}"{" hidden" if index else ""}>{markup(article)}</div>'
        for index, article in enumerate(articles)
    )


def _closes(article: Article, order: int, language: ReplyLanguage) -> str:
    name = escape(text("close_article", language, title=article.title))
    return (
        f'<button type="button" class="closes" data-closes="{article.id}" style="order: {order}"'
        f' title="{name}" aria-label="{name}">×</button>'
    )


def _heading(article: Article, language: ReplyLanguage) -> str:
    minutes = reading_minutes(article)
    about = [
        text(f"language_{article.language}", language),
        text("words", language, count=f"{count_words(article.text):,}"),
        text("reading_time", language, minutes=f"{minutes:,}") if minutes else "",
    ]
    facts = [*(f"<span>{fact}</span>" for fact in about if fact), _origin(article.source)]
    title = f"<h2{attributes(article.title, article.language)}>{plain(article.title)}</h2>"
    return f"{title}<p>{' · '.join(filter(None, facts))}</p>"


def _origin(source: str) -> str:
    """A link to where the article was found in the web; nothing for a file."""
    try:
        address = urlsplit(source)
        host = address.hostname or ""
    except ValueError:
        return ""
    if address.scheme not in ("http", "https") or not host:
        return ""
    return (
        f'<a href="{escape(source)}" target="_blank" rel="noopener noreferrer nofollow" dir="ltr"'
        f' title="{escape(source)}">{escape(host.removeprefix("www."))}</a>'
    )


def _rows(article: Article) -> str:
    paragraphs = tuple(split_paragraphs(article.text))
    shaped = zip(paragraphs, shapes(paragraphs), strict=True)
    blocks = []
    for kind, group in groupby(shaped, lambda one: one[1].together):
        parts = list(group)
        nested = depths([_indent(article.text, span.start) for span, _ in parts])
        rows = [
            paragraph(span.text, shape, article.language, _at(span, depth))
            for (span, shape), depth in zip(parts, nested, strict=True)
        ]
        blocks.append(together(kind, rows))
    return "".join(blocks)


def _at(span: Span, depth: int) -> str:
    """Where a paragraph stands in the article, and how deep an item of a list is nested."""
    nested = f' style="--depth: {depth}"' if depth else ""
    return f' data-start="{span.start}" data-end="{span.end}"{nested}'


def _indent(text: str, start: int) -> int:
    return len(text[text.rfind("\n", 0, start) + 1 : start].expandtabs(4))


def _fact(fact: Fact, article: Article, language: ReplyLanguage) -> str:
    place = passage(article.id, fact.start, fact.end)
    link = f'<a href="#{place}"{attributes(fact.text, article.language)}>{plain(fact.text)}</a>'
    if not fact.translation or language == article.language:
        return link
    also = f"<span{attributes(fact.translation, language)}>{plain(fact.translation)}</span>"
    return f'<span class="both">{link} {also}</span>'
