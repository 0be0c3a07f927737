"""What this database is for, remembered in itself: a demo never touches what once was live."""

from flask import Flask
from sqlalchemy import inspect

from api.settings import Settings, SettingsError
from models.audit import Installation
from models.base import db, transaction

MODE = "mode"


def check(app: Flask, settings: Settings) -> None:
    """Refuse demo mode on a database that has ever served in live mode; mark it when live.

    SettingsError says what to do. Before the first migration there is nothing to check.
    """
    with app.app_context():
        if not inspect(db.engine).has_table(Installation.__tablename__):
            return
        with transaction(reads_only=settings.is_demo):
            mark = db.session.get(Installation, MODE)
            if settings.is_demo and mark is not None:
                raise SettingsError(
                    "this database has held live data: set SANWEN_WECHAT=live, "
                    "or point SANWEN_DATABASE_URL at another database"
                )
            if not settings.is_demo and mark is None:
                db.session.add(Installation(key=MODE, value="live"))
        db.session.remove()
