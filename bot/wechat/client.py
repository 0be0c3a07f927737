"""WeChat's HTTP API, in WeChat's names: who logs in, their phone number, a word to them.

Source   developers.weixin.qq.com: code2Session, getPhoneNumber, getStableAccessToken,
         sendCustomMessage, subscribeMessage.send, msgSecCheck 2.0, getUnlimitedQRCode,
         createQRCode, getMedia. Why not wechatpy's client: docs/decisions/0010-wechatpy.md.
Errors   WrongCredentials for a code that is unknown or used up; WeChatUnavailable for time-outs,
         "system busy", 5xx and half an answer; WeChatQuota when the day's calls are used up;
         WeChatRefused for any other errcode (its meaning: ``errcodes``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from bot.wechat.errcodes import Meaning, meaning_of
from bot.wechat.tokens import InProcess, Issued, TokenStore
from bot.wechat.wire import Answer, File, Wire, text_in
from models.errors import MediaNotAccepted, WeChatRefused, WeChatUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LIVE = "https://api.weixin.qq.com"

Came = TypeVar("Came")


@dataclass(frozen=True, slots=True)
class Session:
    """What ``code2session`` tells. The session key is not kept: nothing here needs it."""

    openid: str
    unionid: str | None


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code of the official account: the text to draw, and WeChat's ticket for a drawing."""

    url: str
    ticket: str
    expires_in: int | None  # seconds; None: never


class Scene(IntEnum):
    """Where a text that is checked would be seen."""

    PROFILE = 1  # 资料
    COMMENT = 2  # 评论
    FORUM = 3  # 论坛
    JOURNAL = 4  # 社交日志


class Suggest(StrEnum):
    """What msgSecCheck advises; ``errcode`` 0 alone means nothing."""

    PASS = "pass"  # noqa: S105
    REVIEW = "review"
    RISKY = "risky"


