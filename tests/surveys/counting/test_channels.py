from itertools import chain

from models.kinds import Channel
from surveys.counting.channels import Response, merge_channels
from surveys.counting.shares import cut_percent

WECHAT, FORM, DOOR = Channel.WECHAT, Channel.PAPER, Channel.HOME_VISIT


def case_6():
    """140 by WeChat, 120 by form, 75 at the door: 5 households in all three, 48 in two."""
    wechat = range(140)
    form = chain(range(5), range(5, 35), range(140, 225))  # 5 + 30 of the first + 85 new
    door = chain(range(5), range(35, 53), range(225, 277))  # 5 + 18 of the first + 52 new
    for channel, units in ((WECHAT, wechat), (FORM, form), (DOOR, door)):
        for unit in units:
            differs = channel is not WECHAT and unit < 9
            yield Response(unit, channel, {"consent": "oppose" if differs else "agree"})


def test_case_6_households_count_once_however_many_channels_they_used():
    merged = merge_channels(case_6())
    assert merged.by_channel == {WECHAT: 140, FORM: 120, DOOR: 75}
    assert (merged.responses, merged.distinct) == (335, 277)
    assert (merged.conflicted, merged.usable) == (9, 268)
    assert cut_percent(merged.distinct, 300) == "92.33"


def test_conflicted_units_are_named_once_and_have_no_answer():
    merged = merge_channels(case_6())
    assert merged.conflicted_units == list(range(9))
    assert len(merged.answers) == 268
    assert not merged.answers.keys() & set(merged.conflicted_units)


def test_a_third_answer_does_not_settle_a_conflict():
    given = [Response(1, WECHAT, "a"), Response(1, FORM, "b"), Response(1, DOOR, "a")]
    assert merge_channels(given).conflicted_units == [1]


def test_nobody_answered():
    merged = merge_channels([])
    assert (merged.responses, merged.distinct, merged.usable) == (0, 0, 0)
