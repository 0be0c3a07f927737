"""Everything a caller can do wrong, as one tree.

SanwenError
├── Unauthenticated  we do not know who asks
│   ├── WrongCredentials
│   └── CodeNeeded
├── Unknown          no such thing, or not for your eyes
├── Refused          known, but not yours to do
│   ├── OutOfScope
│   ├── IdentityTooLow
│   ├── OwnerNeeded
│   ├── WrongSignature
│   ├── StaleMessage
│   ├── EncryptionNeeded
│   ├── FormTooOld
│   └── NotYourRole
├── Conflict         right in itself, wrong now
│   ├── RoundNotOpen
│   ├── RoundNotDraft
│   ├── RoundNotClosed
│   ├── RoundPeriodOver
│   ├── EmptyRoll
│   ├── AlreadyVoted
│   ├── AlreadyMember
│   ├── TooManyPending
│   ├── PaperAlreadyEntered
│   ├── PaperOfAnotherUnit
│   ├── PaperVoid
│   ├── PaperNotAwaiting
│   ├── SecondPersonNeeded
│   ├── NotConflicted
│   ├── NoticeOver
│   ├── NoticeNotStarted
│   ├── ObjectionResolved
│   ├── ActionNotAllowed
│   ├── AlreadyRated
│   ├── UsernameTaken
│   ├── EstateExists
│   ├── MeetingNotHeld
│   ├── ChangedMeanwhile
│   └── InProgress
├── Invalid          cannot be understood
│   ├── NotOnRoll
│   ├── WrongHouseCode
│   ├── WrongPhoneCode
│   ├── WrongMeetingCode
│   ├── PhoneNotOnRoster
│   ├── CalendarUnknown
│   ├── RosterUnreadable
│   ├── RosterRows
│   ├── UnknownRuleSet
│   ├── RuleSetUnfit
│   ├── MediaNotAccepted
│   ├── MessageUnreadable
│   └── KeyReused
├── TooLarge         more than we take at once
├── TooOften         later, please
│   └── AccountLocked
└── Unavailable      our side, try again
    ├── TooManyScreens
    └── WeChatUnavailable
        ├── WeChatQuota
        └── WeChatRefused

A rule says what went wrong; each door says it in its own tongue: `api.problems` as problem+json,
`bot.dialogue.replies` as a sentence, the command line as an exit code. No HTTP number lives here.
``title`` and ``detail`` are English msgids of ``locales/``; ``detail`` may name facts in braces and
ends with what to do. Nothing personal goes into facts.
"""

from dataclasses import dataclass


def _(sentence: str) -> str:
    """Mark a sentence for the catalogues; the door translates it, knowing its reader."""
    return sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the input: where (a JSON pointer), what (a stable code), in words."""

    pointer: str
    code: str
    message: str
    facts: tuple[tuple[str, object], ...] = ()


class SanwenError(Exception):
    """Base of every mistake that is the caller's to mend; anything else is ours, and a 500."""

    code = "error"
    title = _("Something went wrong")
    detail = ""
    keeps = False  # True: what was written before the raise stays (a wrong code must be counted)

    def __init__(self, *faults: Fault, **facts: object) -> None:
        super().__init__(self.code)
        self.faults = faults
        self.facts = facts


class Unauthenticated(SanwenError):
    code = "unauthenticated"
    title = _("Please log in")
    detail = _("This needs a valid token. Log in again and repeat the request.")


class WrongCredentials(Unauthenticated):
    code = "wrong_credentials"
    title = _("Log-in failed")
    detail = _("The name or the password, or the one-time code, is wrong. Check it and try again.")
    keeps = True


class CodeNeeded(Unauthenticated):
    code = "code_needed"
    title = _("The code of your authenticator is needed")
    detail = _("Enter the six digits that your authenticator shows now. Each works once.")
    keeps = True


class Unknown(SanwenError):
    code = "not_found"
    title = _("Not found")
    detail = _("There is no such thing, or it is not for your eyes. Check the address.")


class Refused(SanwenError):
    code = "refused"
    title = _("Not allowed")
    detail = _("This is not yours to do. Ask the residents' committee.")


class OutOfScope(Refused):
    code = "out_of_scope"
    title = _("Outside your reach")
    detail = _("This lies outside your home, your estates or your division.")


class IdentityTooLow(Refused):
    code = "identity_level_too_low"
    title = _("Your identity must be confirmed first")
    detail = _(
        "This round needs identity level {needed}, yours is {yours}. "
        "Enter the code from your house letter, or ask the residents' committee."
    )


class OwnerNeeded(Refused):
    code = "owner_needed"
    title = _("Only an owner may vote here")
    detail = _("This round is decided by the owners. Ask the owner of your home to vote.")


