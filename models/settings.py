"""What the surroundings decide: read once from the environment, passed on as an argument."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingsFault(Exception):
    """A variable of the environment has a value the product cannot work with."""


@dataclass(frozen=True)
class Settings:
    """All settings; every one is described in docs/operations.md."""

    var: Path
    secret: bytes
    database_url: str | None
    database_app_url: str | None
    redis_url: str | None
    host: str
    port: int
    night_hour: int
    demo: bool
    https: bool
    trusted_proxies: int

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables; the secret is made on first use and kept in the var folder."""
        var = Path(environ.get("LIANXIN_VAR") or "var").absolute()
        return cls(
            var=var,
            secret=_secret(environ, var),
            database_url=environ.get("DATABASE_URL") or None,
            database_app_url=environ.get("DATABASE_APP_URL") or None,
            redis_url=environ.get("REDIS_URL") or None,
            host=environ.get("LIANXIN_HOST") or "127.0.0.1",
            port=_number(environ, "LIANXIN_PORT", 8000, 1, 65535),
            night_hour=_number(environ, "LIANXIN_NIGHT_HOUR", 2, 0, 23),
            demo=environ.get("LIANXIN_DEMO") == "1",
            https=environ.get("LIANXIN_HTTPS") == "1",
            trusted_proxies=_number(environ, "LIANXIN_TRUSTED_PROXIES", 0, 0, 9),
        )


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsFault(f"{name} 应为 {least} 到 {most} 的整数，现为“{text}”")
    return int(text)


def _secret(environ: Mapping[str, str], var: Path) -> bytes:
    given = environ.get("LIANXIN_SECRET")
    if given:
        if len(given) < 32:
            raise SettingsFault("LIANXIN_SECRET 至少要 32 个字符")
        return given.encode()
    path = var / "secret.key"
    if not path.exists():
        _keep_secret(path, secrets.token_hex(32).encode())
    return path.read_bytes()


def _keep_secret(path: Path, secret: bytes) -> None:
    """Put a new secret at ``path`` whole, unless another process was first.

    Linked into place from a finished file: nobody can read half a secret, and of two processes
    that start at once the first one decides.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
