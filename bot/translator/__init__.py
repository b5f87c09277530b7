"""A small translation model on this machine, with what such models get wrong caught.

`packages` knows what a folder holds, `worker` runs CTranslate2 in a process of its own, `process`
starts and ends that, `batches` puts the jobs of many readers together. `faults`, `kept` and
`glossary` tell what is wrong with a translation, `checking` mends what can be mended, and
`translator` is what others use: sentences in, checked translations out.
"""

from bot.translator.checking import Translated
from bot.translator.translator import Translator

__all__ = ["Translated", "Translator"]
