"""The two accounts, and what proves that it is WeChat who speaks.

Source   WeChat: 接入指南 (signature), 消息加解密说明 (msg_signature, safe mode).
Modes    Without a key bodies are plain. With one, only what is encrypted under it counts: in
         compatible mode (兼容模式) the plain copy beside it is not looked at, and a body that is
         plain altogether is refused, except in demo mode.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import current_app, request

from bot.dialogue import wire
from bot.dialogue.wire import Wire
from bot.wechat import crypto
from bot.wechat.crypto import SafeMode
from models.errors import EncryptionNeeded, StaleMessage, TooLarge, Unknown
from models.kinds import TicketSource

MOST_BYTES = 64 * 1024
#: either way, in seconds: a replay is worth nothing, and a clock that is off by minutes still works
FRESH_FOR = 300


class Keys(Protocol):
    """What the operator's settings hold of an account; ``aes_key`` is empty in plain mode."""

    @property
    def token(self) -> str: ...
    @property
    def aes_key(self) -> str: ...
    @property
    def appid(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Account:
    """One of the two accounts. ``answers_here``: WeChat shows the person what we answer with."""

    name: str
    source: TicketSource
    answers_here: bool

    @property
    def keys(self) -> Keys:
        """Errors: Unknown where no account is connected."""
        keys: Keys = getattr(current_app.extensions["sanwen.settings"], self.name)
        if not keys.token:
            raise Unknown
        return keys

    @property
    def safe_mode(self) -> SafeMode | None:
        """The account's key, if it has one."""
        keys = self.keys
        return SafeMode(keys.token, keys.aes_key, keys.appid) if keys.aes_key else None


OFFICIAL = Account("official", TicketSource.OFFICIAL_ACCOUNT, answers_here=True)
#: 小程序客服消息 knows customer-service messages (发送客服消息); its door is answered ``success``
MINI_PROGRAM = Account("miniprogram", TicketSource.MINI_PROGRAM, answers_here=False)


def is_demo() -> bool:
    """Is this the demo, where messages may be plain and the stand-in answers for WeChat?"""
    demo: bool = current_app.extensions["sanwen.settings"].is_demo
    return demo


def check_signed(account: Account, at: datetime) -> None:
    """``signature`` over the token, the timestamp and the nonce; the timestamp near ``at``.

    Errors: Unknown; WrongSignature; StaleMessage.
    """
    signed = _told("timestamp"), _told("nonce")
    crypto.check_signature(_told("signature"), account.keys.token, *signed)
    _check_fresh(at)


def echo(account: Account, at: datetime) -> str:
    """``echostr`` as it came; opened where it came encrypted, with a ``msg_signature``.

    Errors: as above; MessageUnreadable.
    """
    safe = account.safe_mode
    if safe is None or not _told("msg_signature"):
        check_signed(account, at)
        return _told("echostr")
    opened = _open(safe, _told("echostr"))
    _check_fresh(at)
    return opened.decode("utf-8", "replace")


def written(safe: SafeMode | None) -> tuple[Wire, bool]:
    """What was sent, and whether it was encrypted.

    Errors: TooLarge; MessageUnreadable; WrongSignature; EncryptionNeeded.
    """
    outside = wire.read(_body())
    if safe is None:
        return outside, False
    encrypted = outside.fields.get("Encrypt")
    if encrypted:
        return wire.read(_open(safe, encrypted)), True
    if not is_demo():
        raise EncryptionNeeded
    return outside, False


def _check_fresh(at: datetime) -> None:
    told = _told("timestamp")
    if not (told.isascii() and told.isdecimal() and len(told) <= 12):
        raise StaleMessage
    if abs(at.timestamp() - int(told)) > FRESH_FOR:
        raise StaleMessage


def _open(safe: SafeMode, encrypted: str) -> bytes:
    signed = _told("msg_signature")
    return safe.open(encrypted, signed=signed, timestamp=_told("timestamp"), nonce=_told("nonce"))


def _body() -> bytes:
    """What was sent. Errors: TooLarge, also where the length is not told (chunked)."""
    request.max_content_length = MOST_BYTES + 1  # a chunked body is cut there without a word
    if (request.content_length or 0) <= MOST_BYTES:
        body = request.get_data()
        if len(body) <= MOST_BYTES:
            return body
    raise TooLarge(most=MOST_BYTES)


def _told(name: str) -> str:
    return request.args.get(name, "")
