"""``flask demo``: load the demo's data, and say where to go and as whom."""

import click
from flask import current_app
from flask.cli import AppGroup
from werkzeug.serving import run_simple

from api.demo import load as demo
from api.demo.places import DATA, PASSWORD
from bot.wechat.standin import StandIn
from bot.wechat.standin.chat import Chat, Door
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
@click.option("--chat", default=0, help="Where ``flask demo wechat`` listens.")
def who(port: int, chat: int) -> None:
    """Say where the demo is served and as whom to log in."""
    here = f"http://127.0.0.1:{port}"
    click.echo(f"\n三问 Sanwen · 演示 demo\n  手机 phone     {here}/h5/")
    click.echo(f"  工作台 console  {here}/console/\n  接口文档 API   {here}/api/v1/docs")
    if chat:
        click.echo(f"  和机器人聊天 chat  http://127.0.0.1:{chat}/")
    click.echo(f"  工作人员 staff  POST {here}/api/v1/staff/sessions  密码 password: {PASSWORD}")
    for account in DATA["staff"]:
        click.echo(
            f"    {account['username']:12} {account['role']:12} {account['division'] or '全部'}"
        )
    click.echo(f"  居民 residents  POST {here}/api/v1/sessions")
    for resident in DATA["residents"]:
        click.echo(f"    demo:{resident['name']}")
    click.echo("")


@group.command("wechat")
@click.option("--port", default=8001, help="Where the stand-in listens.")
@click.option("--app", "served", default="http://127.0.0.1:8000", help="Where Sanwen listens.")
def wechat(port: int, served: str) -> None:
    """Stand in for WeChat over HTTP, with a page to chat with the bot as anybody of the demo.

    Start Sanwen with SANWEN_WECHAT_API_BASE=http://127.0.0.1:PORT beside it.
    """
    settings = current_app.extensions["sanwen.settings"]
    if not settings.is_demo:
        raise click.ClickException("a stand-in is for demo mode alone: SANWEN_WECHAT=demo")
    account = settings.official
    door = Door(f"{served}/wechat/official", account.token, account.appid, account.aes_key)
    people = [resident["name"] for resident in DATA["residents"]]
    run_simple("127.0.0.1", port, Chat(StandIn(strict=True), door, people), threaded=True)
