"""Text that is not ours becomes markup: harmless, and turned the right way."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Article, Remark
from bot.direction import direction
from bot.facts import Fact, KeyFacts
from ui.markup import Source, markdown, plain
from ui.views.article import key_facts

ALLOWED = {
    "p": {"dir", "lang"},
    "br": set(),
    "strong": set(),
    "em": set(),
    "code": set(),
    "pre": {"dir"},
    "hr": set(),
    "bdi": {"dir"},
    "a": {"href", "target", "rel"},
    "sup": {"class"},
    "span": {"class", "dir", "lang"},
    "b": {"dir", "lang"},
    "button": {"type", "class"},
    "li": set(),
    "ul": {"dir", "lang"},
    "ol": {"dir", "lang", "start"},
    "blockquote": {"dir", "lang"},
    "div": {"class"},
    "table": {"dir", "lang"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"dir", "lang", "class"},
    "td": {"dir", "lang", "class"},
    **{f"h{level}": {"dir", "lang"} for level in range(3, 7)},
}
VOID = {"br", "hr"}


class Elements(HTMLParser):
    """Checks each element against what may come out, and that all are closed in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        href = dict(attrs).get("href") or "#"
        assert href.lower().startswith(("#", "http://", "https://"))
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


HOSTILE_SOURCE = Source("passage-3-9", '"><b onclick=x>quoted', "en", "<script>title")

PIECES = [
    "<img src=x onerror=alert(1)>",
    "</div></p>",
    "<script>alert(1)</script>",
    "<!--",
    "<![CDATA[",
    "&lt;b&gt;",
    "![a](https://example.org/x.png)",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html,<b>)",
    "[a](//example.org)",
    '[a](https://example.org/"onmouseover="x)',
    "<https://example.org>",
    "<javascript:alert(1)>",
    "[1]",
    "[1]: https://example.org",
    "[1](https://example.org)",
    "**",
    "`",
    "```\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n| a | b |\n|--|:-:|\n| ",
    "# ",
    "$$",
    "\u202e",
    "\u2067",
    "عربي",
    "English",
    '"',
    "'",
    "&",
    "https://example.org/a?b=c&d",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8)), st.sampled_from(["ar", "en"]))
def test_nothing_but_our_own_elements_comes_out(pieces: list[str], language: str) -> None:
    """Whatever a model writes; on one line, for Gradio's Markdown to pass on untouched."""
    markup = markdown("".join(pieces), language, {1: HOSTILE_SOURCE})
    Elements(markup)
    assert "\n" not in markup
    assert not set(markup) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8)),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_a_remark_changes_nothing_else(pieces: list[str], places: list[tuple[int, int]]) -> None:
    """Without its flag and its line, the reply is what it was; the warning stays text."""
    text = "".join(pieces)
    remarks = [
        Remark(min(place), max(place), '"><script>alert(1)</script>')
        for place in places
        if min(place) < max(place) <= len(text)
    ]
    marked = markdown(text, "en", {1: HOSTILE_SOURCE}, remarks, flag='"><b>')
    Elements(marked)
    flag = (
        r'<button type="button" class="flag"><span class="sr-only">[^<]*</span></button>'
        r'<span class="card"[^>]*>(?:[^<]|<br>|</?bdi[^>]*>)*</span>'
    )
    flags = f'(&#10;)?<p dir="ltr" lang="en">({flag})+</p>|{flag}'
    bare = re.sub(r'<span class="doubtful">(.*?)</span>', r"\1", re.sub(flags, "", marked))
    # A stretch that ends within an address or a name of code parts what is kept together there.
    together = re.compile(r'</?bdi( dir="ltr")?>')
    assert together.sub("", bare) == together.sub("", markdown(text, "en", {1: HOSTILE_SOURCE}))
    stretches = len(_apart([(one.start, one.end) for one in remarks]))
    assert marked.count('class="flag"') == stretches


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places, those that overlap put together."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            start, end = apart[-1][0], max(apart.pop()[1], end)
        apart.append((start, end))
    return apart


@pytest.mark.parametrize(
    "text",
    [
        "Iraq won in **2017**. The cost was 4 billion. All is well [1].",
        "فاز العراق عام 2017. The cost was 4 billion. وانتهى الأمر [1].",
        "- One thing.\n- The cost was 4 billion.\n- Another [1].",
        "| a | b |\n|---|---|\n| The cost was 4 billion. | c |",
        "**Bold: The cost was 4 billion.** And more.",
    ],
)
def test_a_remark_stands_at_its_sentence(text: str) -> None:
    sentence = "The cost was 4 billion."
    start = text.index(sentence)
    marked = markdown(text, "en", None, [Remark(start, start + len(sentence), "Check <this>.")])
    [said] = re.findall(r'<span class="doubtful">(.*?)</span>', marked)
    assert said == sentence
    assert marked.count('class="flag"') == 1
    assert "Check &lt;this&gt;." in marked


