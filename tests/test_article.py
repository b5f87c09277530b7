"""Text is kept as written, but for line endings and for characters that nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import MAX_CHARS, Article, keep
from retrieval.errors import ArticleError

INVISIBLE = [
    ("sec\u200bret", "secret"),  # zero-width space
    ("pass\u200cword", "password"),  # a non-joiner parts nothing in Latin
    ("برادر\u200cها", "برادرها"),  # nor behind a letter that does not join
    ("سل\u200dام", "سلام"),  # a joiner between letters that join anyway
    ("\u202eabc\u202c \u2066x\u2069", "abc x"),  # overrides and isolates
    ("\u200fقال\u061c 5\u200e%", "قال 5%"),  # direction marks
    ("\ufeffabc\u00ad\u2060\u180e", "abc"),
    ("hi\U000e0068\U000e0069", "hi"),  # tags: hidden ASCII
    ("a\ufe0f\ufe01b\U000e0101\U000e0155", "ab"),  # variation selectors: hidden bytes
    ("❤\ufe0f\ufe0f\ufe0e", "❤\ufe0f"),
    ("😀\u200b\u200d😀", "😀😀"),
    ("a\x00b\x1bc\x7fd\x9f", "abcd"),
    ("ㅤx\u3164\uffa0\u115f", "x"),  # Hangul fillers
]


@pytest.mark.parametrize(("written", "kept"), INVISIBLE)
def test_invisible_characters_go(written, kept):
    assert keep(written) == kept


VISIBLE = [
    "می\u200cخواهم",  # Persian: the letters do not join
    "1435 ه\u200d.",  # Arabic: an initial heh, for Hijri years
    "👩\u200d🔬 👨🏽\u200d👩\u200d👧 👁\ufe0f\u200d🗨\ufe0f",
    "❤\ufe0f 1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # flag of England
    "क\u094d\u200dष ക\u0d4d\u200d",  # Indic conjunct and chillu
    "葛\U000e0100",  # a variant of a Chinese character
    "\u06dd ۝ \u0601",  # Arabic signs that Unicode counts as format controls
    "كـــتاب لِلَّهِ ﷲ ﻻ",  # tatweel, vowel signs, presentation forms
    "é e\u0301 ﬁ ½ ²",  # composed, decomposed, compatibility characters
    "a\u00a0b\u2003c\td\n\ne",  # spaces
]


@pytest.mark.parametrize("text", VISIBLE)
def test_what_is_seen_stays_as_written(text):
    assert keep(text) == text


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_endings_are_one_kind(ending):
    assert keep(f"a{ending}b{ending}{ending}c") == "a\nb\n\nc"


def test_half_a_surrogate_pair_becomes_the_replacement_character():
    """Else the article could not be stored or hashed."""
    article = Article.from_text("x\ud800y")
    assert article.text == "x\ufffdy"


TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "اأبهیروک ‌‍\u200b\u200e\u202e\ufe0f\U000e0100\U000e0067👩🔬❤🏴1#क\u094d葛é\r\n"
        ),
    )
)


@given(TEXT)
def test_keeping_twice_changes_nothing_more(text):
    assert keep(keep(text)) == keep(text)


@given(TEXT)
def test_only_invisible_characters_and_line_endings_ever_change(text):
    def seen(text):
        text = text.replace("\r\n", "\n").translate(
            dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")
        )
        invisible = ("Cc", "Cf", "Cn")
        selectors = {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
        ignored = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *selectors}
        return [
            "\ufffd" if unicodedata.category(c) == "Cs" else c
            for c in text
            if c in "\n\t" or (unicodedata.category(c) not in invisible and ord(c) not in ignored)
        ]

    assert seen(keep(text)) == seen(text)


@given(TEXT)
def test_no_direction_control_is_ever_kept(text):
    assert not set(keep(text)) & set(
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\ufeff", "\u2028"])
def test_no_text_is_no_article(text):
    with pytest.raises(ArticleError) as error:
        Article.from_text(text)
    assert error.value.key == "empty"


def test_numbers_and_signs_alone_are_no_article():
    with pytest.raises(ArticleError) as error:
        Article.from_text("12 + 30 = 42!")
    assert error.value.key == "no_words"


@pytest.mark.parametrize("chars", [MAX_CHARS + 1, 3 * MAX_CHARS])
def test_a_text_that_is_too_long_is_refused(chars):
    with pytest.raises(ArticleError) as error:
        Article.from_text("ا" * chars)
    assert error.value.key == "too_long"
    assert error.value.values == {"chars": f"{chars:,}", "most": f"{MAX_CHARS:,}"}


def test_the_longest_text_is_taken():
    assert len(Article.from_text("ا" * MAX_CHARS).text) == MAX_CHARS


def test_the_same_text_is_the_same_article():
    one = Article.from_text("نص\r\nالمقال", "عنوان", source="a.txt")
    other = Article.from_text("\u200fنص\nالمقال")
    assert one.id == other.id
    assert len(one.id) == 32
    assert one.id != Article.from_text("نص آخر").id


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("أول سطر\nثاني سطر", "أول سطر"),
        ("\n\n# Heading\n\ntext", "Heading"),
        ("- 1\n• بند أول", "بند أول"),
        ("كلمة " * 40, "كلمة " * 17 + "كلمة…"),
        ("x" * 200, "x" * 90 + "…"),
    ],
)
def test_opening_words_serve_as_title(text, title):
    assert Article.from_text(text).title == title


def test_a_given_title_is_kept_on_one_line():
    assert Article.from_text("text", " A \u202e title\nhere ").title == "A title here"
