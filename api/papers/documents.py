"""The four papers, each from plain dicts to the bytes of a PDF.

Pure: no request, no database. ``words`` changes single labels of `api.papers.words.ZH`.
Units    Areas come in dm² and are printed in ㎡; moments and days are ISO 8601.
Errors   KeyError for a dict without a key it needs; ValueError for a moment without a time zone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.papers import ballot_sheet, certificate_sheet, figures, notice_sheet
from api.papers.labels import complete
from api.papers.render import pdf, qr_svg

Given = Mapping[str, Any]


def certificate(certificate: Given, words: Given | None = None) -> bytes:
    """结果证明: what `surveys.certificates.certify` gives, on paper, with room for a seal.

    Beside that dict's own keys ``number`` may stand (the id of the round otherwise), and
    ``long_term_management`` may hold its ``form``, which names the options of a form of one's own.
    """
    return pdf("certificate", certificate_sheet.sheet(certificate, complete(words)))


def notice(notice: Given, words: Given | None = None) -> bytes:
    """公示: the sheet at the entrance, in large print. Its keys: `api.papers.notice_sheet`."""
    return pdf("notice", notice_sheet.sheet(notice, complete(words)))


def letters(letters: Sequence[Given], words: Given | None = None) -> bytes:
    """The letters that bring house codes to the doors, a page each.

    Each   ``estate`` (its name), ``building``, ``entrance``, ``room``, ``code`` (grouped here),
           ``url`` (the QR code, with the code in its fragment), ``phone`` of the committee;
           perhaps ``committee`` (who signs), ``valid_until`` (a day), ``number``.
    """
    labels = complete(words)
    return pdf(
        "letters",
        {"words": labels, "units": [_letter(each, labels) for each in letters]},
        tagged=False,
    )


def ballots(asked: Given, ballots: Sequence[Given], words: Given | None = None) -> bytes:
    """The paper ballots of a round, a page each; a form too long for its page takes more.

    Round    ``title``, ``estate`` (its name), ``form`` (the document), ``rule_set`` (`as_dict`) or
             None, ``follow_clause`` or None, ``closes_at``; perhaps ``return_to``, ``phone``.
    Each     ``building``, ``entrance``, ``room``, ``serial``, ``qr`` (its text); perhaps
             ``area_dm2``.
    """
    labels = complete(words)
    said = labels["ballot"]
    told = [said["closes"].format(figures.moment(asked["closes_at"], labels))]
    told += [said[key].format(asked[key]) for key in ("return_to", "phone") if asked.get(key)]
    return pdf(
        "ballots",
        {
            "words": labels,
            "title": asked["title"],
            "estate": asked["estate"],
            "intro": figures.said(asked["form"].get("intro"), labels),
            "questions": ballot_sheet.questions(asked["form"], labels),
            "rule": ballot_sheet.rule_in_words(asked["rule_set"], asked["follow_clause"], labels),
            "told": told,
            "units": [_ballot(each, labels) for each in ballots],
        },
        tagged=False,
    )


def _letter(letter: Given, words: Given) -> dict[str, str]:
    until = letter.get("valid_until")
    said = words["letter"]
    return {
        "estate": letter["estate"],
        "place": figures.place(letter, words),
        "code": figures.grouped(letter["code"]),
        "qr": qr_svg(letter["url"]),
        "phone": letter["phone"],
        "committee": letter.get("committee", ""),
        "until": said["valid_until"].format(figures.day(until, words)) if until else "",
        "number": letter.get("number", ""),
    }


def _ballot(ballot: Given, words: Given) -> dict[str, str]:
    area = ballot.get("area_dm2")
    return {
        "place": figures.place(ballot, words),
        "area": "" if area is None else figures.quantity("area", area, words),
        "serial": ballot["serial"],
        "qr": qr_svg(ballot["qr"]),
    }
