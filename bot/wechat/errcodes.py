"""What WeChat's errcodes mean for us: one table.

Source   developers.weixin.qq.com: 全局返回码; the pages of code2Session, sendCustomMessage,
         subscribeMessage.send, msgSecCheck and getUnlimitedQRCode, for the codes that stand there.
Missing  What is not listed is a refusal that the operator may be able to mend (a wrong AppSecret,
         an address that is not on the white list, a right that was taken away).
"""

from collections.abc import Mapping
from enum import StrEnum

from models.errors import (
    Unavailable,
    WeChatQuota,
    WeChatRefused,
    WeChatUnavailable,
    WrongCredentials,
)


class Meaning(StrEnum):
    """What is to be done about it."""

    BUSY = "busy"  # the same call, later
    STALE_TOKEN = "stale_token"  # renew the token, call once more  # noqa: S105
    WRONG_CODE = "wrong_code"  # the person gets a new one
    QUOTA = "quota"  # nothing more today
    WINDOW = "window"  # not before the person writes again
    HOPELESS = "hopeless"  # never, as it is


TABLE: Mapping[int, Meaning] = {
    -1: Meaning.BUSY,  # 系统繁忙
    45011: Meaning.BUSY,  # too often within this minute
    40001: Meaning.STALE_TOKEN,  # invalid credential; also a wrong AppSecret
    40014: Meaning.STALE_TOKEN,  # invalid access_token
    42001: Meaning.STALE_TOKEN,  # access_token expired
    40029: Meaning.WRONG_CODE,  # invalid code
    40163: Meaning.WRONG_CODE,  # code been used
    45009: Meaning.QUOTA,  # reach max api daily quota limit
    45015: Meaning.WINDOW,  # response out of time limit: nothing heard for 48 hours
    45047: Meaning.WINDOW,  # out of response count limit: five went since
    40003: Meaning.HOPELESS,  # invalid openid
    40007: Meaning.HOPELESS,  # invalid media_id; they last three days
    40037: Meaning.HOPELESS,  # invalid template_id
    41030: Meaning.HOPELESS,  # the page is not in the published mini program
    43004: Meaning.HOPELESS,  # require subscribe: the person does not follow
    43101: Meaning.HOPELESS,  # 用户拒绝接受消息: no subscription left
    45002: Meaning.HOPELESS,  # content size out of limit
    47003: Meaning.HOPELESS,  # 模板参数不准确
    61010: Meaning.HOPELESS,  # msgSecCheck: not seen in the mini program for two hours
}


def meaning_of(errcode: object) -> Meaning | None:
    """The row of the table; None for what is not listed."""
    return TABLE.get(errcode) if isinstance(errcode, int) else None


def error_for(errcode: object) -> Unavailable | WrongCredentials:
    """The error of ours that an errcode (other than 0) becomes."""
    meaning = meaning_of(errcode)
    if meaning is Meaning.WRONG_CODE:
        return WrongCredentials()
    if meaning is Meaning.BUSY:
        return WeChatUnavailable()
    if meaning is Meaning.QUOTA:
        return WeChatQuota()
    return WeChatRefused(errcode=errcode)
