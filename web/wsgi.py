"""The door for gunicorn: ``gunicorn web.wsgi:app``."""

from models.accounts.demo import close_demo_accounts
from models.settings import Settings
from web.app import create_app
from web.db import changing

settings = Settings.from_env()
app = create_app(settings)
if not settings.demo:
    with app.app_context(), changing() as session:
        close_demo_accounts(session)
