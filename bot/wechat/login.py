"""``wx.login`` and the phone button: a code from the mini program becomes a person or a number.

Codes ``demo:…`` are the stand-in's; where WeChat itself answers they are refused before asking.
"""

from bot.wechat.client import Client
from models.errors import WrongCredentials, WrongPhoneCode

DEMO = "demo:"


def openid_of(client: Client, code: str, *, demo: bool) -> str:
    """The openid behind a code of ``wx.login``.

    Errors: WrongCredentials; WeChatUnavailable.
    """
    if code.startswith(DEMO) and not demo:
        raise WrongCredentials
    return client.code2session(code).openid


def web_openid_of(client: Client, code: str, *, demo: bool) -> str:
    """The openid behind a code of the official account's web authorisation (snsapi_base).

    Errors: WrongCredentials; WeChatUnavailable.
    """
    if code.startswith(DEMO) and not demo:
        raise WrongCredentials
    return client.web_authorised(code)


def phone_of(client: Client, code: str, *, demo: bool) -> str:
    """The digits of the phone number behind a code of the phone button.

    Errors: WrongPhoneCode (the person is logged in: this is no 401); WeChatUnavailable.
    """
    if code.startswith(DEMO) and not demo:
        raise WrongPhoneCode
    try:
        return client.getuserphonenumber(code)
    except WrongCredentials as wrong:
        raise WrongPhoneCode from wrong
