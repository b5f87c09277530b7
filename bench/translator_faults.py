"""How often human translations are accused of what small translators get wrong.

    python -m bench.translator_faults --data DIR

DIR holds ntrex_dev.jsonl, flores_dev.jsonl, tico19_dev.jsonl and pud_dev.jsonl. People translated
these well, so nearly every accusation is a wrong one. The last row is of translations that belong
to other sentences: "unrelated" should tell those. The dictionary by which it does was made from
these sets, too; of questions that were not, see bench/LOG.md.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from bot.translator.faults import Kind, find_faults
from bot.translator.measuring import sentence_pairs
from bot.translator.packages import Direction

SETS = ("ntrex_dev", "flores_dev", "tico19_dev", "pud_dev")
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    kinds = [kind for kind in get_args(Kind) if kind not in ("empty", "cut", "glossary")]
    print(f"| set | sentences | any | {' | '.join(kinds)} |")
    print("|---|" + "---|" * (2 + len(kinds)))
    every = []
    for name in SETS:
        pairs = sentence_pairs(data / f"{name}.jsonl")
        every += pairs
        row(name, pairs, kinds)
    row("all", every, kinds)
    others = [english for _, english in every]
    random.Random(SEED).shuffle(others)
    row(
        "of other sentences", [(one[0], two) for one, two in zip(every, others, strict=True)], kinds
    )


def row(name: str, pairs: Iterable[tuple[str, str]], kinds: Iterable[str]) -> None:
    pairs = list(pairs)
    for direction in get_args(Direction):
        order = 1 if direction == "ar-en" else -1
        told: Counter[str] = Counter()
        for pair in pairs:
            faults = find_faults(*pair[::order], direction)
            told.update({fault.kind for fault in faults})
            told["any"] += bool(faults)
        shares = (f"{told[kind] / len(pairs):.1%}" for kind in ("any", *kinds))
        print(f"| {name} {direction} | {len(pairs)} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    main()
