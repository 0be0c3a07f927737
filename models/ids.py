"""Names for things: sortable ids for machines, numbers with a check digit for the telephone."""

import os
import time
from datetime import date, datetime
from uuid import UUID

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else


def uuid7() -> UUID:
    """A new id that sorts by creation (RFC 9562 version 7; Python has it from 3.14).

    The 12 bits behind the milliseconds are their fraction (method 3 of its section 6.2), so that
    rows written one after another within a millisecond keep their order.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)


def first_id_at(moment: datetime) -> UUID:
    """The smallest id that ``uuid7`` could give at ``moment``: ids are found by their time."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62)


def spoken_code(length: int) -> str:
    """A random code that an old eye can read from paper: 31 letters, ~4.95 bits each."""
    room = 256 - 256 % len(RECEIPT_ALPHABET)  # the rest would favour some letters
    letters: list[str] = []
    while len(letters) < length:
        letters.extend(RECEIPT_ALPHABET[b % 31] for b in os.urandom(length) if b < room)
    return "".join(letters[:length])


def ticket_number(day: date, running: int) -> str:
    """``YYYYMMDD-NNNN-C``: what people read out on the phone; ``C`` catches a misheard digit.

    The check digit is Luhn's (ISO/IEC 7812-1 annex B) over the other digits: it finds every single
    wrong digit and nearly every swap of neighbours. ``running`` may grow beyond four digits.
    """
    body = f"{day:%Y%m%d}{running:04d}"
    return f"{day:%Y%m%d}-{running:04d}-{luhn(body)}"


def luhn(digits: str) -> int:
    """The digit that makes the Luhn sum of ``digits`` followed by it divisible by ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10