class WrongSignature(Refused):
    code = "wrong_signature"
    title = _("The signature is wrong")
    detail = _("Sign with the token of this account, as WeChat's guide for callbacks says.")


class StaleMessage(Refused):
    code = "stale_message"
    title = _("The message is too old")
    detail = _("Its timestamp is minutes away from now. Send it again, or set the server's clock.")


class EncryptionNeeded(Refused):
    code = "encryption_needed"
    title = _("This account takes encrypted messages only")
    detail = _("Choose safe mode at WeChat, or take the account's AES key out of the settings.")


class FormTooOld(Refused):
    code = "form_too_old"
    title = _("This form has been open for too long")
    detail = _("Load the page anew and send it once more. Nothing was changed.")


class NotYourRole(Refused):
    code = "not_your_role"
    title = _("Not for your role")
    detail = _("Your account may not do this. Ask an administrator of your division.")


class Conflict(SanwenError):
    code = "conflict"
    title = _("Not possible now")
    detail = _("The request does not fit the present state. Read it again and retry.")


class RoundNotOpen(Conflict):
    code = "round_not_open"
    title = _("This round is not open")
    detail = _("Answers are taken from {opens_at} until {closes_at}.")


class RoundNotDraft(Conflict):
    code = "round_not_draft"
    title = _("This round has been opened already")
    detail = _("An open or closed round cannot be opened again. Make a new one.")


class RoundNotClosed(Conflict):
    code = "round_not_closed"
    title = _("This round is still running")
    detail = _("This is available once the round has closed, at {closes_at}.")


class RoundPeriodOver(Conflict):
    code = "round_period_over"
    title = _("The time of this round is over")
    detail = _("It was to close at {closes_at}. Make a new round with a later end.")


class EmptyRoll(Conflict):
    code = "empty_roll"
    title = _("Nobody is on the roll")
    detail = _("The scope of this round holds no unit. Import the roster or widen the scope.")


class AlreadyVoted(Conflict):
    code = "already_voted"
    title = _("This unit has already voted")
    detail = _("In this round the first ballot of a unit stands.")


class AlreadyMember(Conflict):
    code = "already_member"
    title = _("You are bound to this home already")
    detail = _("Nothing needs to be done.")


class TooManyPending(Conflict):
    code = "too_many_pending"
    title = _("Too many homes wait for a check")
    detail = _("At most {most} may wait at once. Ask the residents' committee to check them first.")


class PaperAlreadyEntered(Conflict):
    code = "paper_already_entered"
    title = _("This paper form has been entered already")
    detail = _("The serial number {form_serial} is taken in this round. Check the form.")


class PaperOfAnotherUnit(Conflict):
    code = "paper_of_another_unit"
    title = _("This form was printed for another unit")
    detail = _("The serial number {form_serial} belongs to {door}. Check the unit.")


class PaperVoid(Conflict):
    code = "paper_void"
    title = _("This form has been declared void")
    detail = _("The serial number {form_serial} counts no more. Use the form issued in its place.")


class PaperNotAwaiting(Conflict):
    code = "paper_not_awaiting"
    title = _("This paper ballot awaits no confirmation")
    detail = _("It has been confirmed or rejected already.")


class SecondPersonNeeded(Conflict):
    code = "second_person_needed"
    title = _("A second person must confirm")
    detail = _("Who entered a paper ballot cannot confirm it. Ask a colleague.")


class NotConflicted(Conflict):
    code = "not_conflicted"
    title = _("This unit is not in conflict")
    detail = _("Only contradicting ballots of one unit are decided here.")


class NoticeOver(Conflict):
    code = "notice_over"
    title = _("The publicity period is over")
    detail = _("Objections were taken until {ends_at}. Turn to the residents' committee.")


class NoticeNotStarted(Conflict):
    code = "notice_not_started"
    title = _("The publicity period has not begun")
    detail = _("Objections are taken from {starts_on} on.")


class ObjectionResolved(Conflict):
    code = "objection_resolved"
    title = _("This objection has been answered already")
    detail = _("An answer, once given, stays. A new objection may be raised.")


class ActionNotAllowed(Conflict):
    code = "action_not_allowed"
    title = _("This step is not possible now")
    detail = _("The ticket is in state {state}. Possible now: {allowed}.")


class AlreadyRated(Conflict):
    code = "already_rated"
    title = _("You have rated this ticket already")
    detail = _("The first rating stands. Write a new message if the trouble is back.")


class UsernameTaken(Conflict):
    code = "username_taken"
    title = _("This user name is taken")
    detail = _("Choose another user name.")


class EstateExists(Conflict):
    code = "estate_exists"
    title = _("This estate is known already")
    detail = _("{name} stands in the list of this division. Use the one that is there.")


