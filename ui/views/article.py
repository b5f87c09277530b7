"""The article as markup: its heading, its text, what it names."""

from __future__ import annotations

from bot import Article
from bot.facts import Fact, KeyFacts
from bot.reply import ReplyLanguage
from retrieval.paragraphs import headings, split_paragraphs
from ui.markup import attributes, plain
from ui.strings import text


def heading(article: Article | None, language: ReplyLanguage) -> str:
    """Title, language and length of the article."""
    if article is None:
        return f"<h2{attributes('', language)}>{text('article', language)}</h2>"
    facts = [
        text(f"language_{article.language}", language),
        text("words", language, count=f"{len(article.text.split()):,}"),
    ]
    title = f"<h2{attributes(article.title, article.language)}>{plain(article.title)}</h2>"
    return f"{title}<p>{' · '.join(facts)}</p>"


def article_text(article: Article | None) -> str:
    """The article, each paragraph with its direction and its place in ``article.text``."""
    if article is None:
        return ""
    paragraphs = split_paragraphs(article.text)
    titles = headings(paragraphs)
    return "".join(
        f'<{tag} data-start="{paragraph.start}" data-end="{paragraph.end}"'
        f"{attributes(paragraph.text, article.language)}>{plain(paragraph.text)}</{tag}>"
        for index, paragraph in enumerate(paragraphs)
        for tag in ["h3" if index in titles else "p"]
    )


def key_facts(facts: KeyFacts, article: Article | None, language: ReplyLanguage) -> str:
    """What the article names, a row a kind; each fact links to where the article names it."""
    if article is None:
        return ""
    kinds: dict[str, tuple[Fact, ...]] = {
        "people": facts.people,
        "organisations": facts.organisations,
        "places": facts.places,
        "dates": facts.dates,
        "numbers": facts.numbers,
    }
    rows = "".join(
        f"<div><dt>{text(kind, language)}</dt>"
        f"<dd>{' '.join(_fact(fact, article) for fact in found)}</dd></div>"
        for kind, found in kinds.items()
        if found
    )
    if not rows:
        return ""
    return (
        f"<details{attributes('', language)}><summary>{text('key_facts', language)}</summary>"
        f"<dl>{rows}</dl></details>"
    )


def _fact(fact: Fact, article: Article) -> str:
    side = attributes(fact.text, article.language)
    return f'<a href="#{passage(article.id, fact.start, fact.end)}"{side}>{plain(fact.text)}</a>'


def passage(article: str, start: int, end: int) -> str:
    """The name of a place in an article; citations.js shows it where a link leads there.

    Args:
        article: The article's id.
        start: Where the place starts in ``article.text``.
        end: Where it ends.
    """
    return f"passage-{article}-{start}-{end}"
