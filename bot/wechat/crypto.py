"""Signatures and safe mode (安全模式): what WeChat signs, and what it encrypts under our key.

Source   WeChat: 消息加解密说明 and its 技术方案. AES-256-CBC, its IV the first 16 bytes of the key;
         frame = 16 random bytes ‖ length, 4 bytes, big-endian ‖ text ‖ appid, filled up to a
         multiple of 32 bytes as PKCS#7 does.
Errors   WrongSignature; MessageUnreadable for everything that is wrong inside, in one word: who
         probes learns neither from padding nor from the appid.

wechatpy lends the cipher. The rest of its crypto is not used: it compares signatures with ``!=``,
never looks at the padding, and draws its random bytes from a generator that can be guessed.
"""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha1

from wechatpy.crypto.base import WeChatCipher

from models.errors import MessageUnreadable, WrongSignature

BLOCK = 32
RANDOM = 16
LENGTH = 4
_AES_KEY = re.compile("[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """An encrypted answer with what WeChat needs to check it."""

    encrypt: str
    signature: str
    timestamp: int
    nonce: str


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts (token, timestamp, nonce, and what is encrypted), in hex."""
    told = sorted(part.encode("utf-8", "replace") for part in parts)
    return sha1(b"".join(told)).hexdigest()  # noqa: S324  # WeChat's choice


def check_signature(given: str, *parts: str) -> None:
    """In constant time. Errors: WrongSignature."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "replace")):
        raise WrongSignature


class SafeMode:
    """One account's key. ValueError where it is not WeChat's 43 characters, or without appid."""

    def __init__(self, token: str, aes_key: str, appid: str) -> None:
        if not _AES_KEY.fullmatch(aes_key):
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        if not appid:
            raise ValueError("the account's appid is needed beside it: every message names it")
        self._token, self._appid = token, appid.encode()
        self._cipher = WeChatCipher(b64decode(f"{aes_key}="))

    def open(self, encrypted: str, *, signed: str, timestamp: str, nonce: str) -> bytes:
        """The message within, once ``signed`` (``msg_signature``) is proven. Errors: as above."""
        check_signature(signed, self._token, timestamp, nonce, encrypted)
        try:
            sealed = b64decode(encrypted, validate=True)
        except ValueError:
            raise MessageUnreadable from None
        if not sealed or len(sealed) % BLOCK:
            raise MessageUnreadable
        return self._within(self._cipher.decrypt(sealed))

    def close(self, text: str, *, timestamp: int) -> Envelope:
        """``text`` encrypted and signed under a fresh nonce; ``timestamp`` in seconds."""
        said = text.encode()
        frame = secrets.token_bytes(RANDOM) + len(said).to_bytes(LENGTH, "big") + said + self._appid
        fill = BLOCK - len(frame) % BLOCK
        encrypt = b64encode(self._cipher.encrypt(frame + bytes([fill]) * fill)).decode()
        nonce = str(secrets.randbelow(10**10))
        signed = signature(self._token, str(timestamp), nonce, encrypt)
        return Envelope(encrypt, signed, timestamp, nonce)

    def _within(self, frame: bytes) -> bytes:
        fill = frame[-1]
        length = int.from_bytes(frame[RANDOM : RANDOM + LENGTH], "big")
        rest = frame[RANDOM + LENGTH : -fill or None]
        text, appid = rest[:length], rest[length:]
        filled = 1 <= fill <= BLOCK and hmac.compare_digest(frame[-fill:], bytes([fill]) * fill)
        ours = hmac.compare_digest(appid, self._appid)
        if not (filled and ours):  # a wrong length leaves no appid, or half of it
            raise MessageUnreadable
        return text
