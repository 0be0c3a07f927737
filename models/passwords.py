"""Passwords at rest: scrypt (RFC 7914) with a salt of its own each."""

from werkzeug.security import check_password_hash, generate_password_hash

#: the hash of a password that nobody knows: compared against for names that do not exist, so that
#: the answer takes as long as for those that do
NOBODYS = (
    "scrypt:32768:8:1$QGd1Unu3ddaxktdU$bb8cdb886770d606daaa536b2ba213fb7be7dee07b8e3b172d6b4972"
    "aa4fa94b3f5923e1f1955fc7446b824d0ccfd0e10f5141f1d130378ba4d7e6bc8d7a926b"
)


def hashed(password: str) -> str:
    """What may be stored of a password."""
    return generate_password_hash(password, "scrypt")


def matches(stored: str | None, password: str) -> bool:
    """Is this the password that was stored? Takes as long where nothing was (None)."""
    right = check_password_hash(stored if stored is not None else NOBODYS, password)
    return right and stored is not None
