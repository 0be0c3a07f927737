"""WeChat's HTTP API, in WeChat's names: who logs in, their phone number, a word to them.

Source   developers.weixin.qq.com: code2Session, getPhoneNumber, getStableAccessToken,
         sendCustomMessage (text, to somebody who wrote within 48 hours).
Errors   WrongCredentials for a code that is unknown or used up; WeChatRefused for any other
         errcode, which repeating does not mend; WeChatUnavailable for time-outs, "system busy"
         and 5xx.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from models.errors import WeChatRefused, WeChatUnavailable, WrongCredentials

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("sanwen.wechat")
logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes URLs, and with them keys

LIVE = "https://api.weixin.qq.com"
TIMEOUT_SECONDS = 3.0
RENEW_BEFORE_SECONDS = 300  # WeChat renews a stable token five minutes before it runs out

BUSY, WRONG_CODE, USED_CODE = -1, 40029, 40163
STALE_TOKEN = {40001, 40014, 42001}


@dataclass(frozen=True, slots=True)
class Session:
    """What ``code2session`` tells. The session key is not kept: nothing here needs it."""

    openid: str
    unionid: str | None


class Client:
    """One WeChat account's calls, for all threads of a process."""

    def __init__(
        self,
        appid: str,
        secret: str,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._appid, self._secret, self._ticks = appid, secret, ticks
        self._http = httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS, transport=transport)
        self._renewing = threading.Lock()
        self._token, self._good_until = "", 0.0

    def code2session(self, js_code: str) -> Session:
        """Who stands behind a code of ``wx.login``. Errors: as above."""
        answer = self._call(
            "GET",
            "/sns/jscode2session",
            params={
                "appid": self._appid,
                "secret": self._secret,
                "js_code": js_code,
                "grant_type": "authorization_code",
            },
        )
        return Session(_text(answer, "openid"), answer.get("unionid"))

    def getuserphonenumber(self, code: str) -> str:
        """The phone number, digits only, that a person agreed to show (button, single use, 5 min).

        A number of the mainland (+86) comes without its country code. Errors: as above.
        """
        answer = self._call_with_token("/wxa/business/getuserphonenumber", {"code": code})
        told = answer.get("phone_info")
        if not isinstance(told, dict):
            raise WeChatUnavailable
        digits = "".join(c for c in _text(told, "purePhoneNumber") if c.isdigit())
        country = str(told.get("countryCode", "86"))
        return digits if country == "86" else country + digits

    def custom_send(self, openid: str, text: str) -> None:
        """A customer-service text message. WeChatRefused where WeChat will not carry it
        (45015: nothing heard from the person for 48 hours, 45047: five sent already, 40003).
        """
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        self._call_with_token("/cgi-bin/message/custom/send", message)

    def stable_token(self) -> str:
        """The account's access token, from memory until shortly before it runs out.

        Asked for in normal mode, WeChat gives every process the same token until it expires:
        machines side by side need no shared store for it.
        """
        if self._ticks() < self._good_until:
            return self._token
        with self._renewing:
            if self._ticks() >= self._good_until:
                self._renew()
            return self._token

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _renew(self) -> None:
        asked = self._ticks()
        answer = self._call(
            "POST",
            "/cgi-bin/stable_token",
            json={"grant_type": "client_credential", "appid": self._appid, "secret": self._secret},
        )
        self._token = _text(answer, "access_token")
        lasts = answer.get("expires_in", 0)
        self._good_until = asked + lasts - RENEW_BEFORE_SECONDS

    def _forget(self, stale: str) -> None:
        """Drop a token that WeChat calls stale, unless another thread renewed it meanwhile."""
        with self._renewing:
            if self._token == stale:
                self._good_until = 0.0

    def _call_with_token(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = self.stable_token()
        try:
            return self._call("POST", path, params={"access_token": token}, json=body)
        except WeChatRefused as refused:
            if refused.facts["errcode"] not in STALE_TOKEN:
                raise
        self._forget(token)
        return self._call("POST", path, params={"access_token": self.stable_token()}, json=body)

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **more)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            log.warning("%s: %s", path, type(trouble).__name__)
            raise WeChatUnavailable from trouble
        if not isinstance(told, dict):
            raise WeChatUnavailable
        _check(path, told.get("errcode", 0))
        return told


def connect(
    appid: str, secret: str, *, api_base: str = "", stand_in: "WSGIApplication | None" = None
) -> Client:
    """An account's client: to ``stand_in``, to whoever answers at ``api_base``, or to WeChat."""
    if stand_in is not None:
        transport = httpx.WSGITransport(stand_in)
        return Client(appid or "wx-demo", secret or "demo", LIVE, transport)
    return Client(appid, secret, api_base or LIVE)


def _check(path: str, errcode: object) -> None:
    if errcode == 0:
        return
    if errcode in {WRONG_CODE, USED_CODE}:
        raise WrongCredentials
    log.warning("%s: errcode %s", path, errcode)
    if errcode == BUSY:
        raise WeChatUnavailable
    raise WeChatRefused(errcode=errcode)


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatUnavailable
    return value
