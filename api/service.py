"""What a phone must know before anybody has logged in: which accounts, and is this a demo?"""

from typing import Any

from flask import current_app
from marshmallow import Schema, fields

from api.demo.places import DATA
from api.edge import ANYONE, Blueprint
from api.settings import Settings

blp = Blueprint("service", __name__, url_prefix="/api/v1", description=__doc__)


class DemoPersonOut(Schema):
    code = fields.Str(required=True, metadata={"description": "for POST /sessions"})
    name = fields.Str(required=True)
    estate = fields.Str(required=True)


class ServiceOut(Schema):
    demo = fields.Bool(required=True)
    people = fields.List(
        fields.Nested(DemoPersonOut), required=True, metadata={"description": "of the demo alone"}
    )
    official_appid = fields.Str(required=True)
    subscribe_templates = fields.List(
        fields.Str(), required=True, metadata={"description": "template ids of 订阅消息"}
    )


@blp.route("/service", open_to=ANYONE)
@blp.response(200, ServiceOut)
def get_service() -> dict[str, Any]:
    """The installation, as a phone sees it."""
    settings: Settings = current_app.extensions["sanwen.settings"]
    names = {estate["key"]: estate["name"] for estate in DATA["estates"]}
    people = [
        {"code": f"demo:{each['name']}", "name": each["name"], "estate": names[each["estate"]]}
        for each in DATA["residents"]
    ]
    return {
        "demo": settings.is_demo,
        "people": people if settings.is_demo else [],
        "official_appid": settings.official.appid,
        "subscribe_templates": settings.subscribe_templates.split(),
    }
