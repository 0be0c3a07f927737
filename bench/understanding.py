"""How well messages are understood: one table, which README.md shows.

usage: make evaluate

Measured on the held-out sentences of the corpus, with the model in service. ``--write`` puts the
table into README.md. Times and memory are this machine's; only the others mean anything elsewhere.
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
KIB = 1024


def memory() -> int:
    """The most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB


BARE = memory()

from bot.understanding import classifier, corpus  # noqa: E402
from bot.understanding.categories import categories  # noqa: E402
from bot.understanding.read import read, warm  # noqa: E402
from models.kinds import Urgency  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- evaluate -->", "<!-- /evaluate -->"
ROUNDS = 5  # over all sentences, for the times


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: what it is, and what was made of it."""

    label: str
    found: str
    unsure: bool
    alarmed: bool


def main() -> None:
    """Print the table; with ``--write``, into README.md too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    warm()
    loaded = memory()
    judged = [_judged(text, label) for text, label in corpus.samples(corpus.HELD_OUT)]
    learned = [_judged(text, label) for text, label in corpus.samples(corpus.LEARN)]
    rows = [*_sorting(judged), *_dangers(judged, learned), *_costs(loaded - BARE)]
    table = "\n".join(
        [
            "| 量 measure | 值 value |",
            "| --- | --- |",
            *(f"| {name} | {value} |" for name, value in rows),
        ]
    )
    sys.stdout.write(f"{table}\n\n{_recalls(judged)}\n")
    if asked.write:
        before, _, rest = README.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def _judged(text: str, label: str) -> Judged:
    reading = read(text)
    kind = label.partition("/")[0]
    found = reading.category if kind in categories() else reading.intent
    return Judged(kind, found, reading.unsure, reading.urgency is Urgency.P0)


def _sorting(judged: Sequence[Judged]) -> Iterable[tuple[str, str]]:
    matters = [each for each in judged if each.label in categories()]
    intents = [each for each in judged if each.label not in categories()]
    unasked = [each for each in matters if not each.unsure]
    yield "42 categories: accuracy 准确率", _share(_right(matters), len(matters))
    yield "macro-F1", f"{_macro_f1(matters):.3f}"
    yield "asking threshold 追问阈值", f"{classifier.load('category').sure:.3f}"
    yield "routed without asking 不追问直接转办", _share(len(unasked), len(matters))
    yield "of these right 其中正确", _share(_right(unasked), len(unasked))
    ordinary = [each for each in unasked if not each.alarmed]
    yield "… dangers apart 险情除外", _share(_right(ordinary), len(ordinary))
    yield "8 intents: accuracy 意图准确率", _share(_right(intents), len(intents))


def _dangers(judged: Sequence[Judged], learned: Sequence[Judged]) -> Iterable[tuple[str, str]]:
    for name, part in (("held out 留出", judged), ("whole corpus 全部语料", [*judged, *learned])):
        grave = [each for each in part if _is_danger(each.label)]
        harmless = [each for each in part if not _is_danger(each.label)]
        heard = sum(each.alarmed for each in grave)
        false = sum(each.alarmed for each in harmless)
        yield f"P0 recall 险情召回, {name}", _share(heard, len(grave))
        yield f"P0 false alarms 误报, {name}", _share(false, len(harmless))


def _costs(loaded: int) -> Iterable[tuple[str, str]]:
    texts = [text for text, _label in corpus.samples(corpus.HELD_OUT)]
    spent = sorted(_timed(text) for _round in range(ROUNDS) for text in texts)
    yield "a message, p50 单条耗时", f"{1000 * statistics.median(spent):.2f} ms"
    yield "a message, p99", f"{1000 * spent[int(0.99 * len(spent))]:.2f} ms"
    yield "memory for it 内存", f"{loaded} MiB"


def _timed(text: str) -> float:
    begun = time.perf_counter()
    read(text)
    return time.perf_counter() - begun


def _recalls(judged: Sequence[Judged]) -> str:
    """A line a category: how many of its sentences were found to be of it."""
    lines = []
    for label in sorted({each.label for each in judged}):
        part = [each for each in judged if each.label == label]
        lines.append(f"{label:18}{_right(part):3} / {len(part)}")
    return "\n".join(lines)


def _macro_f1(judged: Sequence[Judged]) -> float:
    scores = []
    for label in sorted({each.label for each in judged}):
        right = sum(each.label == each.found == label for each in judged)
        said = sum(each.found == label for each in judged)
        there = sum(each.label == label for each in judged)
        scores.append(2 * right / (said + there))
    return statistics.mean(scores)


def _right(judged: Iterable[Judged]) -> int:
    return sum(each.found == each.label for each in judged)


def _is_danger(label: str) -> bool:
    return label in categories() and categories()[label].level is Urgency.P0


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} / {whole})" if whole else "–"


if __name__ == "__main__":
    main()