class Client:
    """One WeChat account's calls, for all threads of a process."""

    def __init__(
        self,
        appid: str,
        secret: str,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        *,
        tokens: TokenStore | None = None,
    ) -> None:
        self._appid, self._secret = appid, secret
        self._wire = Wire(base_url, transport)
        self._tokens = tokens or InProcess()

    def code2session(self, js_code: str) -> Session:
        """Who stands behind a code of ``wx.login``. Errors: as above."""
        asked = {"appid": self._appid, "secret": self._secret, "js_code": js_code}
        answer = self._wire.ask(
            "GET", "/sns/jscode2session", params={**asked, "grant_type": "authorization_code"}
        )
        return Session(text_in(answer, "openid"), answer.get("unionid"))

    def web_authorised(self, code: str) -> str:
        """The openid behind a code of the web authorisation (网页授权). Errors: as above."""
        asked = {"appid": self._appid, "secret": self._secret, "code": code}
        answer = self._wire.ask(
            "GET", "/sns/oauth2/access_token", params={**asked, "grant_type": "authorization_code"}
        )
        return text_in(answer, "openid")

    def getuserphonenumber(self, code: str) -> str:
        """The phone number, digits only, that a person agreed to show (button, single use, 5 min).

        A number of the mainland (+86) comes without its country code. Errors: as above.
        """
        answer = self._post("/wxa/business/getuserphonenumber", {"code": code})
        told = answer.get("phone_info")
        if not isinstance(told, dict):
            raise WeChatUnavailable
        digits = "".join(c for c in text_in(told, "purePhoneNumber") if c.isdigit())
        country = str(told.get("countryCode", "86"))
        return digits if country == "86" else country + digits

    def custom_send(self, openid: str, text: str) -> None:
        """A customer-service text message, at most 2,048 bytes.

        WeChatRefused where WeChat will not carry it (45015: nothing heard from the person for
        48 hours, 45047: five sent already, 40003).
        """
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        self._post("/cgi-bin/message/custom/send", message)

    def subscribe_send(
        self, openid: str, template_id: str, values: Mapping[str, str], page: str = ""
    ) -> None:
        """A subscribe message (订阅通知); each one uses up one acceptance of the person's.

        ``values``: the template's words (``thing1``) → their text; ``page``: where a tap leads.
        WeChatRefused: 43101 nothing accepted, 47003 a text does not fit its word.
        """
        data = {word: {"value": text} for word, text in values.items()}
        message = {"touser": openid, "template_id": template_id, "data": data}
        self._post("/cgi-bin/message/subscribe/send", message | ({"page": page} if page else {}))

    def msg_sec_check(self, openid: str, content: str, scene: Scene) -> Suggest:
        """Whether a text of ``openid`` may be shown to others (msgSecCheck 2.0).

        At most 2,500 characters; the person must have been in the mini program within two hours.
        """
        asked = {"version": 2, "openid": openid, "scene": int(scene), "content": content}
        result = self._post("/wxa/msg_sec_check", asked).get("result")
        try:
            return Suggest(result["suggest"] if isinstance(result, dict) else "")
        except (KeyError, ValueError):
            raise WeChatUnavailable from None

    def getwxacodeunlimit(self, scene: str, page: str = "", width: int = 430) -> File:
        """The picture of a mini program code. ``scene``: at most 32 plain characters."""
        asked = {"scene": scene, "width": width} | ({"page": page} if page else {})
        return self._file("POST", "/wxa/getwxacodeunlimit", json=asked)

    def qrcode_create(self, scene: str, lasts: int | None = None) -> QrCode:
        """A code that leads to the official account and brings ``scene`` (64 characters) along.

        ``lasts``: seconds, at most 30 days; None for one of the 100,000 that never expire.
        """
        asked: Answer = {"action_info": {"scene": {"scene_str": scene}}}
        if lasts is None:
            asked |= {"action_name": "QR_LIMIT_STR_SCENE"}
        else:
            asked |= {"action_name": "QR_STR_SCENE", "expire_seconds": lasts}
        answer = self._post("/cgi-bin/qrcode/create", asked)
        return QrCode(text_in(answer, "url"), text_in(answer, "ticket"), lasts)

    def media_get(self, media_id: str) -> File:
        """A picture or voice that somebody sent within three days.

        Errors: as above (40007: gone); TooLarge; MediaNotAccepted for a film, which WeChat gives
        by its address only.
        """
        return self._file("GET", "/cgi-bin/media/get", params={"media_id": media_id})

    def stable_token(self) -> str:
        """The account's access token. Errors: as above."""
        return self._tokens.token(self._ask_token)

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def _ask_token(self) -> Issued:
        asked = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret}
        answer = self._wire.ask("POST", "/cgi-bin/stable_token", json=asked)
        lasts = answer.get("expires_in")
        if not isinstance(lasts, int):
            raise WeChatUnavailable
        return Issued(text_in(answer, "access_token"), lasts)

    def _post(self, path: str, body: Answer) -> Answer:
        return self._with_token(
            lambda token: self._wire.ask("POST", path, params={"access_token": token}, json=body)
        )

    def _file(self, method: str, path: str, **more: Any) -> File:
        params = more.pop("params", {})
        came = self._with_token(
            lambda token: self._wire.ask_for_file(
                method, path, params={"access_token": token, **params}, **more
            )
        )
        if isinstance(came, File):
            return came
        raise MediaNotAccepted if "video_url" in came else WeChatUnavailable

    def _with_token(self, call: Callable[[str], Came]) -> Came:
        """``call`` with the token; once more with another one where WeChat calls it stale."""
        token = self.stable_token()
        try:
            return call(token)
        except WeChatRefused as refused:
            if meaning_of(refused.facts["errcode"]) is not Meaning.STALE_TOKEN:
                raise
        return call(self._tokens.token(self._ask_token, instead_of=token))


def connect(
    appid: str,
    secret: str,
    *,
    api_base: str = "",
    stand_in: "WSGIApplication | None" = None,
    tokens: TokenStore | None = None,
) -> Client:
    """An account's client: to ``stand_in``, to whoever answers at ``api_base``, or to WeChat."""
    if stand_in is not None:
        transport = httpx.WSGITransport(stand_in)
        return Client(appid or "wx-demo", secret or "demo", LIVE, transport, tokens=tokens)
    return Client(appid, secret, api_base or LIVE, tokens=tokens)
