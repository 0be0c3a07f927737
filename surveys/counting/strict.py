"""Reading a written document strictly: each key once asked for, each value of its exact kind.

A rule set decides what the bureau signs, so nothing in it is guessed: an unknown key, a float, a
word that is none of the known ones stop the reading.

Errors   ValueError that names the key, as a path: ``tests[0].threshold: ...``.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

E = TypeVar("E", bound=StrEnum)


class Reader:
    """One mapping of the document. Ask for every key, then say `finish`."""

    def __init__(self, document: object, path: str = "") -> None:
        self.path = path
        if not isinstance(document, Mapping):
            raise ValueError(f"{path or 'document'}: a mapping is needed, not {document!r}")
        self._values: dict[str, object] = dict(document)
        self._asked: set[str] = set()

    def refuse(self, key: str, why: str) -> NoReturn:
        """Raise ValueError at ``key``."""
        raise ValueError(f"{self._name(key)}: {why}")

    def value(self, key: str) -> object:
        """Whatever stands there; the key must stand there, be it with null."""
        self._asked.add(key)
        if key not in self._values:
            self.refuse(key, "is missing")
        return self._values[key]

    def text(self, key: str) -> str:
        """A string with something in it."""
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"a text is needed, not {value!r}")
        return value

    def has(self, key: str) -> bool:
        """Does it stand there? For the few keys that may be left out."""
        return key in self._values

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self.value(key)
        if not isinstance(value, bool):
            self.refuse(key, f"true or false is needed, not {value!r}")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self.value(key)
        if type(value) is not int or not least <= value <= most:
            self.refuse(key, f"a whole number from {least} to {most} is needed, not {value!r}")
        return value

    def word(self, key: str, kind: type[E]) -> E:
        """One of the words of ``kind``."""
        value = self.value(key)
        if not isinstance(value, str) or value not in set(kind):
            self.refuse(key, f"{value!r} is none of {', '.join(kind)}")
        return kind(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, perhaps empty."""
        items = self.items(key)
        if not all(isinstance(item, str) and item for item in items):
            self.refuse(key, f"a list of texts is needed, not {items!r}")
        return tuple(str(item) for item in items)

    def items(self, key: str) -> list[object]:
        """A list of anything."""
        value = self.value(key)
        if not isinstance(value, list):
            self.refuse(key, f"a list is needed, not {value!r}")
        return value

    def part(self, key: str) -> "Reader":
        """A mapping inside this one."""
        return Reader(self.value(key), self._name(key))

    def parts(self, key: str) -> list["Reader"]:
        """A list of mappings."""
        name = self._name(key)
        return [Reader(item, f"{name}[{number}]") for number, item in enumerate(self.items(key))]

    def optional(self, key: str) -> "Reader | None":
        """A mapping inside this one, or null."""
        return None if self.value(key) is None else self.part(key)

    def finish(self, derived: frozenset[str] = frozenset()) -> None:
        """Refuse keys nobody asked for; ``derived`` ones may stand there and are not read."""
        unknown = sorted(str(key) for key in self._values.keys() - self._asked - derived)
        if unknown:
            self.refuse(unknown[0], "is no known key")

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
