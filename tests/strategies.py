"""What property and growth tests share: texts of both scripts, and a clock."""

import time
from collections.abc import Callable

from hypothesis import strategies as st

_LETTERS = "ابةيومد aB1٢\n\n\t"
_MARKS = "..…؟؛،!?:,-–•#*>()«»“”\"'"
_JOINED = "\u064e\u0301\u200d\u0640👩👧🇮🇶ﷺ"  # vowel sign, accent, joiner, tatweel, emoji, ligature

# Without control characters: an article's text is kept without them.
mixed_text = st.text(
    st.sampled_from(_LETTERS + _MARKS + _JOINED) | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=120,
)


def best_time(call: Callable[[], object]) -> float:
    """Seconds of the fastest of three calls."""

    def once() -> float:
        begin = time.perf_counter()
        call()
        return time.perf_counter() - begin

    return min(once() for _ in range(3))
