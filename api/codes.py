"""Codes that WeChat hands to phones, read with the application's client."""

from flask import current_app

from api.settings import Settings
from bot.wechat import login
from bot.wechat.client import Client


def openid_of(code: str) -> str:
    """Who stands behind a code of ``wx.login``. Errors: WrongCredentials; WeChatUnavailable."""
    return login.openid_of(_client(), code, demo=_is_demo())


def phone_of(code: str) -> str:
    """The digits behind a code of the phone button. Errors: WrongPhoneCode; WeChatUnavailable."""
    return login.phone_of(_client(), code, demo=_is_demo())


def _client() -> Client:
    client: Client = current_app.extensions["sanwen.wechat"]
    return client


def _is_demo() -> bool:
    settings: Settings = current_app.extensions["sanwen.settings"]
    return settings.is_demo
