"""What WeChat gives as files: pictures that people sent, and codes to scan."""

import io
import secrets
from typing import Any

import segno
from werkzeug.wrappers import Response

from bot.wechat.standin.asked import Answer, Refusal

LONGEST_SCENE = 32
LONGEST_LASTS = 2592000  # seconds; 30 days
_MEDIA_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"#!AM": "audio/amr"}


class Media:
    """Pictures and voices by their media_id."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def give(self, content: bytes) -> str:
        """A media_id for it."""
        media_id = secrets.token_urlsafe(32)
        self._kept[media_id] = content
        return media_id

    def get(self, media_id: str) -> Response:
        """The file, with the headers that WeChat sends."""
        content = self._kept.get(media_id)
        if content is None:
            raise Refusal(40007, "invalid media_id")
        known = (kind for start, kind in _MEDIA_TYPES.items() if content.startswith(start))
        media_type = next(known, "application/octet-stream")
        answer = Response(content, content_type=media_type)
        answer.headers["Content-disposition"] = f'attachment; filename="{media_id}"'
        return answer


def mini_program_code(asked: Answer) -> Response:
    """The picture of a mini program code; here a QR code that says page and scene."""
    scene = asked.get("scene")
    if not isinstance(scene, str) or not 0 < len(scene) <= LONGEST_SCENE:
        raise Refusal(40169, "invalid length for scene, or the data is not json string")
    page = str(asked.get("page") or "")
    if page.startswith("/"):
        raise Refusal(41030, "invalid page")
    return Response(_png(f"{page}?scene={scene}"), content_type="image/png")


def account_code(asked: Answer) -> Answer:
    """The ticket and the text of a code of the official account."""
    info: Any = asked.get("action_info")
    scene: Any = info.get("scene") if isinstance(info, dict) else None
    key = scene.get("scene_str") if isinstance(scene, dict) else None
    if asked.get("action_name") not in {"QR_STR_SCENE", "QR_LIMIT_STR_SCENE"}:
        raise Refusal(40050, "invalid action name")
    if not isinstance(key, str) or not 0 < len(key) <= 64:
        raise Refusal(40053, "invalid action info")
    told = {"ticket": secrets.token_urlsafe(48), "url": f"http://weixin.qq.com/q/{key}"}
    lasts = asked.get("expire_seconds")
    if asked["action_name"] == "QR_STR_SCENE":
        if not isinstance(lasts, int) or not 0 < lasts <= LONGEST_LASTS:
            raise Refusal(40052, "invalid expire_seconds")
        told["expire_seconds"] = str(lasts)
    return told


def _png(text: str) -> bytes:
    written = io.BytesIO()
    segno.make(text, micro=False).save(written, kind="png", scale=8)
    return written.getvalue()
