"""A small translation model on this machine, with what such models get wrong caught.

`packages` knows what a folder holds, `worker` runs CTranslate2 in a process of its own, `process`
starts and ends that, `faults` finds what is wrong with a translation, `glossary` knows the names
that the user wants rendered one way, and `translator` puts them together: sentences in, checked
translations out.
"""

from bot.translator.translator import Translated, Translator

__all__ = ["Translated", "Translator"]
