"""The stand-in: answers WeChat's HTTP API as WeChat does, for demo mode and for tests."""

from bot.wechat.standin.codes import openid_of
from bot.wechat.standin.messages import KEEPS, Sent
from bot.wechat.standin.service import StandIn
from bot.wechat.standin.troubles import SERVER_ERROR, Trouble

__all__ = ["KEEPS", "SERVER_ERROR", "Sent", "StandIn", "Trouble", "openid_of"]
