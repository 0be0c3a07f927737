"""What comes out of a picture that was sent in: the picture, upright, and nothing else."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from models.errors import MediaNotAccepted
from surveys import pictures
from surveys.pictures import LONG_SIDE, clean

CHENGDU = {1: "N", 2: (30.0, 40.0, 0.0), 3: "E", 4: (104.0, 3.0, 0.0)}
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(form="JPEG", size=(60, 40), mode="RGB", colour="red", **more):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **more)
    return out.getvalue()


def exif(**tags):
    about = Image.Exif()
    about[MAKER] = "a-telephone"
    about[GPS] = CHENGDU
    for tag, value in tags.items():
        about[int(tag)] = value
    return about


def opened(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_camera_are_gone(form):
    sent = picture(form, exif=exif())
    assert b"a-telephone" in sent
    kept = clean(sent)
    assert kept.media_type == f"image/{form.lower()}"
    assert not opened(kept.content).getexif()
    assert b"a-telephone" not in kept.content


def test_comments_and_profiles_are_gone_too():
    words = PngInfo()
    words.add_text("Author", "somebody")
    sent = picture("PNG", pnginfo=words, icc_profile=b"a-profile")
    assert b"somebody" not in clean(sent).content
    assert not opened(clean(sent).content).info
    spoken = clean(picture("JPEG", comment=b"somebody", xmp=b"<x:xmpmeta>somebody</x:xmpmeta>"))
    assert b"somebody" not in spoken.content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stands_upright(form):
    sent = picture(form, size=(60, 40), exif=exif(**{str(ORIENTATION): 6}))
    assert opened(clean(sent).content).size == (40, 60)


def test_a_large_picture_is_made_smaller_in_proportion():
    kept = opened(clean(picture(size=(LONG_SIDE * 2, LONG_SIDE))).content)
    assert kept.size == (LONG_SIDE, LONG_SIDE // 2)


def test_a_small_picture_keeps_its_size():
    assert opened(clean(picture(size=(60, 40))).content).size == (60, 40)


def test_what_shines_through_still_does():
    kept = opened(clean(picture("PNG", mode="RGBA", colour=(255, 0, 0, 0))).content)
    assert kept.getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_kind_of_colour_is_taken(mode):
    assert opened(clean(picture("PNG", mode=mode, colour=1)).content).size == (60, 40)


def test_print_colours_become_screen_colours():
    assert opened(clean(picture(mode="CMYK", colour=(0, 255, 255, 0))).content).mode == "RGB"


def bomb(width, height):
    """A PNG of a few bytes that says how large it would be."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(7072, 7071), (10_000, 9_999), (65_000, 65_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size, monkeypatch):
    def decode(*args):
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "thumbnail", decode)
    with pytest.raises(MediaNotAccepted) as refusal:
        clean(bomb(*size))
    assert not isinstance(refusal.value.__cause__, AssertionError)


def test_fifty_million_pixels_are_not_yet_a_bomb():
    assert pictures.MOST_PIXELS == 50_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"GIF89a" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7 without an end",
        b"MZ %PDF-1.7 %%EOF",
        b"\xff\xd8\xff" + b"\0" * 100,
        b"RIFF\0\0\0\0WEBPVP8 ",
        picture()[:200],
        bomb(60, 40),
    ],
    ids=list("abcdefghij"),
)
def test_anything_else_is_not_accepted(content):
    with pytest.raises(MediaNotAccepted):
        clean(content)


def test_a_pdf_is_kept_as_it_is():
    paper = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
    kept = clean(paper)
    assert (kept.media_type, kept.content) == ("application/pdf", paper)
