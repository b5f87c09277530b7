"""How like a text is to a reference: chrF and ROUGE, in a form that counts Arabic.

Both compare the matching form of texts (`retrieval.normalization`), in which vowel signs and
spellings of hamza make no difference. ROUGE's own tokeniser drops every letter but a to z, so
ours stands in for it.

chrF: Popović, "chrF: character n-gram F-score for automatic MT evaluation" (WMT 2015), as in
sacrebleu. ROUGE: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (ACL 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from retrieval.normalization import normalize, words

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

ROUGE_KINDS = ("rouge1", "rouge2", "rougeL")


def chrf(text: str, references: Sequence[str]) -> float:
    """chrF with the nearest reference, from 0 to 100."""
    from sacrebleu.metrics.chrf import CHRF

    measure = CHRF()
    plain = normalize(text)
    return max(float(measure.sentence_score(plain, [normalize(one)]).score) for one in references)


def rouge(text: str, references: Sequence[str], kind: str = "rougeL") -> float:
    """F1 of a kind of ROUGE with the nearest reference, from 0 to 100."""
    scorer = rouge_scorer()
    return max(100 * float(scorer.score(one, text)[kind].fmeasure) for one in references)


@cache
def rouge_scorer() -> RougeScorer:
    """ROUGE-1, ROUGE-2 and ROUGE-L over our words."""
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(ROUGE_KINDS, tokenizer=_Tokenizer)


class _Tokenizer:
    """rouge_score's tokenizer interface."""

    @staticmethod
    def tokenize(text: str) -> list[str]:
        return words(text)
