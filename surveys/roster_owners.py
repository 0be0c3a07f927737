"""Who is one owner? From what a roster says of a person to a key that only the same owner has.

Source   区分所有权解释 (2020) art. 9 (a buyer of several parts is one person); decision 0009.
"""

import re
import unicodedata

from models.errors import _
from models.sealed import fingerprint
from surveys.roster_cells import WrongCell

_NUMBER = re.compile(r"[0-9A-Z]{4,30}")

#: a person may be called 王建社 or 李中心, hardly 某某厂 or 某某服务中心
_ORGANISATION = re.compile(
    r"公司|工厂|委员会|集团|合作社|银行|医院|基金|协会"
    r"|..[厂局处所站]$|...社$|供销社$|..(支行|学校|中学|小学|大学)$|...中心$"
)
_LONG_CHINESE = re.compile(r"[\u3400-\u9fff]{5,}")


def number_of(written: str) -> str:
    """An identity number in one form: capitals, half width, no blanks, dashes or brackets.

    Residents' numbers, social credit codes, passports and permits are taken (4 to 30 letters and
    digits). Check digits are not judged: the number only tells owners apart, and one slip of a
    clerk's pen must not keep a whole estate from voting. Errors: WrongCell.
    """
    number = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", written)).upper()
    if not number:
        return ""
    if not _NUMBER.fullmatch(number):
        raise WrongCell(
            "bad_identity_number", _("An identity number has 4 to 30 letters and digits.")
        )
    return number


def identity_of(name: str, number: str, phone: str, *, alone: bool) -> str | None:
    """The key of an owner for counting heads; None when nothing tells them from a namesake.

    ``number`` as `number_of` gives it; ``phone`` counts only for an owner who is ``alone`` on the
    line, for it may be anybody's of several.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    if number:
        return fingerprint("owner", f"id:{number}")
    if is_organisation(plain):
        return fingerprint("owner", f"org:{plain}")
    if phone and alone:
        return fingerprint("owner", f"np:{plain}:{phone}")
    return None


def is_organisation(name: str) -> bool:
    """Does this name belong to a company or an office rather than to a person?

    Chinese names of people have up to four characters; longer ones are written with a dot
    (阿依古丽·买买提).
    """
    return bool(_ORGANISATION.search(name) or _LONG_CHINESE.fullmatch(name))
