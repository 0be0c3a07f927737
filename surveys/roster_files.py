"""Roster files: rows of text out of .xlsx or .csv, told apart by content and never by name.

Errors   RosterUnreadable for what is neither, is empty, is damaged, or would burst when opened.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.errors import RosterUnreadable

Row = tuple[int, list[object]]

MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # OLE: an .xls of old, or an encrypted .xlsx


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a roster file with their numbers as Excel shows them; blank rows are left out."""
    head = file.read(4)
    file.seek(0)
    if not head or head == OLE:
        raise RosterUnreadable(reason="empty" if not head else "old_or_encrypted")
    rows = _xlsx(file) if head == ZIP else _csv(file)
    for number, cells in rows:
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _xlsx(file: IO[bytes]) -> Iterator[Row]:
    """The first sheet. openpyxl reads through defusedxml, which knows no entities."""
    _refuse_bombs(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(cells)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as broken:
        raise RosterUnreadable(reason="broken_workbook") from broken
    except Exception as broken:  # the XML parsers raise classes of their own for damaged sheets
        if isinstance(broken, RosterUnreadable | GeneratorExit):
            raise
        raise RosterUnreadable(reason="broken_workbook") from broken


def _refuse_bombs(file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            packed = sum(entry.compress_size for entry in archive.infolist())
    except zipfile.BadZipFile as broken:
        raise RosterUnreadable(reason="broken_workbook") from broken
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 64 * 1024):
        raise RosterUnreadable(reason="too_large_unpacked")
    file.seek(0)


def _csv(file: IO[bytes]) -> Iterator[Row]:
    text = io.TextIOWrapper(_Unclosed(file), encoding=_encoding(file), newline="")
    try:
        for number, cells in enumerate(csv.reader(text), start=1):
            yield number, list(cells)
    except csv.Error as broken:
        raise RosterUnreadable(reason="broken_csv") from broken


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 where the whole file is, GB18030 (what Chinese Excel saves) where it is that."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(1 << 20):
                if b"\0" in block:
                    raise RosterUnreadable(reason="not_text")
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        finally:
            file.seek(0)
        return encoding
    raise RosterUnreadable(reason="wrong_encoding")


class _Unclosed(io.BufferedReader):
    """A reader whose end does not close the upload beneath it."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
