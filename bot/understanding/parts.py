"""A message may tell of several troubles: where does one end and the next begin?

People number them (1、 2、 一是), join them (还有 另外 再就是), or, in a short message, set them
side by side. A long story is one trouble, however many sentences it has, unless it says otherwise.
"""

import re

SHORT = 60  # characters; up to here every clause may be a trouble of its own
LEAST = 4  # letters of a part; less says nothing by itself
MOST = 9  # parts that are looked at

_NUMBER = r"(?<![\d.楼栋幢第])(?:[1-9]|[一二三四五六七八九])\s*(?:[、)]|[.](?!\d)|是(?=[^否不]))"
_JOINT = (
    "还有(?:就是|一个|个事|一件事|,)?|另外|"
    "再就是|再一个|再有|此外|其次|顺便[问说反映]+(?:一?下)?|对了,?"
)
_LISTED = re.compile(rf"(?:^|(?<=[,;:。!? ])){_NUMBER}|[,;。!? ]?(?:{_JOINT})[,:]?|[;\n]")
_WHO = (
    "(?:物业|社区|居委会?|街道|开发商|施工[方队]?|工头|他们?|人家|领导|供电局?|"
    "燃气公司|自来水公司|12345)"
)
_ANSWER = re.compile(
    rf"(?:(?:跟|找|问|打|给|催|向|联系).{{0,8}}?)?{_WHO}.{{0,3}}"
    r"(?:说|讲|让|叫|推|答|回复|答应|不管|不理|没人|派|来|电话|打|两|好几|几次|多次)"
    r"|没人管|没有人管|一直没|到现在|拖了|推来推去|踢皮球|找了|打了|报了"
)
_CLAUSE = re.compile(r"[,;。!?\n ]+")


def is_list(text: str) -> bool:
    """Does a cleaned text say itself that it tells of several things?"""
    return len(_said(_LISTED.split(text))) > 1


def parts_of(text: str) -> list[str]:
    """The parts of a cleaned text, in order; one where it tells of one thing."""
    listed = _said(_LISTED.split(text))
    if len(listed) > 1:
        return listed[:MOST]
    if len(text) <= SHORT:
        return _said(_with_answers(_CLAUSE.split(text)))[:MOST] or [text]
    return [text]


def _with_answers(clauses: list[str]) -> list[str]:
    """What others answered belongs to the trouble that they were asked about."""
    found: list[str] = []
    for clause in clauses:
        if found and _ANSWER.match(clause):
            found[-1] = f"{found[-1]},{clause}"
        else:
            found.append(clause)
    return found


def _said(pieces: list[str]) -> list[str]:
    """The pieces that say something; a short one belongs to the one before it."""
    found: list[str] = []
    for piece in (each.strip(" ,。") for each in pieces):
        if sum(letter.isalpha() for letter in piece) >= LEAST:
            found.append(piece)
        elif found and piece:
            found[-1] = f"{found[-1]},{piece}"
    return found