@pytest.mark.parametrize(
    "text", ["```\nx = 940\n```\n\nThe end.", "A \U00010af0 sign. 940 of them."]
)
def test_a_warning_without_a_place_in_the_text_is_not_lost(text: str) -> None:
    """Its flag stands in a paragraph of its own."""
    start = text.index("940")
    marked = markdown(text, "en", None, [Remark(start, start + 3, "Check it.")], flag="Warning")
    Elements(marked)
    assert marked.index("end" if "end" in text else "them") < marked.index('class="flag"')
    assert "Check it." in marked
    assert "doubtful" not in marked


@given(st.text())
def test_plain_text_stays_text(text: str) -> None:
    assert set(Elements(plain(text)).tags()) <= {"br", "bdi"}


@pytest.mark.parametrize(
    ("text", "likely", "expected"),
    [
        ("أعلن العراق انتصاره", None, "rtl"),
        ("Iraq declared victory", None, "ltr"),
        ("NATO أعلن عن موقفه", "rtl", "rtl"),
        ("NATO ما موقفه؟", None, "rtl"),
        ("What does التحالف الدولي want?", None, "ltr"),
        ("السوداني said", None, "rtl"),
        ("أعلنت شركة Microsoft Azure OpenAI Service", "rtl", "rtl"),
        ("السوداني said that he would meet the Secretary General", "rtl", "ltr"),
        ("He said “نعم، هذا صحيح” to all of us", "rtl", "ltr"),
        ("قال Stoltenberg", "ltr", "ltr"),
        ("قال الأمين العام Stoltenberg", "ltr", "rtl"),
        ("2017", "rtl", "rtl"),
        ("", None, "ltr"),
        ("https://example.org/a/very/long/address العنوان", "rtl", "rtl"),
    ],
)
def test_a_text_reads_in_the_direction_of_most_of_it(
    text: str, likely: str | None, expected: str
) -> None:
    assert direction(text, likely) == expected  # type: ignore[arg-type]


def test_every_block_has_its_direction_and_language() -> None:
    """An English item in an Arabic list stays in that list: its marker is on the right."""
    elements = Elements(markdown("مقدمة\n\n- بند أول\n- Second item\n- بند ثالث", "ar"))
    assert elements.all("ul") == [{"dir": "rtl", "lang": "ar"}]
    assert elements.all("li") == [{}, {}, {}]
    assert [p["dir"] for p in elements.all("p")] == ["rtl", "rtl", "ltr", "rtl"]
    assert elements.all("p")[2]["lang"] == "en"


def test_lines_are_paragraphs_with_a_direction_each() -> None:
    """As in a translation; but not inside of emphasis, which would be torn apart."""
    elements = Elements(markdown("سطر أول\nSecond line\n**a\nb**", "ar"))
    assert [p["dir"] for p in elements.all("p")] == ["rtl", "ltr", "ltr"]
    assert elements.tags()[-2:] == ["strong", "br"]


def test_a_table_begins_where_its_language_does() -> None:
    """The columns' left and right are the model's habit, not the reader's: they are dropped."""
    elements = Elements(markdown("| السنة | الحدث |\n|:--|:-:|\n| 2017 | NATO |", "ar"))
    assert elements.all("table") == [{"dir": "rtl", "lang": "ar"}]
    assert [cell.get("class") for cell in elements.all("th")] == [None, "centred"]


def test_marks_lead_to_the_passages_there_are() -> None:
    """Each with its quote in a card, in the quote's own direction."""
    markup = markdown("نعم [1][2].", "ar", {1: Source("passage-3-9", "A quote", "en")})
    assert '<a href="#passage-3-9">[1]</a>' in markup
    assert '<span class="card" dir="ltr" lang="en">A quote</span>' in markup
    assert '<sup class="mark">[2]</sup>' in markup


def test_no_line_ends_between_a_word_and_its_mark() -> None:
    """The space between them is there all the same, for whoever copies them."""
    markup = markdown("It is so. [1] [2] Now.", "en")
    held = '<span class="held"> <sup class="mark">[{}]</sup></span>'
    assert f"It is so.{held.format(1)}{held.format(2)} Now." in markup


