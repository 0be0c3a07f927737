"""The measures see what is wrong: a page that breaks every one of them."""

import pytest

from tests.faces import measure

WRONG = """<html><body style="margin: 0; background: #eee; font-size: 30px">
  <p style="font-size: 23px">small</p>
  <p style="color: #888">pale</p>
  <p style="background: #fff"><span style="color: rgba(0, 0, 0, 0.4)">thin</span></p>
  <p style="visibility: hidden; font-size: 9px; color: #eee">unseen</p>
  <button style="width: 79px; height: 90px; color: #000">narrow</button>
  <input aria-label="flat" style="width: 60px; height: 70px; color: #000">
  <div style="width: 500px">wide</div>
</body></html>"""


@pytest.fixture
def page(phone):
    phone.page.set_content(WRONG)
    return phone.page


def test_letters_below_18_points(page):
    assert ["small", 23] in measure.too_small_letters(page)
    assert "wide" not in [words for words, _size in measure.too_small_letters(page)]
    assert "unseen" not in [words for words, _size in measure.too_small_letters(page)]


def test_targets_below_60_points(page):
    assert [row[0] for row in measure.too_small_targets(page)] == ["narrow", ""]


def test_contrast_below_four_and_a_half(page):
    found = dict(measure.too_pale(page))
    assert set(found) == {"pale", "thin"}
    assert found["pale"] == pytest.approx(3.05, abs=0.03)  # #888 on #eee
    assert found["thin"] == pytest.approx(2.85, abs=0.03)  # #999 on #fff


def test_what_lies_outside_the_screen(page):
    assert measure.outside(page)[0] == ["the page", 0, 500]
