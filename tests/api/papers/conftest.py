"""Papers are tested where a Chinese font is: a build step brings it, most systems have one."""

import pytest

from api.papers import render


@pytest.fixture(scope="session", autouse=True)
def _chinese_font():
    try:
        render.families()
    except render.NoChineseFont as missing:
        pytest.skip(str(missing))