def test_key_facts_stay_text() -> None:
    """With the direction and the language of the article, in a page of the other one."""
    article = Article.from_text("قال <b onclick=alert>سعد</b> ذلك أمس.")
    name = "<b onclick=alert>سعد"
    markup = key_facts(KeyFacts(people=(Fact(name, 4, 4 + len(name), 1),)), article, "en")
    assert f'<a href="#passage-{article.id}-4-{4 + len(name)}" dir="' in markup
    assert "&lt;b onclick=alert&gt;سعد</a>" in markup
    assert "<b" not in markup
    assert "<dt>People</dt>" in markup
    assert "Places" not in markup


def test_without_key_facts_there_is_no_heading() -> None:
    article = Article.from_text("Nobody was there.")
    assert key_facts(KeyFacts(), article, "en") == ""
    assert key_facts(KeyFacts(), None, "ar") == ""


def test_a_definition_cannot_turn_marks_into_links() -> None:
    elements = Elements(markdown("Yes [1].\n\n[1]: https://example.org", "en"))
    assert "a" not in elements.tags()


def test_headings_stay_below_those_of_the_page() -> None:
    assert Elements(markdown("# One\n## Two", "en")).tags() == ["h3", "h4"]


def test_addresses_are_kept_together() -> None:
    """Else the closing slash would jump to the other side of the address in Arabic."""
    assert '<bdi dir="ltr">https://example.org/a/</bdi>.' in plain("انظر https://example.org/a/.")
    assert '<bdi dir="ltr">OPENAI_API_KEY</bdi>' in plain("اضبط OPENAI_API_KEY")


@pytest.mark.parametrize(
    ("text", "together"),
    [
        (
            "ثبّته من https://example.org/a/ ثم `git push -f`.",
            ["https://example.org/a/", "`git push -f`"],
        ),
        ("بنسبة 50% وبلغت -5 درجات، و+5.5% و−3", ["50%", "-5", "+5.5%", "−3"]),
        ("اتصل على +966 11 234 5678 قبل 2017-12-09.", ["+966 11 234 5678", "2017-12-09"]),
        ("لغة C++ وC# و$50 مليون و50$ و4.2°C", ["C++", "C#", "$50", "50$", "4.2°C"]),
        (
            "وprint() و/usr/bin/env و@user و#NATO في U.S. و -f",
            ["print()", "/usr/bin/env", "@user", "#NATO", "U.S.", "-f"],
        ),
        # What Unicode orders well by itself, and what Arabic reads from the right.
        ("عام 2017 و1,000,000 و3.14 و10:30 وv2.0 و(NATO)", []),
        ("بين 2014-2017 وفي 12-09-2017 وفي 12/09/2017", []),
        ("بنسبة ٥٠٪", []),
    ],
)
def test_signs_stay_with_their_numbers_and_names(text: str, together: list[str]) -> None:
    """Which in Arabic would jump to the other side."""
    assert re.findall('<bdi dir="ltr">(.*?)</bdi>', plain(text)) == together


def test_code_keeps_its_lines() -> None:
    assert "a&#10;&#10;  b" in markdown("```\na\n\n  b\n```", "ar")


def test_translations_have_a_label_only_where_there_are_originals_too():
    sources = {number: Source(f"passage-{number}", "أصل", "ar") for number in (1, 2)}

    def shown(text, translated):
        return markdown(text, "en", sources, translated=translated, label="by machine")

    mixed = shown("- One [1]\n  > أصل الأول [1]\n- Two [2]\n  > أصل الثاني [2]", {1, 2})
    assert mixed.count("by machine") == 2
    assert all("by machine" not in one for one in re.findall("<blockquote.*?</blockquote>", mixed))
    assert shown("One [1] two [2]", {1, 2}).count("by machine") == 0
    assert shown("One [1] two [2]", {2}).count("by machine") == 1


def test_a_quotation_in_a_list_has_its_own_direction():
    for text, language, outer, inner in (
        ("- Iraq declared victory [1]\n  > أعلن العراق انتصاره [1]", "en", "ltr", "rtl"),
        ("- أعلن العراق انتصاره [1]\n  > Iraq declared victory [1]", "ar", "rtl", "ltr"),
    ):
        shown = markdown(text, language)
        assert f'<ul dir="{outer}" lang="{language}">' in shown
        assert f'<blockquote dir="{inner}"' in shown
