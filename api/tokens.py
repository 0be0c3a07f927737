"""Bearer tokens: who somebody is and until when, signed. No table is read to check a resident's."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, Signer

from models.errors import Unauthenticated

RESIDENT_LASTS = timedelta(days=30)
STAFF_LASTS = timedelta(hours=12)
_SEP = "."


class Tokens:
    """Signs and reads tokens ``kind.id.expiry.signature`` with ``SANWEN_SECRET_KEY``."""

    def __init__(self, secret: bytes) -> None:
        self._signer = Signer(secret, salt="sanwen.token", sep=_SEP, digest_method=sha256)

    def issue(self, kind: str, subject: UUID, expires_at: datetime) -> str:
        """A token for a resident ("r") or a staff account ("s")."""
        return self._signer.sign(
            f"{kind}{_SEP}{subject.hex}{_SEP}{int(expires_at.timestamp())}"
        ).decode()

    def read(self, token: str, at: datetime) -> tuple[str, UUID]:
        """Kind and subject. Unauthenticated for what we did not sign, or has run out."""
        try:
            kind, subject, expiry = self._signer.unsign(token).decode().split(_SEP)
            if int(expiry) > at.timestamp():
                return kind, UUID(hex=subject)
        except (BadSignature, ValueError, UnicodeError):
            pass
        raise Unauthenticated
