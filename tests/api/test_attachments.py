"""Pictures and papers: cleaned, sealed, and shown to whom they concern."""

import io
from hashlib import sha256

import pytest
from PIL import Image
from sqlalchemy import select

from models.base import db, transaction
from models.kinds import Role, TicketSource, TicketState, Urgency
from models.listening import Attachment, AttachmentContent, Ticket
from models.sealed import Keyring
from surveys.attachments import MOST_BYTES
from tests.conftest import NOON
from tests.make import DIVISION, make_staff, paper

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"


def picture(form="PNG", colour=0):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (colour, 0, 0)).save(out, form)
    return out.getvalue()


def send(person, content, name="photo.png", **more):
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    form = "multipart/form-data; boundary=x"
    return person.post("/attachments", data=body, content_type=form, **more)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (PDF, "application/pdf"),
    ],
    ids=["jpeg", "png", "webp", "pdf"],
)
def test_the_content_decides_not_the_name(world, content, media_type):
    person = world.owner_of(world.units[0])
    sent = send(person, content, "whatever.exe")
    assert sent.status_code == 201
    assert set(sent.json) == {"id", "sha256", "media_type", "size"}
    assert sent.json["media_type"] == media_type
    back = person.get(f"/attachments/{sent.json['id']}")
    assert (back.status_code, back.mimetype) == (200, media_type)
    assert sha256(back.data).hexdigest() == sent.json["sha256"]
    assert len(back.data) == sent.json["size"]
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in back.headers["Cache-Control"]


def test_what_is_no_picture_and_no_paper_is_refused(world):
    refused = send(world.owner_of(), b"<html>", "photo.jpg")
    assert (refused.status_code, refused.json["code"]) == (422, "media_not_accepted")


def test_ten_mebibytes_are_taken_and_not_one_byte_more(world):
    person = world.owner_of()
    filling = b"\0" * (MOST_BYTES - len(PDF))
    assert send(person, PDF[:9] + filling + PDF[9:]).status_code == 201
    for more in (1, MOST_BYTES):
        refused = send(person, PDF[:9] + filling + b"\0" * more + PDF[9:])
        assert (refused.status_code, refused.json["code"]) == (413, "too_large")


@pytest.mark.parametrize("field", [None, "picture", "text"])
def test_a_file_must_be_there(world, field):
    fields = {"picture": (io.BytesIO(PDF), "x"), "text": "not a file"}
    data = {field: fields[field]} if field else {}
    refused = world.owner_of().post("/attachments", data=data, content_type="multipart/form-data")
    assert refused.status_code == 422


def test_nobody_sends_without_a_token(client):
    assert send(client, PDF).status_code == 401


def test_what_is_kept_is_sealed_and_kept_once(world):
    one, two = world.owner_of(), world.owner_of()
    assert send(one, PDF).json["sha256"] == send(two, PDF).json["sha256"]
    kept = db.session.scalars(select(AttachmentContent)).one()
    assert b"%PDF" not in kept.sealed
    assert len(db.session.scalars(select(Attachment)).all()) == 2


@pytest.mark.parametrize("suite", ["international", "guomi"])
def test_bytes_come_back_from_either_suite_and_with_no_other_key(suite):
    ring, content = Keyring(b"k" * 32, suite), bytes(range(256)) * 5
    sealed = ring.seal_bytes(content)
    assert ring.open_bytes(sealed) == content
    assert content[:16] not in sealed
    with pytest.raises(ValueError, match="SANWEN_DATA_KEY"):
        Keyring(b"other" * 8, suite).open_bytes(sealed)


def test_the_same_request_sent_twice_is_one_attachment(world):
    person = world.owner_of()
    key = {"Idempotency-Key": "photo-1"}
    first, again = (send(person, PDF, headers=key) for _ in range(2))
    assert first.json == again.json


def test_anothers_attachment_does_not_exist(world):
    path = f"/attachments/{send(world.owner_of(), PDF).json['id']}"
    for other in (world.owner_of(world.units[0]), world.committee, world.bureau, world.elsewhere):
        assert other.get(path).status_code == 404


def on_ticket(world, attachment_id, **more):
    with transaction():
        ticket = Ticket(
            number="20261120-0001-1",
            source=TicketSource.MINI_PROGRAM,
            estate_id=world.estate,
            division=DIVISION,
            text="三楼漏水",
            category="water",
            urgency=Urgency.P2,
            reading={},
            state=TicketState.ACCEPTED,
            created_at=NOON,
            due_at=NOON,
            **more,
        )
        db.session.add(ticket)
        db.session.flush()
        row = next(a for a in db.session.scalars(select(Attachment)) if str(a.id) == attachment_id)
        row.ticket_id = ticket.id


def statuses(world, path, *others):
    named = ("committee", "volunteer", "bureau", "elsewhere")
    staff = [getattr(world, name) for name in named]
    return [person.get(path).status_code for person in (*staff, *others)]


def test_a_tickets_picture_is_for_its_sender_and_the_staff_of_the_place(world):
    person = world.owner_of(world.units[0])
    sent = send(person, picture()).json["id"]
    on_ticket(world, sent)
    path = f"/attachments/{sent}"
    neighbour = world.owner_of(world.units[1])
    assert statuses(world, path, person, neighbour) == [200, 200, 200, 404, 200, 404]


def test_a_complaint_about_the_staff_is_not_shown_to_them(world):
    sent = send(world.owner_of(world.units[0]), picture()).json["id"]
    on_ticket(world, sent, restricted=True)
    assert statuses(world, f"/attachments/{sent}") == [404, 404, 200, 404]


def test_a_scan_is_for_the_second_person_and_never_for_a_handling_office(world):
    scan = send(world.committee, PDF).json["id"]
    round_id = world.open()
    entered = paper(world.committee, round_id, world.units[0], scan_id=scan)
    assert entered.status_code == 201
    office = world.client.as_(make_staff(world.app, Role.OFFICE, division="5101"))
    resident = world.owner_of(world.units[0])
    seen = statuses(world, f"/attachments/{scan}", world.colleague, office, resident)
    assert seen == [200, 200, 200, 404, 200, 404, 404]


def test_a_proof_of_delivery_is_for_the_staff_of_the_place(world):
    proof = send(world.volunteer, PDF).json["id"]
    round_id = world.open()
    delivered = world.committee.post(
        f"/rounds/{round_id}/deliveries",
        {
            "unit_id": str(world.units[0]),
            "method": "handed_over",
            "evidence_id": proof,
            "consequence_shown": True,
        },
    )
    assert delivered.status_code == 201, delivered.json
    assert statuses(world, f"/attachments/{proof}") == [200, 200, 200, 404]


def test_sending_and_fetching_take_few_statements(world, statements):
    person = world.owner_of()
    statements.clear()
    sent = send(person, PDF).json["id"]
    assert len(statements) == 3  # known?, content, attachment
    statements.clear()
    person.get(f"/attachments/{sent}")
    assert len(statements) == 2
