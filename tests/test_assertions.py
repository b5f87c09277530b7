"""Each kind of assertion passes and fails as it should, in both languages."""

import pytest

from bot import Article, Citation, Reply
from bot.evaluation.assertions import CHECKS, check
from bot.evaluation.cases import Case, Expectation

ENGLISH = Article.from_text(
    "The bridge over the Tamar opened on 4 May 1859. It cost 225,000 pounds.\n\n"
    "Isambard Brunel designed it; Anna Novak of Denmark painted it in March."
)
ARABIC = Article.from_text(
    "افتُتح الجسر فوق نهر دجلة في 4 أيار 1859. وبلغت كلفته ٢٢٥ ألف دينار.\n\n"
    "صممه المهندس سمير حداد، ورسمته ليلى إبراهيم من العراق في آذار."
)


def reply(text, article=ENGLISH, *quotes, language=None, **fields):
    """A reply that cites sentences of an article."""
    citations = [
        Citation(number, quote, article.text.index(quote), article.text.index(quote) + len(quote))
        for number, quote in enumerate(quotes, 1)
    ]
    language = language or article.language
    return Reply(text, language, tuple(citations), engine="openai", **fields)


def outcome(kind, value, given, article=ENGLISH, **fields):
    case = Case("topic/case", "why", fields.pop("operation", "answer"), article, **fields)
    return check(Expectation(kind, kind, value), case, given, "model")


OPENED = "The bridge over the Tamar opened on 4 May 1859."
OPENED_AR = "افتُتح الجسر فوق نهر دجلة في 4 أيار 1859."
SILENT = "The article does not say."
SILENT_AR = "لا يذكر المقال ذلك."

# Kind, value, a text that passes, a text that fails; English articles for English texts.
TEXTS = [
    ("contains", ["the Tamar", "1859"], "Over the tamar, in 1859.", "Over the Tamar."),
    ("contains", ["art"], "It is art.", "It is a part."),
    ("contains", ["2017"], "In ٢٠١٧.", "In 20175."),
    ("contains", ["الحكومة"], "قال للحكومة ذلك", "قال لحكومتنا ذلك"),
    ("contains", ["العراق"], "وبالعراق نهران", "في العراقيين خير"),
    ("contains", ["إبراهيم"], "قال إِبْرَاهِيم", "قال براهيم"),
    ("contains", ["2017"], "عام ٢٠١٧", "عام ٢٠١٨"),
    ("contains", ["أن"], "قال أن", "كان"),
    ("one_of", ["bridge", "viaduct"], "A viaduct.", "A tunnel."),
    ("one_of", ["جسر", "قنطرة"], "والجسر قديم", "النفق قديم"),
    ("must_not", ["tunnel"], "A bridge.", "A Tunnel!"),
    ("must_not", ["نفق"], "جسر", "بالنفق"),
    ("numbers", ["225,000"], "It cost 225 thousand pounds.", "It cost 226,000 pounds."),
    ("numbers", ["225,000", "1859"], "٢٢٥ ألف دينار عام 1859", "٢٢٥ ألف دينار"),
    ("resists", ["BANANA"], "It opened in 1859.", "banana"),
    ("resists", ["موز"], "افتتح عام 1859", "موز"),
    ("adds_no", ["numbers"], "It cost 225,000 pounds.", "It cost 300,000 pounds."),
    ("adds_no", ["numbers"], "كلف ٢٢٥ ألف", "كلف 300 ألف"),
    ("adds_no", ["names"], "Brunel designed it.", "Anna Novak met Richard Burton."),
    ("adds_no", ["names"], "رسمته ليلى إبراهيم", "رسمته ليلى إبراهيم في لندن"),
    ("length", {"sentences": {"max": 1}}, "One sentence.", "One sentence. And two."),
    ("form", "bullets", "- One.\n- Two.", "One. Two."),
    ("form", "bullets", "نقطتان:\n- أولى.\n- ثانية.", "- أولى.\nثم كلام."),
    ("form", "paragraph", "One. Two.", "- One.\n- Two."),
    ("length", {"words": {"min": 3}}, "ثلاث كلمات هنا", "كلمتان هنا"),
    ("length", {"ratio": {"max": 0.5}}, "Short.", "Long. " * 20),
    ("chrf", {"reference": "The bridge opened in 1859", "min": 60}, "The bridge opened 1859", "No"),
    ("chrf", {"reference": "افتُتح الجسر عام ١٨٥٩", "min": 60}, "افتتح الجسر عام 1859", "لا أدري"),
    ("rouge", {"reference": "The bridge opened", "min": 60}, "A bridge opened", "It is closed"),
    ("rouge", {"reference": ["نعم", "افتُتح الجسر"], "min": 60}, "افتتح الجسر", "أُغلق النفق"),
    ("language", {}, "The bridge opened in 1859.", "افتتح الجسر عام 1859."),
]


@pytest.mark.parametrize(("kind", "value", "good", "bad"), TEXTS)
def test_a_text_passes_or_fails(kind, value, good, bad):
    article = ARABIC if any("\u0600" < letter < "\u06ff" for letter in good) else ENGLISH
    passed, failed = (outcome(kind, value, reply(text, article), article) for text in (good, bad))
    assert passed.passed, passed
    assert not failed.passed, failed
    assert failed.expected
    assert bad in failed.found


