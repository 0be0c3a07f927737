"""Roster files: rows of cells out of .xlsx or .csv, told apart by content and never by name.

Errors   RosterUnreadable for what is neither, is empty, is damaged, or would burst when opened;
         its fault says which, with a code each.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from openpyxl import DEFUSEDXML, load_workbook

from models.errors import Fault, RosterUnreadable, _

Row = tuple[int, Sequence[object]]

MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 200
MOST_SHEET_ROWS = 1_048_576  # of Excel's own; a file may claim rows far beyond
MOST_COLUMNS = 100
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # OLE: an .xls of old, or an encrypted .xlsx
BLOCK = 1 << 20

if not DEFUSEDXML:  # a workbook is XML from strangers
    raise ImportError("openpyxl must read through defusedxml; install it")


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """The rows of the first sheet with their numbers as Excel shows them; blank ones left out."""
    head = file.read(4)
    file.seek(0)
    if not head:
        raise _unreadable("empty_file", _("The file is empty."))
    if head == OLE:
        raise _unreadable(
            "old_or_encrypted",
            _("This is an .xls of old or has a password. Save it as .xlsx without a password."),
        )
    for number, cells in enumerate(_xlsx(file) if head == ZIP else _csv(file), start=1):
        if number > MOST_SHEET_ROWS:
            raise _unreadable("too_many_rows", _("At most 500,000 rows."))
        if any(cell is not None and cell != "" for cell in cells):
            yield number, cells


def _xlsx(file: IO[bytes]) -> Iterator[Sequence[object]]:
    _refuse_bombs(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except Exception as broken:  # damaged files make openpyxl and the XML parsers raise anything
        raise _unreadable(
            "broken_workbook", _("The workbook is damaged. Save it again from Excel or WPS.")
        ) from broken


def _refuse_bombs(file: IO[bytes]) -> None:
    """A look into the directory only: zipfile unpacks no more of an entry than stands there."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as broken:
        raise _unreadable(
            "broken_workbook", _("The workbook is damaged. Save it again from Excel or WPS.")
        ) from broken
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    # a short list of like rows may well shrink 200 times: small files are let through
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 64 * 1024):
        raise _unreadable("unpacks_too_large", _("The workbook is far larger than it looks."))
    file.seek(0)


def _csv(file: IO[bytes]) -> Iterator[Sequence[object]]:
    text = io.TextIOWrapper(_Unclosed(file), encoding=_encoding(file), newline="")
    try:
        yield from csv.reader(text)
    except csv.Error as broken:
        raise _unreadable("broken_csv", _("The .csv is damaged. Save it again.")) from broken


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 where the whole file is, GB18030 (what Chinese Excel saves) where it is that."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(BLOCK):
                if b"\0" in block:
                    raise _unreadable("not_text", _("This is neither an .xlsx nor a .csv."))
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        finally:
            file.seek(0)
        return encoding
    raise _unreadable("wrong_encoding", _("The .csv is neither in UTF-8 nor in GB18030."))


def _unreadable(code: str, message: str) -> RosterUnreadable:
    return RosterUnreadable(Fault("/file", code, message))


class _Unclosed(io.BufferedReader):
    """A reader whose end does not close the upload beneath it."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(_Raw(file), BLOCK)


class _Raw(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
