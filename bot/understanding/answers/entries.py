"""One entry of the policy answers: a Markdown file with front matter, read strictly.

A file that is wrong in any way stops the loading with a ValueError that names it: an answer without
its source or its date is worse than none.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

#: what a person can take in at once, read aloud or on a small screen
LONGEST = 180
NEEDED = frozenset({"id", "topic", "title", "questions", "source", "source_date", "tags"})
OPTIONAL = frozenset({"url", "valid_from", "valid_until", "division"})
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DIVISION = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")
_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_DATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """``source_date`` is the first day that ``dated`` ("2023年") allows; people are told ``dated``.

    ``division`` is the beginning of a GB/T 2260 code, empty for the whole country. ``topic`` is the
    question that it answers: of two entries on one topic the more local one is given.
    """

    id: str
    topic: str
    title: str
    questions: tuple[str, ...]
    text: str
    source: str
    source_date: date
    dated: str
    tags: tuple[str, ...]
    division: str
    url: str
    valid_from: date | None
    valid_until: date | None

    def valid(self, on: date) -> bool:
        """May it be given on that day? First and last day are included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def meets(self, other: "Entry") -> bool:
        """Is there a day on which both may be given?"""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        return begins <= min(self.valid_until or date.max, other.valid_until or date.max)


def read_entry(path: Path, division: str = "") -> Entry:
    """The entry of one file that lies in the folder of ``division``. ValueError naming the file."""
    try:
        matter = _MATTER.fullmatch(path.read_text("utf-8"))
        if matter is None:
            raise ValueError("front matter between two lines --- and then the answer are needed")
        head = yaml.load(matter[1], Loader=_OnceOnly)  # noqa: S506  # a SafeLoader
        if not isinstance(head, Mapping):
            raise ValueError("front matter: a mapping is needed")
        return _entry(head, "".join(matter[2].split("\n")).strip(), path.stem, division)
    except (ValueError, yaml.YAMLError) as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong


def _entry(head: Mapping[str, Any], text: str, stem: str, division: str) -> Entry:
    if missing := NEEDED - head.keys():
        raise ValueError(f"{min(missing)}: is missing")
    if unknown := head.keys() - NEEDED - OPTIONAL:
        raise ValueError(f"{min(unknown)}: is no key of an entry")
    if head["id"] != stem:
        raise ValueError(f"id: {head['id']} is not the file's name")
    source_date, dated = _dated(head["source_date"])
    begins, ends = _day(head, "valid_from"), _day(head, "valid_until")
    if begins and ends and begins > ends:
        raise ValueError("valid_until: lies before valid_from")
    return Entry(
        id=_name(head, "id"),
        topic=_name(head, "topic"),
        title=_text(head, "title"),
        questions=_questions(head["questions"]),
        text=_answer(text),
        source=_text(head, "source"),
        source_date=source_date,
        dated=dated,
        tags=_texts(head["tags"], "tags"),
        division=_division(head, division),
        url=_url(head),
        valid_from=begins,
        valid_until=ends,
    )


def _text(head: Mapping[str, Any], key: str) -> str:
    value = head[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key}: a text is needed")
    return value.strip()


def _name(head: Mapping[str, Any], key: str) -> str:
    if not _NAME.fullmatch(_text(head, key)):
        raise ValueError(f"{key}: small letters, digits and single hyphens only")
    return _text(head, key)


def _texts(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError(f"{key}: a list of texts is needed")
    if len(set(value)) < len(value):
        raise ValueError(f"{key}: one stands there twice")
    return tuple(value)


def _questions(value: Any) -> tuple[str, ...]:
    questions = _texts(value, "questions")
    if not 5 <= len(questions) <= 12:
        raise ValueError("questions: 5 to 12 ways in which people ask are needed")
    return questions


def _answer(text: str) -> str:
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"answer: 1 to {LONGEST} characters are needed, there are {len(text)}")
    return text


def _division(head: Mapping[str, Any], folder: str) -> str:
    said = str(head.get("division", folder))
    if said and not _DIVISION.fullmatch(said):
        raise ValueError(f"division: {said} is no beginning of a GB/T 2260 code")
    if folder and said != folder:
        raise ValueError(f"division: {said} is not the folder's name")
    return said


def _url(head: Mapping[str, Any]) -> str:
    url = head.get("url", "")
    if url and not (isinstance(url, str) and url.startswith("https://")):
        raise ValueError("url: https://… is needed")
    return str(url)


def _day(head: Mapping[str, Any], key: str) -> date | None:
    value = head.get(key)
    if value is not None and type(value) is not date:
        raise ValueError(f"{key}: a day such as 2026-06-30 is needed")
    return value


def _dated(value: Any) -> tuple[date, str]:
    """A day, a month ("2023-02") or a year is known: what is not known is not made up."""
    found = _DATED.fullmatch(str(value)) if isinstance(value, str | int | date) else None
    if found is None:
        raise ValueError("source_date: 2023-09-26, 2023-09 or 2023 is needed")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    dated = f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return date(year, month or 1, day or 1), dated


class _OnceOnly(yaml.SafeLoader):
    """YAML in which a key stands once; plain YAML lets the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # PyYAML's signature
        keys = [key.value for key, _value in node.value]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise ValueError(f"{twice[0]}: stands there twice")
        return super().construct_mapping(node, deep=deep)
