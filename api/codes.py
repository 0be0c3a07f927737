"""WeChat's two accounts: a client for each, and the codes that WeChat hands to phones."""

from collections.abc import Mapping

from flask import Flask, current_app

from api.settings import Account, Settings
from api.shared_tokens import SharedTokens
from bot.wechat import login
from bot.wechat.client import Client, connect
from bot.wechat.standin import StandIn

OFFICIAL, MINI_PROGRAM = "official", "miniprogram"

Clients = Mapping[str, Client]


def register(app: Flask, settings: Settings) -> None:
    """A client for each account: to the built-in stand-in, a test address, or WeChat.

    Their appids, secrets and tokens are their own, and so are the openids that they know.
    """
    built_in = settings.is_demo and not settings.wechat_api_base
    stand_in = StandIn() if built_in else None
    app.extensions["sanwen.wechat.standin"] = stand_in
    app.extensions["sanwen.wechat"] = {
        OFFICIAL: _client(OFFICIAL, settings.official, settings, stand_in),
        MINI_PROGRAM: _client(MINI_PROGRAM, settings.miniprogram, settings, stand_in),
    }


def clients() -> Clients:
    """The clients of this application, by account: ``official``, ``miniprogram``."""
    connected: Clients = current_app.extensions["sanwen.wechat"]
    return connected


def openid_of(code: str, account: str = MINI_PROGRAM) -> str:
    """Who stands behind a code of ``wx.login``, or of the official account's web authorisation.

    Errors: WrongCredentials; WeChatUnavailable.
    """
    ask = login.web_openid_of if account == OFFICIAL else login.openid_of
    return ask(clients()[account], code, demo=_is_demo())


def phone_of(code: str) -> str:
    """The digits behind a code of the phone button. Errors: WrongPhoneCode; WeChatUnavailable."""
    return login.phone_of(clients()[MINI_PROGRAM], code, demo=_is_demo())


def _client(name: str, account: Account, settings: Settings, stand_in: StandIn | None) -> Client:
    appid = account.appid or (f"wx-demo-{name}" if settings.is_demo else "")
    secret = account.secret or ("demo" if settings.is_demo else "")
    if stand_in is not None:  # a stand-in for each process: its tokens are for nobody else
        return connect(appid, secret, stand_in=stand_in)
    tokens = SharedTokens(appid)
    return connect(appid, secret, api_base=settings.wechat_api_base, tokens=tokens)


def _is_demo() -> bool:
    settings: Settings = current_app.extensions["sanwen.settings"]
    return settings.is_demo
