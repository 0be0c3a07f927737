"""How good is it? Accuracy, macro-F1, per label, and how long a message takes.

A model of the same design may be trained on other rows, or on folds in which near-duplicates (one
``group``) stay together; without either, the model in service is measured.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from bot.understanding import classifier
from bot.understanding.classifier import LinearModel
from bot.understanding.clean import clean
from bot.understanding.train import fit

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """Where in a row the label stands, others that are as good, and what keeps twins together."""

    label: str = "category"
    group: str = "group"
    secondary: str = "secondary"


def evaluate(
    rows: Sequence[Row],
    *,
    train_rows: Sequence[Row] | None = None,
    folds: int | None = None,
    mapping: Mapping[str, str] | None = None,
    fields: Fields = Fields(),
) -> dict[str, Any]:
    """One JSON object, as `flask bot evaluate` prints it.

    ``mapping``: label/theme of the model in service → label of ``rows``, for labels of others.
    Errors: KeyError for rows without the label.
    """
    texts = [str(row["text"]) for row in rows]
    labels = [str(row[fields.label]) for row in rows]
    if folds is not None:
        predicted = _in_folds(texts, labels, [_group(row, fields.group) for row in rows], folds)
        model = fit(list(zip(texts, labels, strict=True)))
        return _measures(labels, predicted, _times(model, texts))
    if train_rows is not None:
        model = fit([(str(row["text"]), str(row[fields.label])) for row in train_rows])
    else:
        model = _in_service(mapping)
    ranked = [model.ranked(clean(text))[0] for text in texts]
    found = _measures(labels, [name for name, _share in ranked], _times(model, texts))
    if train_rows is None:
        good = [
            {label, *row.get(fields.secondary, ())} for label, row in zip(labels, rows, strict=True)
        ]
        found["unasked"] = unasked(ranked, good, model.sure)
    return found


def unasked(
    ranked: Sequence[tuple[str, float]], good: Sequence[set[str]], sure: float
) -> dict[str, Any]:
    """How much is decided without asking (``coverage``), and how much of that is right.

    ``good``: for each message every label that is acceptable.
    """
    hits = [name in acceptable for (name, _s), acceptable in zip(ranked, good, strict=True)]
    taken = [hit for hit, (_name, share) in zip(hits, ranked, strict=True) if share >= sure]
    return {
        "threshold": sure,
        "acceptable": _rate(sum(hits), len(hits)),
        "coverage": _rate(len(taken), len(hits)),
        "right": _rate(sum(taken), len(taken)),
    }


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _in_service(mapping: Mapping[str, str] | None) -> LinearModel:
    """The model in service; its themes told as what they are mapped to."""
    model = classifier.load("category")
    if mapping is None:
        return model
    labels = tuple(f"{mapping[label]}{classifier.THEME}{label}" for label in model.labels)
    return replace(model, labels=labels)


def _group(row: Row, field: str) -> str:
    return str(row.get(field, row.get("id", row["text"])))


def _in_folds(
    texts: Sequence[str], labels: Sequence[str], groups: Sequence[str], folds: int
) -> list[str]:
    splits = StratifiedGroupKFold(folds, shuffle=True, random_state=1)
    predicted = np.empty(len(texts), dtype=object)
    for train, test in splits.split(np.zeros(len(texts)), labels, groups):
        model = fit([(texts[n], labels[n]) for n in train])
        for n in test:
            predicted[n] = model.ranked(clean(texts[n]))[0][0]
    return list(predicted)


def _measures(
    labels: Sequence[str], predicted: Sequence[str], times: Sequence[float]
) -> dict[str, Any]:
    return {
        "accuracy": round(float(accuracy_score(labels, predicted)), 4),
        "macro_f1": round(float(f1_score(labels, predicted, average="macro", zero_division=0)), 4),
        "per_label": _per_label(labels, predicted),
        "p50_ms": round(1000 * times[len(times) // 2], 3),
        "p99_ms": round(1000 * times[min(len(times) - 1, int(0.99 * len(times)))], 3),
        "n": len(labels),
    }


def _per_label(labels: Sequence[str], predicted: Sequence[str]) -> dict[str, dict[str, float]]:
    known = sorted(set(labels))
    scores = precision_recall_fscore_support(labels, predicted, labels=known, zero_division=0)
    return {
        label: {
            "precision": round(float(precision), 4),
            "recall": round(float(recall), 4),
            "f1": round(float(f1), 4),
            "n": int(number),
        }
        for label, precision, recall, f1, number in zip(known, *scores, strict=True)
    }


def _times(model: LinearModel, texts: Sequence[str]) -> list[float]:
    """Seconds a message, sorted."""
    model.ranked(clean(texts[0]))
    return sorted(_timed(model, text) for text in texts[:500])


def _timed(model: LinearModel, text: str) -> float:
    start = time.perf_counter()
    model.ranked(clean(text))
    return time.perf_counter() - start
