"""Codes that WeChat hands to phones, read with the application's client."""

from flask import Flask, current_app

from api.settings import Settings
from bot.wechat import login
from bot.wechat.client import Client, connect
from bot.wechat.standin import StandIn


def register(app: Flask, settings: Settings) -> None:
    """One client for the process: to the built-in stand-in, a test address, or WeChat."""
    account = settings.miniprogram
    built_in = settings.is_demo and not settings.wechat_api_base
    stand_in = StandIn() if built_in else None
    app.extensions["sanwen.wechat.standin"] = stand_in
    app.extensions["sanwen.wechat"] = connect(
        account.appid, account.secret, api_base=settings.wechat_api_base, stand_in=stand_in
    )


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
