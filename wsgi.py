"""What gunicorn and flask load."""

from api.app import create_app
from api.settings import Settings

app = create_app(Settings.from_env())
