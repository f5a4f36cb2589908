"""The application: the shell put together and the rooms hung into it."""

from flask import Flask

from jobs.queues import use_redis
from models.accounts.roles import ROLES
from models.database.engine import make_engine
from models.database.keys import key_for, use_secret
from models.database.ring import use_ring
from models.registry import know_all
from models.settings import Settings, SettingsFault
from web import (
    access,
    assets,
    dates,
    db,
    device,
    health,
    home,
    icon,
    identity,
    language,
    masks,
    navigation,
    once,
    points,
    refusals,
    said,
    security,
    styleguide,
)
from web.api import shell as api
from web.rooms import API, ROOMS


def create_app(settings: Settings) -> Flask:
    """The application over the database and the Redis that the settings name."""
    url = settings.database_app_url or settings.database_url
    if url is None:
        raise SettingsFault("DATABASE_APP_URL 或 DATABASE_URL 没有设置")
    use_secret(settings.secret)
    know_all()
    if settings.redis_url is not None:
        use_redis(settings.redis_url)
    app = Flask("web", static_folder=None)
    app.config.update(
        security.configuration(settings),
        SECRET_KEY=key_for("web.session"),
        DEMO=settings.demo,
        SECOND_FACTOR=settings.second_factor,
        NIGHT_HOUR=settings.night_hour,
        CHANNELS=settings.channels,
        WECOM_URL=settings.wecom_url,
        SMS=settings.sms,
        REDIS_URL=settings.redis_url,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    engine = make_engine(url)
    use_ring(lambda: engine)
    db.install(app, engine)
    security.install(app, settings)
    identity.install(app)
    language.install(app)
    refusals.install(app)
    assets.install(app)
    _wording(app)
    _rooms(app, settings)
    api.install(app, API)
    return app


def _wording(app: Flask) -> None:
    app.jinja_env.filters.update(
        said=said.said,
        word=said.word,
        listed=said.listed,
        day=dates.day,
        device=device.device_words,
        moment=dates.moment,
        masked_name=masks.masked_name,
        masked_phone=masks.masked_phone,
        masked_id=masks.masked_id,
        points=points.points,
        signed_points=points.signed_points,
        role=lambda code: said.said(ROLES[code]),
    )
    app.jinja_env.globals.update(
        signed_in=access.signed_in, navigation=navigation.entries, new_key=once.new_key
    )


def _rooms(app: Flask, settings: Settings) -> None:
    app.extensions["lianxin_rooms"] = ROOMS
    for blueprint in (home.pages, language.pages, health.pages, icon.pages):
        app.register_blueprint(blueprint)
    for room in ROOMS:
        app.register_blueprint(room.pages)
    if settings.demo:
        app.register_blueprint(styleguide.pages)
