"""What an operator may set, read once from the environment; a wrong name stops the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from bot.wechat.crypto import SafeMode

DEMO_TOKEN = "sanwen-demo-token"  # noqa: S105  # nobody's: it stands in docs/settings.md
INSTANCE = Path(__file__).resolve().parent.parent / "instance"


class SettingsError(ValueError):
    """The environment is wrong; the sentence says which name, and what to do."""


@dataclass(frozen=True)
class Account:
    """A WeChat account's credentials; all empty: none is connected."""

    appid: str = ""
    secret: str = ""
    token: str = ""
    aes_key: str = ""


@dataclass(frozen=True)
class Settings:
    """The table of ``docs/settings.md``: one attribute a row, an ``Account`` four."""

    database_url: str
    secret_key: bytes
    data_key: bytes
    wechat: Literal["demo", "live"] = "demo"
    wechat_api_base: str = ""
    official: Account = Account()
    miniprogram: Account = Account()
    redis_url: str = ""
    clock: Literal["inline", "external"] = "external"
    crypto: Literal["international", "guomi"] = "international"
    models: str = str(INSTANCE / "models")
    answers: str = ""
    subscribe_templates: str = ""

    @property
    def is_demo(self) -> bool:
        return self.wechat == "demo"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``SANWEN_…``. SettingsError names what is unknown, missing or out of bounds."""
        _refuse_unknown(environ)

        def get(name: str, default: str = "") -> str:
            return environ.get(f"SANWEN_{name}", default).strip()

        def one_of(name: str, default: str, *allowed: str) -> Any:
            value = get(name, default)
            if value not in allowed:
                raise SettingsError(f"SANWEN_{name} must be one of {', '.join(allowed)}")
            return value

        url = get("DATABASE_URL", f"sqlite:///{INSTANCE / 'sanwen.db'}")
        wechat = one_of("WECHAT", "demo", "demo", "live")
        clock = "inline" if url.startswith("sqlite") else "external"
        official, miniprogram = _account(environ, "OFFICIAL"), _account(environ, "MINIPROGRAM")
        if wechat == "demo":
            official, miniprogram = _with_token(official), _with_token(miniprogram)
        return cls(
            database_url=url,
            secret_key=_key(get("SECRET_KEY"), "SECRET_KEY", demo=wechat == "demo"),
            data_key=_key(get("DATA_KEY"), "DATA_KEY", demo=wechat == "demo"),
            wechat=wechat,
            wechat_api_base=get("WECHAT_API_BASE"),
            official=official,
            miniprogram=miniprogram,
            redis_url=get("REDIS_URL"),
            clock=one_of("CLOCK", clock, "inline", "external"),
            crypto=one_of("CRYPTO", "international", "international", "guomi"),
            models=get("MODELS", str(INSTANCE / "models")),
            answers=get("ANSWERS"),
            subscribe_templates=get("SUBSCRIBE_TEMPLATES"),
        )


def _with_token(account: Account) -> Account:
    """In the demo both accounts' doors are open, to whoever knows this token."""
    return account if account.token else replace(account, token=DEMO_TOKEN)


def names() -> set[str]:
    """Every environment variable that means something here."""
    plain = {f.name for f in fields(Settings)} - {"official", "miniprogram"}
    accounts = {
        f"{account}_{part.name}"
        for account in ("official", "miniprogram")
        for part in fields(Account)
    }
    return {f"SANWEN_{name.upper()}" for name in plain | accounts} | {"SANWEN_STAFF_PASSWORD"}


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    unknown = sorted(n for n in environ if n.startswith("SANWEN_") and n not in names())
    if unknown:
        raise SettingsError(f"unknown setting {', '.join(unknown)}; see docs/settings.md")


def _account(environ: Mapping[str, str], prefix: str) -> Account:
    parts = {f.name: environ.get(f"SANWEN_{prefix}_{f.name.upper()}", "") for f in fields(Account)}
    account = Account(**{name: value.strip() for name, value in parts.items()})
    if account.aes_key:
        try:
            SafeMode(account.token, account.aes_key, account.appid)
        except ValueError as wrong:
            raise SettingsError(f"SANWEN_{prefix}_AES_KEY: {wrong}") from wrong
    return account


def _key(given: str, name: str, *, demo: bool) -> bytes:
    """A key from the environment; in demo mode a random one, kept so that a restart can read."""
    if given:
        if len(given) < 32:
            raise SettingsError(f"SANWEN_{name} must have at least 32 characters")
        return given.encode()
    if not demo:
        raise SettingsError(
            f"SANWEN_{name} is missing. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    kept = INSTANCE / f"{name.lower()}.demo"
    if not kept.exists():
        INSTANCE.mkdir(exist_ok=True)
        _write_once(kept, secrets.token_urlsafe(48))
    return kept.read_bytes().strip()


def _write_once(path: Path, text: str) -> None:
    """Several workers may start at once: the first one's key is everybody's."""
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(text)
    part.chmod(0o600)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
