"""How many owners does an estate have? One exclusive part is one head, but for two exceptions.

Source   区分所有权解释 (2020) art. 9: owners are counted by exclusive part (专有部分), one part one
         person; what the developer has not sold, or sold and not handed over, is one person
         altogether; a buyer of several parts is one person. Areas are not touched by this.
Design   The law is silent on co-owners: only *identical* owner sets are one head. A and B together
         and A alone are two. A part whose owners nobody could identify is a head of its own.
Errors   ValueError when a part is given twice.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Part(Generic[K]):
    """An exclusive part: opaque keys of its owners; ``developer``: 未售 or 未交付."""

    unit: K
    owners: frozenset[str]
    developer: bool = False


def group_heads(parts: Iterable[Part[K]]) -> dict[K, int]:
    """Unit → number of its head, from 1 in first-seen order; equal numbers are one head."""
    numbers: dict[Hashable, int] = {}
    heads: dict[K, int] = {}
    for part in parts:
        if part.unit in heads:
            raise ValueError(f"part {part.unit!r} is given twice")
        group = _group_of(part)
        heads[part.unit] = numbers.setdefault(group, len(numbers) + 1)
    return heads


def _group_of(part: Part[K]) -> Hashable:
    """Keys of three kinds that cannot meet, whatever the units and owners are called."""
    if part.developer:
        return "developer"
    if part.owners:
        return part.owners
    return ("alone", part.unit)
