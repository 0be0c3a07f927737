"""Reading a PDF back: what a person would see, without the gaps that typesetting makes."""

import io
import re

from pypdf import PdfReader
from pypdf.generic import ContentStream


def pages(document):
    """The text of each page without blanks: where lines break is the paper's affair."""
    return [
        re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(document)).pages
    ]


def text(document):
    return "".join(pages(document))


def fonts(document):
    """The names of the fonts that the file brings along."""
    found = set()
    for page in PdfReader(io.BytesIO(document)).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            below = font.get("/DescendantFonts", [font])[0].get_object()
            kept = below["/FontDescriptor"].get_object()
            if {"/FontFile2", "/FontFile3"} & set(kept):
                found.add(str(font["/BaseFont"]))
    return found


def empty_boxes(document):
    """How many letters have no glyph: two-byte codes of 0, which is .notdef (ISO 32000-1 9.7.4)."""
    reader = PdfReader(io.BytesIO(document))
    shown = b""
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in {b"Tj", b"TJ"}:
                parts = operands[0] if operator == b"TJ" else operands
                shown += b"".join(part.original_bytes for part in parts if hasattr(part, "encode"))
                shown += b"".join(part for part in parts if isinstance(part, bytes))
    return sum(shown[at : at + 2] == b"\0\0" for at in range(0, len(shown), 2))
