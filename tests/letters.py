"""For tests of the store: an embedding model that needs no model, and articles of any length."""

from __future__ import annotations

import random
import zlib

from retrieval.article import Article

_ENGLISH = (
    "the committee said that in march a river town council voted for new water rules after long "
    "talks with farmers whose wells ran dry while prices rose and rain stayed away from hills"
)
_ARABIC = "قالت اللجنة إن مجلس المدينة أقر قواعد جديدة للمياه بعد نقاش طويل مع المزارعين"


class LetterEmbeddings:
    """Stands in for an embedding model: counts of a text's letter trigrams, hashed.

    Attributes:
        embedded: Texts embedded so far.
    """

    def __init__(self, dimension: int = 32, identity: str = "") -> None:
        self.dimension = dimension
        self.identity = identity or f"letters-{dimension}-v1"
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * self.dimension
        for start in range(len(text) - 2):
            vector[zlib.crc32(text[start : start + 3].encode()) % self.dimension] += 1
        return vector


def article(seed: int, sentences: int = 12) -> Article:
    """An article of so many sentences, English and Arabic in turn; another seed, another text.

    A sentence has 60 to 90 characters, so in chunks of 100 each is a chunk of its own.
    """
    choose = random.Random(seed)
    lines = []
    for number in range(sentences):
        words = (_ARABIC if number % 2 else _ENGLISH).split()
        line = f"{number} {choose.randrange(10**6)}"
        while len(line) < 60:
            line = f"{line} {choose.choice(words)}"
        lines.append(f"{line}.")
    return Article.from_text("\n".join(lines), title=f"Article {seed}")
