"""WeChat's access tokens in the database: one process renews, all others read.

The lock is a lease in the token's row, taken in a short transaction. WeChat is asked outside of
any: it may be slow, and a database that waits for it would let no ballot through. A process that
dies while it asks leaves a lease that runs out. Whoever finds a lease held uses the token there
is, which WeChat honours for some minutes beyond its time, or waits; whoever has waited too long
asks too, for WeChat gives everybody the same token.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.wechat.tokens import Ask
from models import clock
from models.base import aside, db, insert
from models.wechat import WechatToken

#: longer than a call to WeChat takes before it is given up
LEASE = timedelta(seconds=10)
LOOK_AGAIN_SECONDS, MOST_LOOKS = 0.1, 100
#: tokens are renewed five minutes early; so long the old one may still be used
GRACE = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class _Known:
    token: str = ""
    good_until: datetime | None = None

    def is_good(self, at: datetime, instead_of: str) -> bool:
        return self.good_until is not None and at < self.good_until and self.token != instead_of


class SharedTokens:
    """The store of one account, by its appid; each process remembers what it read."""

    def __init__(self, appid: str, now: Callable[[], datetime] = clock.now) -> None:
        self._appid, self._now = appid, now
        self._known = _Known()
        self._looking = threading.Lock()

    def token(self, ask: Ask, *, instead_of: str = "") -> str:
        """A token that works, as ``TokenStore`` says. Errors: those of ``ask``."""
        if not self._known.is_good(self._now(), instead_of):
            with self._looking:
                self._known = self._found(ask, instead_of)
        return self._known.token

    def _found(self, ask: Ask, instead_of: str) -> _Known:
        if self._known.is_good(self._now(), instead_of):
            return self._known  # another thread was here
        if _is_writing():  # SQLite: what we wrote would wait for our own caller
            return self._asked(ask)
        for _look in range(MOST_LOOKS):
            at = self._now()
            known, is_ours = self._look(at, instead_of)
            if is_ours:
                return self._renewed(ask)
            if known.is_good(at - GRACE, instead_of):
                return known
            time.sleep(LOOK_AGAIN_SECONDS)
        return self._renewed(ask)

    def _look(self, at: datetime, instead_of: str) -> tuple[_Known, bool]:
        """What the row holds, and whether it is ours to renew it: the lease is taken."""
        with aside() as session:
            make = insert(WechatToken).values(appid=self._appid).on_conflict_do_nothing()
            session.execute(make)
            row = session.get_one(WechatToken, self._appid, with_for_update=True)
            known = _Known(row.token or "", row.good_until)
            is_free = row.renewing_until is None or row.renewing_until <= at
            is_ours = is_free and not known.is_good(at, instead_of)
            if is_ours:
                row.renewing_until = at + LEASE
            return known, is_ours

    def _renewed(self, ask: Ask) -> _Known:
        try:
            known = self._asked(ask)
        except BaseException:
            self._write(renewing_until=None)
            raise
        self._write(token=known.token, good_until=known.good_until, renewing_until=None)
        return known

    def _asked(self, ask: Ask) -> _Known:
        at = self._now()
        issued = ask()
        return _Known(issued.token, at + timedelta(seconds=issued.use_for))

    def _write(self, **values: object) -> None:
        with aside() as session:
            this = WechatToken.appid == self._appid
            session.execute(update(WechatToken).where(this).values(**values))


def _is_writing() -> bool:
    """Does the caller hold SQLite's one place to write?"""
    return db.engine.dialect.name == "sqlite" and db.session().in_transaction()
