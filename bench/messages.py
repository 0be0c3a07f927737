"""Messages a second through gunicorn (2 workers) on PostgreSQL, as a ratio to the floor's vote.

usage: make bench-messages

A message goes the whole way: signature, AES, once only, classifier, ticket, commit, encrypted
answer. Floor and Sanwen run interleaved on one machine in one run: only the ratio means anything.
"""

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from base64 import b64encode
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pgserver
from flask_migrate import upgrade
from sqlalchemy import create_engine, insert, text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.app import create_app  # noqa: E402
from api.settings import Settings  # noqa: E402
from bench.driver import Run, drive  # noqa: E402
from bench.serving import served, url_of  # noqa: E402
from bench.voters import prepare_floor  # noqa: E402
from bot.wechat.crypto import SafeMode, signature  # noqa: E402
from models import clock  # noqa: E402
from models.base import db, transaction  # noqa: E402
from models.ids import uuid7  # noqa: E402
from models.kinds import MemberRole, MemberState, Tenure, UnitUse  # noqa: E402
from models.listening import Office  # noqa: E402
from models.people import Membership, Resident  # noqa: E402
from models.places import Estate, Unit  # noqa: E402
from models.sealed import fingerprint  # noqa: E402

KEY = secrets.token_urlsafe(40)
TOKEN, APPID = "bench-token", "wx-bench"
AES_KEY = b64encode(secrets.token_bytes(32)).decode()[:43]
SAFE = SafeMode(TOKEN, AES_KEY, APPID)
ACCOUNT = {
    "SANWEN_OFFICIAL_TOKEN": TOKEN,
    "SANWEN_OFFICIAL_AES_KEY": AES_KEY,
    "SANWEN_OFFICIAL_APPID": APPID,
}
PEOPLE = 500
WARM_UP = 300
SAYINGS = (
    "3号楼2单元下水道堵了污水往外冒",
    "路灯坏了好几天晚上看不见路",
    "楼上半夜打麻将吵得睡不着",
    "家里停电了整栋楼都没电",
    "垃圾堆了一个星期没人清",
)


def main() -> None:
    """Drive both in turn and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000, help="a turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    needed = asked.messages * asked.turns + WARM_UP
    with ExitStack() as stack:
        urls = databases(stack, "floor", "messages")
        votes = prepare_floor(urls["floor"], needed)
        prepare(urls["messages"])
        ports = {
            "floor": stack.enter_context(served("floor", urls["floor"], KEY)),
            "messages": stack.enter_context(served("messages", urls["messages"], KEY, **ACCOUNT)),
        }
        runs: dict[str, list[Run]] = {name: [] for name in urls}
        for turn in range(-1, asked.turns):
            count = WARM_UP if turn < 0 else asked.messages
            for name in list(urls) if turn % 2 == 0 else list(urls)[::-1]:
                requests = [votes.pop() if name == "floor" else message(n) for n in range(count)]
                run = _driven(ports[name], urls[name], requests, asked.connections)
                if turn >= 0:
                    runs[name].append(run)
        _report(runs)
        check_tickets(urls["messages"], needed)


def databases(stack: ExitStack, *names: str) -> dict[str, str]:
    """A PostgreSQL of its own with a database for each target."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sanwen-bench-"))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    stack.callback(server.cleanup)
    for name in names:
        server.psql(f"CREATE DATABASE bench_{name};")
    return {name: url_of(server, name) for name in names}


def _driven(port: int, url: str, requests: list[bytes], connections: int) -> Run:
    _checkpoint(url)
    run = drive(port, requests, connections)
    if not set(run.statuses) <= {200, 201}:
        raise SystemExit(f"{url}: {run.statuses}")
    return run


def prepare(url: str) -> None:
    """People with a home, and offices that handle what they write about."""
    app = create_app(Settings(database_url=url, secret_key=KEY.encode(), data_key=KEY.encode()))
    with app.app_context():
        upgrade()
        at = clock.now()
        with transaction():
            estate = Estate(name="基准小区", division="510105", created_at=at)
            db.session.add(estate)
            db.session.flush()
            units = [uuid7() for _ in range(PEOPLE)]
            people = [(uuid7(), f"o-bench-{n}") for n in range(PEOPLE)]
            db.session.execute(insert(Unit), [_unit(estate.id, u, n) for n, u in enumerate(units)])
            db.session.execute(insert(Resident), [_person(*each, at) for each in people])
            bonds = [_bond(who[0], unit, at) for who, unit in zip(people, units, strict=True)]
            db.session.execute(insert(Membership), bonds)
            for kind in ("PM", "SO", "RC", "PW", "PS", "CM", "CP"):
                db.session.add(Office(kind=kind, division="510105", name=kind, phone=""))
        db.session.remove()
        db.engine.dispose()


def _unit(estate_id: object, unit_id: object, n: int) -> dict[str, object]:
    place = {"building": str(n // 100), "entrance": "1", "room": str(n)}
    kinds = {"use": UnitUse.RESIDENTIAL, "tenure": Tenure.DELIVERED}
    return {"id": unit_id, "estate_id": estate_id, "area_dm2": 8816, **place, **kinds}


def _person(person_id: object, openid: str, at: object) -> dict[str, object]:
    known = {"openid": openid, "openid_hash": fingerprint("openid", openid)}
    return {"id": person_id, "created_at": at, **known}


def _bond(person_id: object, unit_id: object, at: object) -> dict[str, object]:
    bond = {"role": MemberRole.OWNER, "state": MemberState.VERIFIED, "identity_level": 2}
    return {
        "id": uuid7(),
        "resident_id": person_id,
        "unit_id": unit_id,
        "created_at": at,
        **bond,
    }


def message(n: int) -> bytes:
    """One delivery as it goes over the wire: the XML encrypted and signed as WeChat does."""
    now = int(clock.now().timestamp())
    xml = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>o-bench-{n % PEOPLE}</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{SAYINGS[n % len(SAYINGS)]}</Content>"
        f"<MsgId>{secrets.randbelow(10**17)}</MsgId></xml>"
    )
    sealed = SAFE.close(xml, timestamp=now)
    query = urlencode(
        {
            "timestamp": now,
            "nonce": sealed.nonce,
            "signature": signature(TOKEN, str(now), sealed.nonce),
            "msg_signature": sealed.signature,
            "encrypt_type": "aes",
        }
    )
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed.encrypt}</Encrypt></xml>".encode()
    return (
        f"POST /wechat/official?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _checkpoint(url: str) -> None:
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))  # every turn starts with nothing left to write
    time.sleep(0.5)


def check_tickets(url: str, sent: int) -> None:
    with create_engine(url).connect() as connection:
        tickets = connection.execute(text("SELECT count(*) FROM ticket")).scalar_one()
    if tickets != sent:
        raise SystemExit(f"{sent} messages became {tickets} tickets")


def _report(runs: dict[str, list[Run]]) -> None:
    rates = {name: statistics.median(run.rate for run in done) for name, done in runs.items()}
    labels = {"floor": "floor /vote", "messages": "Sanwen, a message"}
    write = sys.stdout.write
    write(f"{'target':20}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'ratio':>8}\n")
    for name, done in runs.items():
        p50 = statistics.median(run.percentile(0.5) for run in done)
        p99 = statistics.median(run.percentile(0.99) for run in done)
        ratio = rates[name] / rates["floor"]
        write(f"{labels[name]:20}{rates[name]:10.0f}{p50:9.2f}{p99:9.2f}{ratio:8.3f}\n")


if __name__ == "__main__":
    main()
