"""Pictures and papers that people send: told by their content, freed from what they betray.

A photograph knows where and when it was taken and with which phone; none of that is kept
(个人信息保护法 art. 6: no more than needed). It is decoded and written anew, so that nothing rides
along in it. A PDF is kept as it is.
Errors   MediaNotAccepted.
"""

import io
import threading
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps

from models.errors import MediaNotAccepted

MOST_PIXELS = 50_000_000  # a telephone's camera has up to 50 million; a bomb has more
LONG_SIDE = 4096

Format = Literal["JPEG", "PNG", "WEBP"]
_QUALITY = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90}}
_decoding = threading.BoundedSemaphore(2)  # a picture at its largest takes 200 MB while it is open


@dataclass(frozen=True, slots=True)
class Clean:
    """What may be kept of what was sent."""

    media_type: str
    content: bytes


def clean(content: bytes) -> Clean:
    """JPEG, PNG or WebP written anew and upright, at most 4096 pixels a side; PDF as it is."""
    picture = _format_of(content)
    if picture is not None:
        return Clean(f"image/{picture.lower()}", _written_anew(content, picture))
    if content.startswith(b"%PDF-") and b"%%EOF" in content:
        return Clean("application/pdf", content)
    raise MediaNotAccepted


def _format_of(content: bytes) -> Format | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def _written_anew(content: bytes, picture: Format) -> bytes:
    try:
        with _decoding, Image.open(io.BytesIO(content), formats=[picture]) as opened:
            _check_size(opened)
            opened.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert(_mode_of(upright, picture))
            plain.info.clear()  # comments, profiles, EXIF, XMP: savers write some of it unasked
            out = io.BytesIO()
            plain.save(out, picture, **_QUALITY[picture])
            return out.getvalue()
    except MediaNotAccepted:
        raise
    except Exception as unreadable:  # decoders raise whatever hostile bytes lead them to
        raise MediaNotAccepted from unreadable


def _check_size(opened: Image.Image) -> None:
    """Before anything is decoded: the header says how large it will be."""
    if opened.width * opened.height > MOST_PIXELS:
        raise MediaNotAccepted


def _mode_of(upright: Image.Image, picture: Format) -> str:
    if picture != "JPEG" and upright.has_transparency_data:
        return "RGBA"
    return "L" if upright.mode in {"1", "L"} else "RGB"
