"""A model as judge of what no rule can check, and how far its verdicts can be trusted.

Off unless a judge is named. Its prompt is ``prompts/judge@N.yaml``. What it says is untrusted: only
a plain yes or no on its first line counts, anything else is no verdict, and no verdict is a
failure. Before its verdicts are believed, compare them with labels: `agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.outcomes import Finding
from bot.evaluation.runs import added
from bot.meter import Meter
from bot.model import Model
from bot.prompted import PromptedModel
from bot.reply import ReplyLanguage, Usage
from bot.settings import Settings
from retrieval.language import detect_language
from retrieval.normalization import normalize

_VERDICTS = {"yes": True, "نعم": True, "no": False, "لا": False}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a judge said.

    Attributes:
        met: Whether the reply meets the criterion; None where that cannot be read.
        said: The judge's words.
    """

    met: bool | None
    said: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply whose verdict is known.

    Attributes:
        article: The article's text.
        request: What was asked for.
        reply: What came.
        criterion: What the reply should be like.
        met: Whether it is.
    """

    article: str
    request: str
    reply: str
    criterion: str
    met: bool

    @classmethod
    def load(cls, path: Path) -> list[Labelled]:
        """The labelled replies of a YAML file.

        Raises:
            ValueError: It is malformed.
        """
        import yaml

        try:
            return [cls(**one) for one in yaml.safe_load(path.read_text("utf-8"))]
        except (OSError, TypeError, yaml.YAMLError) as error:
            raise ValueError(f"{path} holds no labelled replies: {error}") from error


class Judge:
    """Judges replies.

    Attributes:
        usage: Tokens spent, as far as the server counted them; None where it did not.
    """

    def __init__(self, settings: Settings) -> None:
        self._asked = PromptedModel(Model(settings), settings.prompts)
        self.usage: Usage | None = None

    async def rule(self, article: str, request: str, reply: str, criterion: str) -> Ruling:
        """Whether a reply meets a criterion, in the criterion's language.

        Raises:
            ModelError: The judge failed.
        """
        meter = Meter()
        values = {"article": article, "request": request, "reply": reply, "criterion": criterion}
        language: ReplyLanguage = "ar" if detect_language(criterion) == "ar" else "en"
        said = await self._asked.complete("judge", values, language, meter)
        self.usage = added(self.usage, meter.usage)
        first = normalize(said.partition("\n")[0]).strip(" .,:;!*\"'")
        return Ruling(_VERDICTS.get(first), said)

    async def find(self, article: str, request: str, reply: str, criterion: str) -> Finding:
        """As `rule`, as the finding of an assertion. Raises ModelError."""
        ruling = await self.rule(article, request, reply, criterion)
        said = " ".join(ruling.said.split())
        found = f"no readable verdict: {said}" if ruling.met is None else f"the judge says: {said}"
        return Finding(ruling.met is True, criterion, f"{found} · of “{reply}”")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a judge agrees with labels.

    Attributes:
        labels: Whether each reply meets its criterion.
        verdicts: What the judge says of each; None where that cannot be read.
    """

    labels: Sequence[bool]
    verdicts: Sequence[bool | None]

    @property
    def share(self) -> float:
        """Of the replies on which they agree."""
        same = sum(a == b for a, b in zip(self.labels, self.verdicts, strict=True))
        return same / len(self.labels)

    @property
    def kappa(self) -> float:
        """Cohen's kappa: agreement beyond what their rates of yes would give by chance.

        Cohen, "A Coefficient of Agreement for Nominal Scales" (1960). A verdict that cannot be
        read is a third category, which no label is in.
        """
        size = len(self.labels)
        by_chance = sum(
            self.labels.count(one) * self.verdicts.count(one) for one in (True, False)
        ) / (size * size)
        return (self.share - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0
