"""What a question is made of: its words, whether it asks or reports, and which place it names."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.understanding.words import tokenizer

FILE = Path(__file__).parent / "asking.yaml"
#: behind a place's name these make it the name of a street or an estate: 北京路, 上海花园
_NO_PLACE = r"(?!路|街|大道|巷|里|村|花园|家园|苑|新城|小区|东路|西路|南路|北路|中路)"


@dataclass(frozen=True, slots=True)
class _Asking:
    same: re.Pattern[str]
    canonical: dict[str, str]
    stop: frozenset[str]
    things: frozenset[str]
    empty: re.Pattern[str]
    asks: re.Pattern[str]
    trouble: re.Pattern[str]
    subjects: re.Pattern[str]
    year: re.Pattern[str]
    own: re.Pattern[str]
    named: re.Pattern[str]
    places: dict[str, str]


def terms(plain: str) -> tuple[str, ...]:
    """The words of a cleaned text that say what it is about, synonyms brought to one word."""
    known = _asking()
    text = known.year.sub(" 年份 ", known.empty.sub(" ", plain))
    text = known.same.sub(lambda found: f" {known.canonical[found[0]]} ", text)
    words = [word for piece in text.split() for word in _cut(piece)]
    return tuple(word for word in words if word[0].isalnum() and word not in known.stop)


def things(words: frozenset[str]) -> frozenset[str]:
    """Those of the words that name a thing which an answer must then speak of."""
    return words & _asking().things


def parts(word: str) -> tuple[str, ...]:
    """The shorter words within a word, for one that nobody has written yet: 供水, 水管, 管道."""
    return tuple(part for part in tokenizer().cut_for_search(word, HMM=False) if part != word)


def _cut(piece: str) -> list[str]:
    if piece in _asking().canonical:
        return [piece]
    return list(tokenizer().cut(piece, HMM=False))


def asks(plain: str) -> bool:
    """Does a cleaned text ask something, as a sentence or by naming what a rule can be about?"""
    known = _asking()
    return bool(known.asks.search(plain) or known.subjects.search(plain))


def tells_trouble(plain: str) -> bool:
    """Does it tell of something that is broken now? That is a report, however it is asked."""
    return bool(_asking().trouble.search(plain))


def own_case(plain: str) -> bool:
    """Does it ask about one's own ticket, ballot or estate? No rule answers that."""
    return bool(_asking().own.search(plain))


def elsewhere(plain: str, division: str) -> bool:
    """Does it name a place that does not lie within, or around, the asked division?"""
    known = _asking()
    here = division or "-"
    codes = [known.places[name] for name in known.named.findall(plain)]
    return any(not (here.startswith(code) or code.startswith(here)) for code in codes)


@cache
def _asking() -> _Asking:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    canonical = {way: word for word, ways in data["same"].items() for way in (*ways, word)}
    return _Asking(
        same=re.compile("|".join(map(re.escape, sorted(canonical, key=len, reverse=True)))),
        canonical=canonical,
        stop=frozenset(data["stop"].split()),
        things=frozenset(data["things"].split()),
        empty=re.compile(data["empty"]),
        asks=re.compile(data["asks"]),
        trouble=re.compile(data["trouble"]),
        subjects=re.compile(data["subjects"]),
        year=re.compile(data["year"]),
        own=re.compile(data["own"]),
        named=re.compile("(" + "|".join(data["places"]) + ")" + _NO_PLACE),
        places=data["places"],
    )
