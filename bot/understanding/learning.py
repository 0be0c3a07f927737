"""Learning from the desk: what people put right becomes sentences to learn from.

A candidate is trained on the corpus and those lessons, and held against the model in service on the
part of the corpus that nobody learns from. It may not be worse overall, nor for any emergency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understanding import corpus, train
from bot.understanding.categories import categories
from bot.understanding.classifier import THEME, LinearModel, kind_of, read_model
from bot.understanding.clean import clean
from bot.understanding.corpus import Sample
from models.kinds import Urgency


@dataclass(frozen=True, slots=True)
class Marks:
    """How a model did on the held-out part: right of all, and right of each emergency."""

    right: int
    all: int
    emergencies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate against the model in service. ``worse`` names where it may not be published."""

    before: Marks
    after: Marks
    worse: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """May it go into service?"""
        return not self.worse


def build_candidate(lessons: Sequence[Sample], current: Path, folder: Path) -> None:
    """Train on the corpus and on ``lessons`` (message, category) and write it to ``folder``."""
    model = read_model("category", current)
    taught = [(text, _themed(model, text, category)) for text, category in lessons]
    train.build([*corpus.samples(), *taught], folder, lessons=len(taught))


def judge(candidate: Path, current: Path, held_out: Sequence[Sample] | None = None) -> Verdict:
    """Hold a candidate against the model in service, both on the same held-out sentences."""
    samples = corpus.by_category(held_out or corpus.samples(corpus.HELD_OUT))
    before = marks_of(read_model("category", current), samples)
    after = marks_of(read_model("category", candidate), samples)
    worse = [
        code for code in after.emergencies if after.emergencies[code] < before.emergencies[code]
    ]
    if after.right < before.right:
        worse.insert(0, "overall")
    return Verdict(before, after, tuple(worse))


def marks_of(model: LinearModel, samples: Sequence[Sample]) -> Marks:
    """Count what a model gets right."""
    known = categories()
    right = 0
    emergencies = {code: 0 for code, each in known.items() if each.level is Urgency.P0}
    for text, label in samples:
        kind = kind_of(label)
        if model.ranked(clean(text))[0][0] == kind:
            right += 1
            if kind in emergencies:
                emergencies[kind] += 1
    return Marks(right, len(samples), emergencies)


def _themed(model: LinearModel, text: str, category: str) -> str:
    """The theme of ``category`` that the model in service finds likest for a message."""
    scores = model.scores(clean(text))
    themes = [n for n, label in enumerate(model.labels) if kind_of(label) == category]
    if not themes:
        return f"{category}{THEME}{category}"
    return model.labels[themes[int(np.argmax(scores[themes]))]]
