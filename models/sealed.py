"""Personal text at rest: encrypted in its column, found again by a keyed hash.

Source   个人信息保护法 art. 51 (encryption); AES-GCM NIST SP 800-38D, SM4-GCM RFC 8998,
         HMAC RFC 2104. Suites are named as in the settings: international, guomi.
Shape    a sealed value is ``suite byte ‖ 12-byte nonce ‖ ciphertext and tag``.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

Suite = Literal["international", "guomi"]
_AES, _SM4 = b"\x01", b"\x02"
_TAG = 16


@dataclass(frozen=True)
class Keyring:
    """Keys for one installation, derived from ``SANWEN_DATA_KEY``; the suite writes, both read."""

    secret: bytes
    suite: Suite = "international"

    @cached_property
    def _aes(self) -> bytes:
        return _derive(self.secret, b"sanwen/aes", 32)

    @cached_property
    def _sm4(self) -> bytes:
        return _derive(self.secret, b"sanwen/sm4", 16)

    @cached_property
    def _lookup(self) -> bytes:
        return _derive(self.secret, b"sanwen/lookup", 32)

    def seal(self, text: str) -> bytes:
        return self.seal_bytes(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again. ValueError when the key is not the one it was sealed with."""
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, plain: bytes) -> bytes:
        """``plain`` encrypted under a fresh nonce."""
        nonce = os.urandom(12)
        if self.suite == "guomi":
            encryptor = Cipher(SM4(self._sm4), modes.GCM(nonce)).encryptor()
            return _SM4 + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag
        return _AES + nonce + AESGCM(self._aes).encrypt(nonce, plain, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes again. ValueError when the key is not the one they were sealed with."""
        suite, nonce, body = sealed[:1], sealed[1:13], sealed[13:]
        try:
            if suite == _SM4:
                mode = modes.GCM(nonce, body[-_TAG:])
                decryptor = Cipher(SM4(self._sm4), mode).decryptor()
                return decryptor.update(body[:-_TAG]) + decryptor.finalize()
            return AESGCM(self._aes).decrypt(nonce, body, None)
        except InvalidTag as wrong:
            raise ValueError("sealed with another SANWEN_DATA_KEY, or damaged") from wrong

    def fingerprint(self, kind: str, text: str) -> str:
        """A keyed hash to look personal text up by; ``kind`` keeps phones and openids apart."""
        digest = hmac.HMAC(self._lookup, hashes.SM3() if self.suite == "guomi" else hashes.SHA256())
        digest.update(f"{kind}\0{text}".encode())
        return digest.finalize().hex()


def _derive(secret: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=purpose).derive(secret)


_in_use: list[Keyring] = []


def use(keyring: Keyring) -> None:
    """Called once by the application that starts: every sealed column works with this ring."""
    _in_use[:] = [keyring]


def in_use() -> Keyring:
    """The ring in use."""
    return _in_use[0]


def fingerprint(kind: str, text: str) -> str:
    """``Keyring.fingerprint`` of the ring in use."""
    return _in_use[0].fingerprint(kind, text)


def spoken_hash(kind: str, code: str) -> str:
    """Fingerprint of a code that people type: case, blanks and dashes do not matter."""
    return fingerprint(kind, "".join(code.split()).replace("-", "").upper())


class Sealed(TypeDecorator[str]):
    """A text column that the database sees only encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _in_use[0].seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _in_use[0].open(value)
