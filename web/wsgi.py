"""The door for gunicorn: ``gunicorn web.wsgi:app``."""

from models.settings import Settings
from web.app import create_app

app = create_app(Settings.from_env())