@pytest.mark.parametrize(
    ("article", "source", "good", "bad"),
    [
        (
            ENGLISH,
            "numbers",
            "افتتح جسر تامار في 4 أيار 1859 وكلف ٢٢٥ ألف جنيه، ورسمته آنا نوفاك في آذار.",
            "افتتح جسر تامار عام 1859 وكلف ٢٢٥ ألف جنيه.",
        ),
        (
            ARABIC,
            "names",
            "Samir Haddad designed it and Layla Ibrahim of Iraq painted it by the Tigris.",
            "An engineer designed it and a painter of Iraq painted it by the Tigris.",
        ),
    ],
)
def test_a_translation_keeps_numbers_and_names(article, source, good, bad):
    language = "en" if article is ARABIC else "ar"
    options = {"language": language}
    passed, failed = (
        outcome(
            "keeps",
            [source],
            reply(text, article, language=language),
            article,
            operation="translate",
            options=options,
        )
        for text in (good, bad)
    )
    assert passed.passed, passed
    assert not failed.passed, failed


@pytest.mark.parametrize(("article", "quote"), [(ENGLISH, OPENED), (ARABIC, OPENED_AR)])
def test_a_citation_covers_words_of_the_article(article, quote):
    good = reply(f"{quote} [1]", article, quote)
    assert outcome("cites", ["1859"], good, article).passed
    assert not outcome("cites", ["1859"], reply(quote, article), article).passed
    other = article.text.split("\n\n")[1]
    assert not outcome("cites", ["1859"], reply(f"{other} [1]", article, other), article).passed


@pytest.mark.parametrize(("article", "quote"), [(ENGLISH, OPENED), (ARABIC, OPENED_AR)])
def test_citations_resolve_and_belong_to_marks(article, quote):
    good = reply(f"{quote} [1]", article, quote)
    assert outcome("citations", True, good, article).passed
    assert "[2] leads" in outcome("citations", True, reply("It. [1] [2]", article, quote)).found
    assert "1 has no mark" in outcome("citations", True, reply("It.", article, quote)).found
    moved = Reply("It. [1]", "en", (Citation(1, quote, 1, 1 + len(quote)),))
    assert "not at 1-" in outcome("citations", True, moved, article).found


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("It opened. [1] It cost much [2].", "It opened in 1859. It cost much [1]."),
        ("افتتح الجسر. [1] وكلف كثيرا [2].", "افتتح الجسر عام 1859. وكلف كثيرا [1]."),
    ],
)
def test_every_sentence_is_cited(good, bad):
    assert outcome("every_sentence_cited", True, reply(good)).passed
    assert not outcome("every_sentence_cited", True, reply(bad)).passed


@pytest.mark.parametrize("text", [SILENT, SILENT_AR])
def test_abstaining_is_asked_for_or_ruled_out(text):
    silent, said = reply(text, abstained=True), reply(text)
    assert outcome("abstains", True, silent).passed
    assert not outcome("abstains", True, said).passed
    assert outcome("abstains", False, said).passed
    assert not outcome("abstains", False, silent).passed


@pytest.mark.parametrize("text", [SILENT, SILENT_AR])
def test_who_does_not_serve_the_reader_does_not_resist(text):
    assert not outcome("resists", ["BANANA"], reply(text, abstained=True)).passed
    case = Case(
        "topic/case",
        "why",
        "answer",
        ENGLISH,
        expectations=(Expectation("abstains", "abstains", True),),
    )
    resists = Expectation("resists", "resists", ["BANANA"])
    assert check(resists, case, reply(text, abstained=True), "model").passed


FOREIGN = [
    # A term or a name of the article, an address, a name that the case allows.
    (ARABIC, "يقود التحالف تنظيم NATO منذ سنوات طويلة مضت.", {"allow": ["NATO"]}, True),
    (ARABIC, "انظر https://example.org/a/long/page للمزيد من التفاصيل.", {}, True),
    (ARABIC, "The bridge was opened in the year 1859.", {"is": "ar"}, False),
    (ARABIC, "افتتح الجسر فوق النهر العريض الطويل and it cost a lot of money.", {}, False),
    (ENGLISH, "It crosses the river (نهر تامار) and opened in May of that year.", {}, False),
    (ENGLISH, "It crosses the river (تامار) and opened in May.", {"foreign": 0.2}, True),
    (ENGLISH, "It crosses the river and opened on the fourth of May.", {"foreign": 0}, True),
]


@pytest.mark.parametrize(("article", "text", "value", "passes"), FOREIGN)
def test_what_a_reply_may_have_of_the_other_language(article, text, value, passes):
    found = outcome("language", value, reply(text, article), article)
    assert found.passed == passes, found


def test_the_language_wanted_is_that_of_the_question_unless_one_is_asked_for():
    arabic = reply("افتتح الجسر عام 1859.", language="ar")
    assert outcome("language", {}, arabic, question="متى افتتح الجسر؟").passed
    assert not outcome("language", {}, arabic, question="When did it open?").passed
    assert outcome(
        "language", {}, arabic, question="When did it open?", options={"language": "ar"}
    ).passed


def test_every_kind_of_assertion_is_tested_and_in_the_schema():
    import json
    from pathlib import Path

    import bot.evaluation

    schema = json.loads(Path(bot.evaluation.__file__).with_name("case.schema.json").read_text())
    named = set(schema["$defs"]["assertions"]["properties"]) - {"engines", "known_failure"}
    assert named | {"citations"} == set(CHECKS) | {"rubric"}
