"""Pictures from the chat come to the ticket, whatever WeChat does meanwhile."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bot.dialogue.pictures import AGAIN, LOST, WECHAT_KEEPS, fetch_due
from bot.wechat.wire import File
from models.base import db
from models.errors import MediaNotAccepted, WeChatRefused, WeChatUnavailable
from models.listening import Attachment, PictureToFetch, Ticket, TicketEvent
from tests.bot.dialogue.talk import Person
from tests.conftest import NOON
from tests.make import make_office


def jpeg():
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "JPEG")
    return written.getvalue()


class Camera:
    """WeChat's store; ``troubles`` come first."""

    def __init__(self, *troubles, content=None):
        self.troubles, self.content = list(troubles), content or jpeg()

    def media_get(self, _media_id):
        if self.troubles:
            raise self.troubles.pop(0)
        return File(self.content, "image/jpeg")


def fetch(camera, at=NOON):
    return fetch_due({"official": camera, "miniprogram": camera}, at)


def notes():
    db.session.expire_all()
    return [each.note for each in db.session.scalars(select(TicketEvent)).all()]


@pytest.fixture
def photographed(world):
    make_office("PM")
    person = Person(world.client).lives_in(world.units[0])
    person.says("路灯坏了晚上看不见")
    person.sends("image", MediaId="m-1", PicUrl="http://example.org/p.jpg")
    return db.session.scalars(select(Ticket)).one()


def test_a_picture_is_put_to_its_ticket(photographed):
    assert fetch(Camera()) == 1
    kept = db.session.scalars(select(Attachment)).one()
    assert (kept.ticket_id, kept.media_type) == (photographed.id, "image/jpeg")
    assert db.session.scalars(select(PictureToFetch)).all() == []


def test_wechat_down_is_waited_for(photographed):
    assert fetch(Camera(WeChatUnavailable())) == 0
    assert fetch(Camera()) == 0  # claimed still
    assert fetch(Camera(), NOON + AGAIN) == 1


@pytest.mark.parametrize(
    "trouble", [WeChatRefused(errcode=40007), MediaNotAccepted()], ids=["gone", "a film"]
)
def test_what_cannot_come_is_told_to_the_desk(photographed, trouble):
    assert fetch(Camera(trouble)) == 0
    assert LOST in notes()
    assert db.session.scalars(select(PictureToFetch)).all() == []


def test_what_is_no_picture_is_told_to_the_desk(photographed):
    assert fetch(Camera(content=b"not a picture")) == 0
    assert LOST in notes()


def test_after_three_days_nobody_waits_any_more(photographed):
    late = NOON + WECHAT_KEEPS + timedelta(hours=1)
    assert fetch(Camera(WeChatUnavailable()), late) == 0
    assert LOST in notes()
