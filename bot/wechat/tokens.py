"""Access tokens: who keeps them, and that one renews them for all.

Source   WeChat: getStableAccessToken. In normal mode whoever asks gets the same token until it
         runs out; within its last five minutes a new one, and both are good for a while.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

RENEW_BEFORE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Issued:
    """A token as WeChat gave it."""

    token: str
    lasts: int  # seconds

    @property
    def use_for(self) -> int:
        """Seconds after which to ask again: five minutes early, or half way if it is short."""
        return max(self.lasts - RENEW_BEFORE_SECONDS, self.lasts // 2)


#: asks WeChat; the client's errors
Ask = Callable[[], Issued]


class TokenStore(Protocol):
    """Where an account's token is kept."""

    def token(self, ask: Ask, *, instead_of: str = "") -> str:
        """A token that works. ``ask`` is called when there is none, by one caller at a time.

        ``instead_of``: one that WeChat called stale. It is not given out again, and it is renewed
        only if nobody else has done so meanwhile. Errors: those of ``ask``.
        """


class InProcess:
    """A token for all threads of one process; machines side by side then ask for themselves."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._renewing = threading.Lock()
        self._token, self._good_until = "", 0.0

    def token(self, ask: Ask, *, instead_of: str = "") -> str:
        """As the protocol says."""
        if self._is_good(instead_of):
            return self._token
        with self._renewing:
            if not self._is_good(instead_of):
                asked = self._ticks()
                issued = ask()
                self._token, self._good_until = issued.token, asked + issued.use_for
            return self._token

    def _is_good(self, instead_of: str) -> bool:
        return self._ticks() < self._good_until and self._token != instead_of
