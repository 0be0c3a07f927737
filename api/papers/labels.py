"""The labels of a paper: the Chinese ones, and over them those that a caller gives."""

from collections.abc import Mapping
from typing import Any

from api.papers.words import ZH


def complete(words: Mapping[str, Any] | None) -> dict[str, Any]:
    """The Chinese labels, with those that ``words`` says otherwise."""
    return _over(ZH, {} if words is None else words)


def _over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _over(below, value)
        else:
            merged[key] = value
    return merged
