"""From the outbox to people: once asked, at least once sent, and patient in between."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.letters import deliver, wording
from bot.letters.deliver import CLAIM, HELD, HELD_FOR, JITTER, MOST_ATTEMPTS, PATIENCE
from bot.letters.outbox import post
from bot.tickets.news import LETTERS
from models.base import db, transaction
from models.errors import WeChatRefused, WeChatUnavailable
from models.letters import Letter, LetterState
from models.listening import InboundMessage
from models.sealed import fingerprint
from surveys import residents
from tests.conftest import NOON

VALUES = {"number": "20261120-0001-5", "note": "已修好", "office": "物业", "due": "", "into": ""}


class Phone:
    """WeChat as far as a letter sees it; ``troubles`` are raised first."""

    def __init__(self, *troubles):
        self.troubles, self.sent = list(troubles), []

    def custom_send(self, openid, text):
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append((openid, text))


def wrote(openid="o-reader", at=NOON, account="official", key="m"):
    """The person wrote to us."""
    with transaction():
        db.session.add(
            InboundMessage(
                account=account,
                wechat_key=key,
                person_hash=fingerprint("openid", openid),
                received_at=at,
                reply="",
            )
        )


def deliver_due(phone, at, **more):
    return deliver.deliver_due({"official": phone, "miniprogram": phone}, at, **more)


@pytest.fixture
def reader(app, at_noon):
    wrote()
    with transaction():
        return residents.welcome("o-reader", at=NOON).id


def posted(reader, key="k", **more):
    wanted = {"due_at": NOON, "at": NOON, **more}
    with transaction():
        return post(key, reader, "ticket_replied", VALUES, **wanted)


def letter(key="k"):
    db.session.expire_all()
    return db.session.scalars(select(Letter).where(Letter.key == key)).one()


def test_a_letter_that_is_due_goes_to_its_reader(reader):
    posted(reader)
    phone = Phone()
    assert deliver_due(phone, NOON) == 1
    ((openid, text),) = phone.sent
    assert openid == "o-reader"
    assert "20261120-0001-5" in text
    assert "已修好" in text
    assert (letter().state, letter().sent_at) == (LetterState.SENT, NOON)
    assert deliver_due(phone, NOON) == 0


def test_the_same_thing_is_told_once(reader):
    assert posted(reader) is True
    assert posted(reader) is False
    phone = Phone()
    assert deliver_due(phone, NOON) == 1


def test_what_is_not_due_waits(reader):
    posted(reader, due_at=NOON + timedelta(minutes=1))
    phone = Phone()
    assert deliver_due(phone, NOON) == 0
    assert deliver_due(phone, NOON + timedelta(minutes=1)) == 1


def test_patience_grows_and_ends(reader):
    posted(reader)
    phone = Phone(*[WeChatUnavailable() for _ in range(MOST_ATTEMPTS)])
    at = NOON
    for wait in PATIENCE:
        assert deliver_due(phone, at) == 0
        assert letter().state is LetterState.DUE
        assert at + wait <= letter().due_at <= at + wait + wait / JITTER
        assert deliver_due(phone, at + wait - timedelta(seconds=1)) == 0
        at = letter().due_at
    assert deliver_due(phone, at) == 0
    assert (letter().state, letter().attempts) == (LetterState.GIVEN_UP, 5)
    assert letter().last_error == "wechat_unavailable"
    assert phone.troubles == []


def test_what_failed_goes_when_wechat_is_back(reader):
    posted(reader)
    phone = Phone(WeChatUnavailable())
    deliver_due(phone, NOON)
    assert deliver_due(phone, NOON + PATIENCE[0] * 2) == 1
    assert letter().last_error is None


@pytest.mark.parametrize("errcode", [40003, 43004, 43101])
def test_what_waiting_does_not_mend_is_given_up_at_once(reader, errcode):
    posted(reader)
    deliver_due(Phone(WeChatRefused(errcode=errcode)), NOON)
    assert (letter().state, letter().last_error) == (LetterState.GIVEN_UP, str(errcode))


def test_other_refusals_are_tried_again(reader):
    posted(reader)
    deliver_due(Phone(WeChatRefused(errcode=45009)), NOON)
    assert (letter().state, letter().last_error) == (LetterState.DUE, "45009")


def test_one_letter_that_cannot_be_sent_does_not_hold_up_the_rest(reader):
    posted(reader, "a")
    posted(reader, "b")
    phone = Phone(KeyError("ours"))
    assert deliver_due(phone, NOON) == 1
    assert (letter("a").state, letter("a").last_error) == (LetterState.DUE, "KeyError")
    assert letter("b").state is LetterState.SENT


def test_a_person_who_was_forgotten_is_not_written_to(reader):
    posted(reader)
    with transaction():
        db.session.get(residents.Resident, reader).openid = None
    phone = Phone()
    assert deliver_due(phone, NOON) == 0
    assert letter().last_error == "erased"
    assert phone.sent == []


def test_a_process_that_dies_leaves_the_letter_to_the_next(reader):
    class Dying(Phone):
        def custom_send(self, *_message):
            raise SystemExit

    posted(reader)
    with pytest.raises(SystemExit):
        deliver_due(Dying(), NOON)
    assert deliver_due(Phone(), NOON) == 0  # still claimed
    assert deliver_due(Phone(), NOON + CLAIM) == 1


def test_at_most_so_many_go_at_once(reader):
    for n in range(3):
        posted(reader, f"k{n}")
    assert deliver_due(Phone(), NOON, limit=2) == 2
    assert deliver_due(Phone(), NOON, limit=2) == 1


def test_every_letter_a_ticket_writes_has_its_wording():
    assert set(LETTERS.values()) <= set(wording.sentences())


@pytest.mark.parametrize("kind", sorted(wording.sentences()))
def test_a_letter_says_what_it_is_about_and_fits(kind):
    said = wording.said(
        kind, {**VALUES, "note": "长" * 2000, "text": f"{VALUES['number']} {'长' * 2000}"}
    )
    assert VALUES["number"] in said
    assert len(said.encode()) <= 2048


class TestWindows:
    """WeChat takes five messages within 48 hours after the person's last one."""

    def test_who_did_not_write_for_two_days_is_not_written_to(self, reader):
        late = NOON + timedelta(hours=48, seconds=1)
        posted(reader, due_at=late)
        phone = Phone()
        assert deliver_due(phone, late) == 0
        assert (letter().state, letter().last_error) == (LetterState.DUE, "window")
        assert letter().attempts == 0

    def test_it_goes_when_the_person_writes_again(self, reader):
        late = NOON + timedelta(hours=50)
        posted(reader, due_at=late)
        deliver_due(Phone(), late)
        wrote(at=late, key="again")
        assert deliver_due(Phone(), late + HELD) == 1

    def test_after_a_week_of_silence_it_is_given_up(self, reader):
        posted(reader)
        assert deliver_due(Phone(), NOON + HELD_FOR) == 0
        assert letter().state is LetterState.GIVEN_UP

    def test_the_sixth_waits_until_the_person_writes(self, reader):
        for n in range(6):
            posted(reader, f"k{n}")
        phone = Phone()
        assert deliver_due(phone, NOON) == 5
        assert deliver_due(phone, NOON + HELD) == 0
        wrote(at=NOON + HELD, key="again")
        assert deliver_due(phone, NOON + HELD * 2) == 1

    def test_letters_sent_before_count_too(self, reader):
        for n in range(4):
            posted(reader, f"k{n}")
        deliver_due(Phone(), NOON)
        for n in range(4, 7):
            posted(reader, f"k{n}")
        assert deliver_due(Phone(), NOON + timedelta(minutes=1)) == 1

    def test_where_somebody_wrote_last_they_are_answered(self, reader):
        wrote(account="miniprogram", at=NOON + timedelta(minutes=1))
        posted(reader)
        official, mini = Phone(), Phone()
        deliver.deliver_due({"official": official, "miniprogram": mini}, NOON + timedelta(hours=1))
        assert (len(official.sent), len(mini.sent)) == (0, 1)
        assert letter().account == "miniprogram"

    @pytest.mark.parametrize("errcode", [45015, 45047])
    def test_where_wechat_counts_otherwise_it_is_believed(self, reader, errcode):
        posted(reader)
        deliver_due(Phone(WeChatRefused(errcode=errcode)), NOON)
        assert (letter().state, letter().attempts) == (LetterState.DUE, 0)
        assert deliver_due(Phone(), NOON + HELD) == 1
