"""The page of a comparison in a real browser: both scripts, light and dark, phone and paper."""

from pathlib import Path

import pytest

from bot.evaluation.comparison import Comparison
from bot.evaluation.outcomes import Outcome
from bot.evaluation.reports.html import render
from bot.evaluation.runs import Attempt, Run
from tests.browser.test_accessibility import violations

REPLIES = {
    "arabic": ("شُيّدت المنارة عام ١٨٧١ [1].", "شُيّدت المنارة (lighthouse) سنة ١٨٧٣ [1]."),
    "english": ("The lighthouse was built in 1871 [1].", "It was built in 1873 [1]."),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Address of a report in which an Arabic and an English case got worse."""
    runs = [
        Run(
            engine="model",
            model="scripted",
            prompts=(),
            judge="",
            when="2026-11-25T07:00:00+00:00",
            attempts=tuple(
                Attempt(
                    f"facts/{case}",
                    1,
                    (Outcome("contains", side == 0, "words “عام ١٨٧١”", texts[side]),),
                    text=texts[side],
                )
                for case, texts in REPLIES.items()
            ),
            needed={},
        )
        for side in (0, 1)
    ]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(Comparison.of(*runs, ("answer@1", "answer@2"))), "utf-8")
    return path.as_uri()


@pytest.fixture
def shown(page, report):
    """The report, and every request made for it."""
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report)
    assert requests == [report]
    return page


def test_each_reply_reads_its_own_way_and_words_that_differ_are_marked(shown, screenshot):
    sides = shown.locator(".reply p").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).direction, one.lang])"
    )
    assert sides == [["rtl", "ar"], ["rtl", "ar"], ["ltr", "en"], ["ltr", "en"]]
    first, second = shown.locator("article").first.locator(".reply").all()
    assert first.locator("del").all_inner_texts() == ["عام", "١٨٧١"]
    assert second.locator("ins").all_inner_texts() == ["(lighthouse)", "سنة ١٨٧٣"]
    # The first word stands at the right edge, the mark at the left of the sentence.
    edges = first.locator("p").evaluate(
        """line => [0, line.lastChild.length - 2].map((place, end) => {
             const node = end ? line.lastChild : line.firstChild, range = document.createRange()
             range.setStart(node, place); range.setEnd(node, place + 1)
             return range.getBoundingClientRect().x
           })"""
    )
    assert edges[0] > edges[1]
    assert screenshot("report").stat().st_size > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_report(shown, scheme):
    shown.emulate_media(color_scheme=scheme)
    assert violations(shown) == []


def test_nothing_sticks_out_on_a_phone(shown):
    shown.set_viewport_size({"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_can_be_printed(shown, tmp_path):
    import pypdfium2

    shown.emulate_media(color_scheme="dark")
    path = Path(tmp_path / "report.pdf")
    shown.pdf(path=path, print_background=True)
    [paper, *_] = pypdfium2.PdfDocument(path)
    corner = paper.render().to_pil().getpixel((3, 3))
    assert min(corner[:3]) > 240
