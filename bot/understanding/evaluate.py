"""How good is it? Accuracy, macro-F1, per label, and how long a message takes.

A model of the same design may be trained on other rows, or on folds in which near-duplicates (one
``group``) stay together; without either, the shipped model is measured.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from bot.understanding import classifier
from bot.understanding.clean import clean
from bot.understanding.train import fit

Row = Mapping[str, Any]


def evaluate(
    rows: Sequence[Row],
    *,
    train_rows: Sequence[Row] | None = None,
    folds: int | None = None,
    label_field: str = "category",
    group_field: str = "group",
) -> dict[str, Any]:
    """One JSON object, as `flask bot evaluate` prints it. ValueError for rows without the label."""
    texts = [str(row["text"]) for row in rows]
    labels = [str(row[label_field]) for row in rows]
    if folds is not None:
        predicted = _in_folds(texts, labels, [_group(row, group_field) for row in rows], folds)
        model = fit(list(zip(texts, labels, strict=True)))
    else:
        if train_rows is None:
            model = classifier.load("category")
        else:
            model = fit([(str(row["text"]), str(row[label_field])) for row in train_rows])
        predicted = [model.ranked(clean(text))[0][0] for text in texts]
    times = sorted(_timed(model, text) for text in texts[:500])
    return {
        "accuracy": round(float(accuracy_score(labels, predicted)), 4),
        "macro_f1": round(float(f1_score(labels, predicted, average="macro", zero_division=0)), 4),
        "per_label": _per_label(labels, predicted),
        "p50_ms": round(1000 * times[len(times) // 2], 3),
        "p99_ms": round(1000 * times[min(len(times) - 1, int(0.99 * len(times)))], 3),
        "n": len(rows),
    }


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


def _timed(model: classifier.LinearModel, text: str) -> float:
    start = time.perf_counter()
    model.ranked(clean(text))
    return time.perf_counter() - start
