"""Which estates does a text name? Their names, aliases and short forms are data of the caller."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.clean import clean

SHORTEST = 2  # a name of one character would be found everywhere
SHORTEST_CUT = 3  # two characters, 金盾 or 幸福, are a word of their own too often
_KINDS = ("小区", "家属院", "家属楼", "花园", "新村", "家园", "社区", "公寓", "大院")
#: what a name is replaced by, so that 煤气公司家属院 smells of no gas
ANY_ESTATE = "小区"


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name stands in a text, and the keys of the estates that bear it."""

    start: int
    end: int
    keys: tuple[str, ...]


class EstateNames:
    """Names to look for, by their first two characters; made once, asked for every message."""

    def __init__(self, named: Iterable[tuple[str, str]] = ()) -> None:
        """``named``: (name, key of the estate), several a key and several keys a name."""
        keys: dict[str, dict[str, None]] = defaultdict(dict)
        for name, key in named:
            for form in _forms(clean(name)):
                keys[form][key] = None
        self._keys = {name: tuple(found) for name, found in keys.items()}
        self._begins: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._keys, key=len, reverse=True):  # 金盾小区二期 before 金盾小区
            self._begins[name[:SHORTEST]].append(name)

    def find(self, text: str) -> list[Mention]:
        """Every name in a cleaned text, the longest at each place."""
        found: list[Mention] = []
        start = 0
        while self._keys and start < len(text) - 1:
            begins = self._begins.get(text[start : start + SHORTEST], ())
            name = next((each for each in begins if text.startswith(each, start)), None)
            if name is not None:
                found.append(Mention(start, start + len(name), self._keys[name]))
            start += len(name or "1")
        return found


NOWHERE = EstateNames()


def keys_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The estates that are named, each once, in the order of the text."""
    return tuple(dict.fromkeys(key for mention in mentions for key in mention.keys))


def without_names(text: str, mentions: Iterable[Mention]) -> str:
    """The text with every name replaced: what an estate is called is no trouble of its people."""
    parts, end = [], 0
    for mention in mentions:
        parts += [text[end : mention.start], ANY_ESTATE]
        end = mention.end
    return "".join([*parts, text[end:]])


def _forms(name: str) -> list[str]:
    """The name, and what is left of it without the word for its kind."""
    if len(name) < SHORTEST:
        return []
    cut = next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)), name)
    return [name, cut] if cut != name and len(cut) >= SHORTEST_CUT else [name]
