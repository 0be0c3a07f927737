"""The accounts' access tokens: one each, good for two hours or until it is told to expire."""

import secrets
from collections.abc import Callable
from math import ceil

from bot.wechat.standin.asked import Answer, Refusal

TOKEN_LASTS = 7200
ANEW_BEFORE = 300  # seconds before the end whoever asks gets a new one


class Credentials:
    """Which token belongs to which appid, and until when."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._tokens: dict[str, tuple[str, float]] = {}  # appid → token, end

    def issue(self, appid: str, *, anew: bool = False) -> Answer:
        """The account's token; ``anew``: another one, and the old one is void."""
        token, end = self._tokens.get(appid, ("", 0.0))
        if anew or end - self._ticks() <= ANEW_BEFORE:
            token, end = secrets.token_urlsafe(100), self._ticks() + TOKEN_LASTS
            self._tokens[appid] = token, end
        return {"access_token": token, "expires_in": ceil(end - self._ticks())}

    def account_of(self, token: str | None) -> str:
        """The appid whose token it is."""
        if not token:
            raise Refusal(41001, "access_token missing")
        for appid, (known, end) in self._tokens.items():
            if secrets.compare_digest(known.encode(), token.encode("utf-8", "replace")):
                if end <= self._ticks():
                    raise Refusal(42001, "access_token expired")
                return appid
        raise Refusal(40001, "invalid credential, access_token is invalid or not latest")

    def expire(self) -> None:
        """From now on every token that was given is stale."""
        self._tokens.clear()
