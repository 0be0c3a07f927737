"""From a template and data to a PDF, and from text to a QR code.

Data reaches a template as JSON through ``sys.inputs`` and is set there as strings, never as markup:
``#panic()`` in a title is printed, not run. A template reads nothing outside its own folder.

Fonts    `fonts/` holds Noto Sans for simplified Chinese; a build step brings it. Fonts of the
         system serve where it is missing, and for letters it does not have (生僻字 of place names).
Errors   NoChineseFont where neither has one: better no paper than one full of empty boxes.
         FileNotFoundError for a template that is not there; typst.TypstError for one that fails.
"""

import io
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

ROOM = Path(__file__).resolve().parent
FONTS, TEMPLATES = ROOM / "fonts", ROOM / "templates"

#: one design under several names: as its older file calls itself, and as systems bring it
FAMILIES = ("Noto Sans S Chinese", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")

#: control letters, and those that turn the order of reading round: none has a place on paper
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class NoChineseFont(RuntimeError):
    """Neither `fonts/` nor the system has a family of ``FAMILIES``."""


def pdf(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """``templates/<template>.typ`` filled with ``data``; the same data gives the same bytes.

    ``tagged`` lets screen readers read it; what is only printed, by thousands, does without.

    ``data`` is what JSON can say, without floats: figures come as strings or whole numbers.
    """
    path = TEMPLATES / f"{template}.typ"
    if not path.is_file():
        raise FileNotFoundError(path)
    written = typst.compile(
        path,
        root=TEMPLATES,
        font_paths=_font_paths(),
        sys_inputs={
            "data": json.dumps(_plain(data), ensure_ascii=False),
            "family": json.dumps(families()),
        },
        format="pdf",
        pdf_tags=tagged,
    )
    if not isinstance(written, bytes):  # a list only for pictures of several pages
        raise TypeError(f"one PDF was asked for, not {type(written).__name__}")
    return written


@cache
def families() -> tuple[str, ...]:
    """Those of ``FAMILIES`` that are there, looked for once. Errors: NoChineseFont."""
    there = set(typst.Fonts(font_paths=_font_paths()).families())
    found = tuple(family for family in FAMILIES if family in there)
    if not found:
        raise NoChineseFont(f"put one of {', '.join(FAMILIES)} into {FONTS}")
    return found


def _font_paths() -> list[Path]:
    return [FONTS] if FONTS.is_dir() else []


def qr_svg(text: str) -> str:
    """A QR code (ISO/IEC 18004, error correction M or better) as SVG, its quiet zone included."""
    written = io.BytesIO()
    segno.make(text, micro=False, error="m").save(written, kind="svg", xmldecl=False, border=4)
    return written.getvalue().decode()


def _plain(value: Any) -> Any:
    """``value`` with every text freed of what cannot be printed."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        raise TypeError(f"figures on paper are exact: {value!r}")
    return value
