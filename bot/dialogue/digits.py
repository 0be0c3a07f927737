"""Digits alone are enough everywhere: what somebody chose, in whatever way they wrote it."""

import re
import unicodedata

_CHINESE = str.maketrans("零〇一二三四五六七八九", "00123456789")
_PADDING = re.compile(r"^(?:我?选|第|答案?是?)|(?:号|个|项|吧|。|\.|、|,|!|呀|啊)+$")
SKIP = "00"


def only_digits(text: str) -> str:
    """The digits of a message that is nothing but a number (``２``, ``二``, ``选2。``), else ""."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    plain = _PADDING.sub("", _PADDING.sub("", plain)).translate(_CHINESE)
    return plain if plain.isascii() and plain.isdigit() and len(plain) <= 15 else ""


def choice(text: str, among: int) -> int | None:
    """The number chosen from 1 to ``among``, or None."""
    digits = only_digits(text)
    chosen = int(digits) if digits else 0
    return chosen if 1 <= chosen <= among else None


def choices(text: str, among: int) -> list[int] | None:
    """Several numbers, in their order: ``1 3 4``, ``1、3``, ``134`` (up to nine options)."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(_CHINESE)
    parts = [part for part in re.split(r"[\s,、;。.和]+", plain) if part]
    if len(parts) == 1 and among <= 9:
        parts = list(parts[0])
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    chosen = [int(part) for part in parts]
    return chosen if all(1 <= each <= among for each in chosen) else None