class MeetingNotHeld(Conflict):
    code = "meeting_not_held"
    title = _("The meeting is not being held now")
    detail = _("You can sign in from an hour before {starts_at} until {ends_at}.")


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    title = _("Somebody else was faster")
    detail = _("The thing changed while you were writing. Read it again and retry.")


class InProgress(Conflict):
    code = "in_progress"
    title = _("The same request is still running")
    detail = _("Wait a moment and repeat it with the same Idempotency-Key.")


class Invalid(SanwenError):
    code = "invalid_input"
    title = _("The input has mistakes")
    detail = _("Mend the places listed under errors and send it again.")


class NotOnRoll(Invalid):
    code = "not_on_roll"
    title = _("This unit is not on the roll of the round")
    detail = _("The roll was frozen when the round opened. Ask the residents' committee.")


class WrongHouseCode(Invalid):
    code = "wrong_house_code"
    title = _("The house code is wrong")
    detail = _("Check the code on your house letter. After five wrong codes you must wait an hour.")
    keeps = True


class WrongPhoneCode(Invalid):
    code = "wrong_phone_code"
    title = _("The phone number could not be read")
    detail = _("The code of the phone button is used up or wrong. Press the button once more.")


class WrongMeetingCode(Invalid):
    code = "wrong_meeting_code"
    title = _("There is no meeting with this code")
    detail = _("Scan the code at the meeting once more, or give your house number at the table.")


class PhoneNotOnRoster(Invalid):
    code = "phone_not_on_roster"
    title = _("Your phone number is not on the roster")
    detail = _("Enter the code from your house letter, or ask the residents' committee.")


class CalendarUnknown(Invalid):
    code = "calendar_unknown"
    title = _("The holidays of that year are not known yet")
    detail = _("Working days can be counted for the years {first} to {last}. Choose other dates.")


class RosterUnreadable(Invalid):
    code = "roster_unreadable"
    title = _("The roster file cannot be read")
    detail = _("Send an .xlsx workbook, or a .csv in UTF-8 or GB18030, made from the template.")


class RosterRows(Invalid):
    """Rows that cannot be imported; ``report`` lists them for the door to say."""

    code = "roster_rows"
    title = _("The roster has mistakes; nothing was imported")
    detail = _("Mend the cells listed under errors and send the whole file again.")

    def __init__(self, report: object) -> None:
        super().__init__()
        self.report = report


class UnknownRuleSet(Invalid):
    code = "unknown_rule_set"
    title = _("There is no such rule set")
    detail = _("GET /api/v1/rule-sets lists those there are.")


class RuleSetUnfit(Invalid):
    code = "rule_set_unfit"
    title = _("The rule set does not fit this input")
    detail = _("Rule set {rule_set} is decided over these scopes: {scopes}.")


class MediaNotAccepted(Invalid):
    code = "media_not_accepted"
    title = _("This kind of file is not accepted")
    detail = _("JPEG, PNG, WebP and PDF are accepted; the content decides, not the name.")


class MessageUnreadable(Invalid):
    code = "message_unreadable"
    title = _("The message cannot be read")
    detail = _("Send one message as WeChat does: plain XML without a DTD, or JSON, in UTF-8.")


class KeyReused(Invalid):
    code = "idempotency_key_reused"
    title = _("This Idempotency-Key was used for another request")
    detail = _("Send a new key with a new request.")


class TooLarge(SanwenError):
    code = "too_large"
    title = _("Too large")
    detail = _("At most {most} bytes are taken at once.")


class TooOften(SanwenError):
    code = "too_often"
    title = _("Too many attempts")
    detail = _("Please try again in {retry_after} seconds.")
    keeps = True


class AccountLocked(TooOften):
    code = "account_locked"
    title = _("This account is locked for a while")
    detail = _("Too many wrong passwords. Please try again in {retry_after} seconds.")


class Unavailable(SanwenError):
    code = "unavailable"
    title = _("Not available at the moment")
    detail = _("This is our side's trouble. Please try again shortly.")


class TooManyScreens(Unavailable):
    code = "too_many_screens"
    title = _("Too many screens are open at once")
    detail = _("Close a screen that nobody looks at, and try again.")


class WeChatUnavailable(Unavailable):
    code = "wechat_unavailable"
    title = _("WeChat does not answer")
    detail = _("Please try again shortly; nothing was lost.")


class WeChatQuota(WeChatUnavailable):
    code = "wechat_quota"
    title = _("WeChat takes no more today")
    detail = _("The day's calls are used up. Please try again after midnight.")


class WeChatRefused(WeChatUnavailable):
    code = "wechat_refused"
    title = _("WeChat refused")
    detail = _("WeChat answered with error {errcode}. Tell the operator of the service.")
