"""Models on a shelf: each a folder of plain arrays; one in service; the one before stays at hand.

The shelf is a folder outside the code. Where it is empty, the model that comes with the code is in
service, under the name ``shipped``. A process takes up what is in service when it starts.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.classifier import MODEL

SHIPPED = "shipped"
KEPT = 5  # older ones are thrown away when a new one is put into service


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of one installation."""

    folder: Path

    def in_service(self) -> Path:
        """The folder of the model in service."""
        return self.path_of(self.line()[-1])

    def line(self) -> Sequence[str]:
        """The names in the order in which they came into service; the last is in service."""
        pointer = self.folder / "line.json"
        if not pointer.exists():
            return [SHIPPED]
        found = [str(name) for name in json.loads(pointer.read_text("utf-8"))]
        return [name for name in found if self.path_of(name).is_dir()] or [SHIPPED]

    def path_of(self, name: str) -> Path:
        """Where a model lies."""
        return MODEL if name == SHIPPED else self.folder / name

    def put_in_service(self, candidate: Path, name: str) -> None:
        """Take ``candidate`` (a folder) onto the shelf under ``name``, and into service."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.move(candidate, self.folder / name)
        line = [*self.line(), name]
        self._write(line[-KEPT:])
        for old in line[:-KEPT]:
            if old != SHIPPED and old not in line[-KEPT:]:
                shutil.rmtree(self.folder / old, ignore_errors=True)

    def roll_back(self) -> str:
        """Put the one before back into service; its name. ValueError where there is none."""
        line = self.line()
        if len(line) < 2:
            raise ValueError("there is no earlier model")
        self._write(line[:-1])
        return line[-2]

    def _write(self, line: Sequence[str]) -> None:
        """At once or not at all: a process that starts meanwhile reads the old or the new line."""
        fresh = self.folder / "line.json.new"
        fresh.write_text(json.dumps(list(line)), "utf-8")
        fresh.replace(self.folder / "line.json")
