"""Texts for property tests: both scripts, the marks that matter to them, and anything else.

Without control characters: an article's text is kept without them.
"""

from hypothesis import strategies as st

_LETTERS = "ابةيومد aB1٢\n\n\t"
_MARKS = "..…؟؛،!?:,-–•#*>()«»“”\"'"
_JOINED = "\u064e\u0301\u200d\u0640👩👧🇮🇶ﷺ"  # vowel sign, accent, joiner, tatweel, emoji, ligature

mixed_text = st.text(
    st.sampled_from(_LETTERS + _MARKS + _JOINED) | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=120,
)
