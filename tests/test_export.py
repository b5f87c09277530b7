"""Replies and conversations as documents: what stands in them, and from which side it is read."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from bot import Article, Citation, Reply
from bot.conversations import Exchange
from bot.errors import ExportError
from bot.export import export, of_conversation, of_reply
from bot.export.document import (
    Code,
    Heading,
    ListItems,
    Paragraph,
    Parallel,
    Quotation,
    Sources,
    Table,
    texts,
)
from bot.export.parsing import clean, reply_blocks
from bot.reply import Remark

ARABIC = Article.from_text("أعلن العراق انتصاره عام 2017.\n\nثم غادر التحالف.", "العراق")
ENGLISH = Article.from_text("# The town\n\nThe light was lit in 1871.\n\n- A boat came.", "Town")


def cited(article: Article, number: int, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(number, quote, start, start + len(quote), article.id)


def replied(text: str, *citations: Citation, **more: object) -> Reply:
    return Reply(text, "ar", citations, engine="openai", **more)  # type: ignore[arg-type]


def blocks(markdown: str, language: str = "ar") -> tuple:
    return reply_blocks(markdown, language, lambda number: f"source-1-{number}")


def test_words_are_there_in_both_languages():
    path = Path(__file__).parents[1] / "bot" / "export" / "words.toml"
    for said in tomllib.loads(path.read_text("utf-8")).values():
        assert said.keys() == {"en", "ar"}
        assert sorted(re.findall(r"{\w+}", said["en"])) == sorted(re.findall(r"{\w+}", said["ar"]))
        assert re.search("[ء-ي]", said["ar"])
        assert not re.search("[ء-ي]", said["en"])


def test_every_kind_of_block_keeps_its_side():
    found = blocks(
        "## عنوان\n\nنص عربي [1]\n\n1. أول\n2. Second one here\n\n> English words quoted\n\n"
        "| السنة | الحدث |\n|---|---|\n| 2017 | نصر |\n\n```\ncode\n```"
    )
    assert [type(one) for one in found] == [
        Heading,
        Paragraph,
        ListItems,
        Quotation,
        Table,
        Code,
    ]
    heading, paragraph, items, quotation, table, code = found
    assert (heading.level, heading.text.direction, heading.text.language) == (3, "rtl", "ar")
    assert [run.source for run in paragraph.text.runs] == ["", "source-1-1"]
    assert (items.start, items.direction) == (1, "rtl")
    assert [item[0].text.direction for item in items.items] == ["rtl", "ltr"]
    assert quotation.direction == "ltr"
    assert quotation.blocks[0].text.language == "en"
    assert table.direction == "rtl"
    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["السنة", "الحدث"],
        ["2017", "نصر"],
    ]
    assert (code.text, code.direction) == ("code", "ltr")


def test_styles_are_runs_and_addresses_are_kept_together():
    [paragraph] = blocks(
        "**قوي *كلاهما*** `x()` [رابط](https://a.org) https://b.org/c/ KHULASA_DATA_DIR"
    )
    found = {run.text: run for run in paragraph.text.runs}
    assert found["قوي "].bold
    assert found["كلاهما"].bold
    assert found["كلاهما"].italic
    assert found["x()"].code
    assert found["رابط"].link == "https://a.org"
    assert found["https://b.org/c/"].technical
    assert found["KHULASA_DATA_DIR"].technical


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_only_web_addresses_become_links(link):
    [paragraph] = blocks(f"[نص]({link})")
    assert all(run.link == "" for run in paragraph.text.runs)


def test_what_no_file_can_hold_is_left_out():
    assert clean("a\0b\x07c\u202ed\u2067\ud800e\ufffe\r\nf\tg") == "ab\ufffdcd\ufffde\ufffd\nf g"


def test_hostile_depth_and_width_lose_no_word():
    deep = "\n".join(f"{'  ' * depth}- w{depth}" for depth in range(12))
    wide = f"|{'|'.join(f'h{i}' for i in range(40))}|\n|{'---|' * 40}\n|{'|'.join('x' * 40)}|"
    said = " ".join(texts(blocks(f"{deep}\n\n{'> ' * 30}q\n\n{wide}")))
    assert all(f"w{depth}" in said for depth in range(12))
    assert all(f"h{i}" in said for i in range(40))


def test_a_reply_shows_question_sources_and_notes():
    reply = replied("نعم [1].", cited(ARABIC, 1, "ثم غادر التحالف."), warnings=("راجع الأرقام.",))
    document = of_reply("هل غادر؟", reply, [ARABIC])
    assert (str(document.title), document.language, document.direction) == ("العراق", "ar", "rtl")
    headings = [(one.level, str(one.text)) for one in document.blocks if isinstance(one, Heading)]
    assert headings == [(1, "هل غادر؟"), (2, "المصادر"), (2, "ملاحظات")]
    [sources] = [one for one in document.blocks if isinstance(one, Sources)]
    assert [(one.mark.text, str(one.passage)) for one in sources.sources] == [
        ("[1]", "ثم غادر التحالف.")
    ]
    assert "راجع الأرقام." in [
        str(one.text) for one in document.blocks if isinstance(one, Paragraph)
    ]


def test_with_several_articles_each_source_names_its_own():
    reply = replied("نعم [1][2].", cited(ARABIC, 1, "غادر"), cited(ENGLISH, 2, "A boat came."))
    document = of_reply("؟", reply, [ARABIC, ENGLISH])
    [sources] = [one for one in document.blocks if isinstance(one, Sources)]
    assert [str(one.passage) for one in sources.sources] == [
        "غادر (العراق)",
        "A boat came. (Town)",
    ]
    assert [one.passage.direction for one in sources.sources] == ["rtl", "ltr"]


def test_a_conversation_tells_what_came_to_nothing():
    failed = {"ar": "أعاد النموذج ردًّا فارغًا.", "en": "The model replied with nothing."}
    document = of_conversation(
        [
            Exchange(asked="من؟", reply=replied("هو [1].", cited(ARABIC, 1, "غادر"))),
            Exchange(asked="ومتى؟", text="نصف جواب", stopped=True),
            Exchange(asked="x" * 500, error=failed),
            Exchange(asked="وأين؟", reply=replied("هنا [1].", cited(ARABIC, 1, "غادر"))),
        ],
        [ARABIC],
        "ar",
    )
    said = list(texts(document))
    assert "نصف جواب" in said
    assert "أُوقف هذا الردّ قبل أن يكتمل." in said
    assert any(failed["ar"] in one for one in said)
    assert "السؤال 3" in said
    assert "x" * 500 in said
    anchors = [
        source.anchor
        for one in document.blocks
        if isinstance(one, Sources)
        for source in one.sources
    ]
    assert anchors == ["source-1-1", "source-4-1"]


def translation() -> Reply:
    citations, text = [], ""
    for number, (quote, translated) in enumerate(
        [("# The town", "# البلدة"), ("The light was lit in 1871.", "أضيء عام 1871."),
         ("- A boat came.", "- جاء قارب.")], 1
    ):  # fmt: skip
        start = ENGLISH.text.index(quote)
        at = (len(text), len(text) + len(translated))
        citations.append(Citation(number, quote, start, start + len(quote), ENGLISH.id, at))
        text += translated + "\n\n"
    remark = Remark(*citations[1].at, "راجع الأرقام في الفقرة 2")  # type: ignore[misc]
    return replied(text, *citations, warnings=(remark.text, "آخر"), remarks=(remark,))


def test_a_translation_stands_beside_its_original():
    document = of_reply("", translation(), [ENGLISH])
    [parallel] = [one for one in document.blocks if isinstance(one, Parallel)]
    assert [str(head) for head in parallel.heads] == ["الأصل", "الترجمة"]
    assert parallel.direction == "rtl"
    rows = [[[str(one.text) for one in cell] for cell in row] for row in parallel.rows]
    assert rows == [
        [["The town"], ["البلدة"]],
        [["The light was lit in 1871."], ["أضيء عام 1871.", "راجع الأرقام في الفقرة 2"]],
        [["- A boat came."], ["- جاء قارب."]],
    ]
    assert [cell[0].kind for cell in parallel.rows[0]] == ["heading", "heading"]
    assert [cell[0].text.direction for cell in parallel.rows[1]] == ["ltr", "rtl"]
    notes = [str(one.text) for one in document.blocks if isinstance(one, Paragraph)]
    assert "آخر" in notes
    assert "راجع الأرقام في الفقرة 2" not in notes
    assert any("ترجمة آلية" in one for one in notes)


def test_headings_skip_no_level():
    levels = [
        one.level
        for one in of_reply("؟", replied("##### خامس\n\n# أول\n\n###### سادس"), [ARABIC]).blocks
        if isinstance(one, Heading)
    ]
    assert levels == [1, 2, 2, 3]


def test_a_file_on_this_machine_is_named_without_its_folder():
    article = Article.from_text("نص المقال.", source="/home/someone/secret/article.txt")
    assert "someone" not in " ".join(texts(of_reply("؟", replied("نعم"), [article])))


@pytest.mark.parametrize("kind", ["md", "docx", "pdf"])
def test_the_same_document_gives_the_same_bytes(kind):
    def made() -> bytes:
        reply = replied("- **أ** [1]\n- b", cited(ARABIC, 1, "غادر"))
        return export(of_reply("؟", reply, [ARABIC]), kind).data

    assert made() == made()


def test_there_are_no_other_kinds():
    with pytest.raises(ValueError, match="md, docx, pdf"):
        export(of_reply("؟", replied("نعم"), [ARABIC]), "odt")  # type: ignore[arg-type]


def test_a_pdf_that_cannot_be_made_says_what_else_to_do(monkeypatch):
    """As when the machine kills the program that sets it."""
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(ExportError) as error:
        export(of_reply("؟", replied("نعم"), [ARABIC]), "pdf")
    assert ".docx" in error.value.message("en")
    assert "docx" in error.value.message("ar")
