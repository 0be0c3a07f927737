"""Reading a PDF back: what a person would see, without the gaps that typesetting makes."""

import io
import re

from pypdf import PdfReader


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
