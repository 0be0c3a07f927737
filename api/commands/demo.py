"""``flask demo``: load the demo's data, and say where to go and as whom."""

import click
from flask import current_app
from flask.cli import AppGroup

from api.demo import load as demo
from api.demo.places import DATA, PASSWORD
from models import clock
from models.base import transaction

group = AppGroup("demo", help="An installation to look at, without anybody's data.")


@group.command("load")
def load() -> None:
    """Load estates, people, rounds and tickets, unless there are estates already."""
    if not current_app.extensions["sanwen.settings"].is_demo:
        raise click.ClickException("demo data is for demo mode alone: SANWEN_WECHAT=demo")
    with transaction():
        loaded = demo.load(clock.now())
    click.echo("demo data loaded" if loaded else "demo data is there already")


@group.command("who")
@click.option("--port", default=8000)
def who(port: int) -> None:
    """Say where the demo is served and as whom to log in."""
    here = f"http://127.0.0.1:{port}"
    click.echo(f"\n三问 Sanwen · 演示 demo\n  接口文档 API   {here}/api/v1/docs")
    click.echo(f"  工作人员 staff  POST {here}/api/v1/staff/sessions  密码 password: {PASSWORD}")
    for account in DATA["staff"]:
        click.echo(
            f"    {account['username']:12} {account['role']:12} {account['division'] or '全部'}"
        )
    click.echo(f"  居民 residents  POST {here}/api/v1/sessions")
    for resident in DATA["residents"]:
        click.echo(f"    demo:{resident['name']}")
    click.echo("")
