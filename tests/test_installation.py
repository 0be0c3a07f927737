import pytest

from api.app import create_app
from api.settings import Settings, SettingsError
from models.base import db
from tests.conftest import KEY, served, settings


def test_a_demo_refuses_a_database_that_was_live(tmp_path):
    url = f"sqlite:///{tmp_path}/live.db"
    served(url)  # the tables
    for mode in ("live", "live"):
        app = create_app(settings(url, wechat=mode))
        with app.app_context():
            db.engine.dispose()
    with pytest.raises(SettingsError, match="has held live data"):
        create_app(settings(url))


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SANWEN_WECHAT": "live"}, "SANWEN_SECRET_KEY is missing"),
        ({"SANWEN_WECHAT": "sometimes"}, "must be one of demo, live"),
        ({"SANWEN_SECRETKEY": "x"}, "unknown setting SANWEN_SECRETKEY"),
        ({"SANWEN_DATA_KEY": "short"}, "at least 32 characters"),
        (
            {"SANWEN_OFFICIAL_AES_KEY": "short", "SANWEN_OFFICIAL_APPID": "wx1"},
            "SANWEN_OFFICIAL_AES_KEY: .*43 letters and digits",
        ),
        ({"SANWEN_MINIPROGRAM_AES_KEY": "k" * 43}, "SANWEN_MINIPROGRAM_AES_KEY: .*appid is needed"),
    ],
)
def test_a_wrong_environment_stops_the_start_and_says_why(environment, says):
    with pytest.raises(SettingsError, match=says):
        Settings.from_env({"SANWEN_SECRET_KEY": "", **environment})


def test_keys_from_the_environment_are_used_as_they_are():
    given = {"SANWEN_SECRET_KEY": KEY.decode(), "SANWEN_DATA_KEY": KEY.decode()}
    assert Settings.from_env(given | {"SANWEN_WECHAT": "live"}).data_key == KEY
