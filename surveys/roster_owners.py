"""Who is one owner? From what a roster says of a person to a key that only the same owner has.

Source   区分所有权解释 (2020) art. 9 (a buyer of several parts is one person); decision 0009.
         GB 11643-1999 (resident identity numbers, check digit ISO 7064 MOD 11-2), GB 32100-2015
         (unified social credit codes, check digit MOD 31).
"""

import re
import unicodedata

from models.errors import _
from models.sealed import fingerprint
from surveys.roster_cells import WrongCell

_NUMBER = re.compile(r"[0-9A-Z]{6,30}")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_BIRTHDAY = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_FOLLOWS = "10X98765432"  # MOD 11-2: what stands after a number with this remainder
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z

#: a person may be called 王建社 or 李中心, hardly 某某厂 or 某某服务中心
_ORGANISATION = re.compile(
    r"公司|工厂|委员会|集团|合作社|银行|医院|基金|协会"
    r"|..[厂局处所站]$|...社$|供销社$|..(支行|学校|中学|小学|大学)$|...中心$"
)
_LONG_CHINESE = re.compile(r"[\u3400-\u9fff]{5,}")


def number_of(written: str) -> str:
    """An identity number in one form: capitals, half width, no blanks, dashes or brackets.

    Residents' numbers, social credit codes, passports and permits are taken (6 to 30 letters and
    digits). Errors: WrongCell, also for a resident's number whose last digit does not fit.
    """
    number = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", written)).upper()
    if not number:
        return ""
    if not _NUMBER.fullmatch(number):
        raise WrongCell(
            "bad_identity_number", _("An identity number has 6 to 30 letters and digits.")
        )
    if _EIGHTEEN.fullmatch(number) and not _has_its_check_digit(number):
        raise WrongCell(
            "wrong_check_digit", _("The last digit of an identity number does not fit the others.")
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


def _has_its_check_digit(number: str) -> bool:
    """18 digits are a resident's number where a birthday stands in them, else either kind."""
    as_resident = _FOLLOWS[sum(int(d) << 17 - n for n, d in enumerate(number[:17])) % 11]
    if as_resident == number[17]:
        return True
    if _BIRTHDAY.fullmatch(number[6:14]):
        return False
    weighed = sum(_CREDIT.index(c) * pow(3, n, 31) for n, c in enumerate(number[:17]))
    return _CREDIT[-weighed % 31] == number[17]
