"""Sentences in the reader's language. Catalogues are gettext files, read as they are at start.

Reading .po directly leaves no compiled file that could be stale; 300 sentences take 20 ms.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import has_request_context, request

from models import clock

_LOCALES = Path(__file__).resolve().parent.parent / "locales"
#: one more folder is one more language
LANGUAGES = tuple(sorted(p.parent.parent.name for p in _LOCALES.glob("*/LC_MESSAGES/messages.po")))
_TAGS = {"zh-CN": "zh_CN", "zh": "zh_CN"} | {name.replace("_", "-"): name for name in LANGUAGES}


@cache
def catalogue(language: str) -> dict[str, str]:
    """msgid → sentence of one language."""
    path = _LOCALES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def reader_language() -> str:
    """What ``Accept-Language`` asks for among ours; Chinese where nobody asks."""
    if not has_request_context():
        return "zh_CN"
    return _TAGS[request.accept_languages.best_match(_TAGS, default="zh-CN")]


def say(sentence: str, facts: dict[str, object] | None = None, language: str | None = None) -> str:
    """``sentence`` (a msgid) in the reader's language, its braces filled with ``facts``."""
    words = catalogue(language or reader_language()).get(sentence, sentence)
    if "{" not in words:
        return words
    return words.format_map(_Readable(facts or {}))


class _Readable(dict[str, object]):
    """Facts as people write them; a fact nobody gave stays visible as its name."""

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        if isinstance(value, datetime):
            return f"{value.astimezone(clock.PEOPLES_TIME):%Y-%m-%d %H:%M}"
        if isinstance(value, list | tuple | set | frozenset):
            return ", ".join(str(each) for each in value)
        return value

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
