"""What the surroundings decide: read once from the environment, passed on as an argument."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

# What is told to whoever asked for something -> the variable that names its template.
REQUEST_TEMPLATES = MappingProxyType(
    {
        "received": "LIANXIN_SMS_REQUEST_RECEIVED_TEMPLATE",
        "accepted": "LIANXIN_SMS_REQUEST_ACCEPTED_TEMPLATE",
        "answered": "LIANXIN_SMS_REQUEST_ANSWERED_TEMPLATE",
        "referred": "LIANXIN_SMS_REQUEST_REFERRED_TEMPLATE",
        "asked": "LIANXIN_SMS_REQUEST_ASKED_TEMPLATE",
    }
)


SECRET_BYTES = 32


class SettingsFault(Exception):
    """A variable of the environment has a value the product cannot work with."""


@dataclass(frozen=True)
class Smtp:
    """The mail server that notices leave by; ``tls``: starttls, tls from the start, or none."""

    host: str
    port: int
    tls: str
    user: str | None
    password: str | None
    sender: str


@dataclass(frozen=True)
class Sms:
    """The SMS gateway; ``idempotent``: it sends a message with an id it has seen once only.

    ``code_template``: for the code of a visit; without it codes are not texted.
    ``request_templates``: for what is told to whoever asked for something, by what it is.
    """

    url: str
    key: str
    secret: str
    sign: str
    template: str
    idempotent: bool
    code_template: str | None = None
    request_templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """All settings; every one is described in docs/operations.md.

    ``second_factor``: staff need one. No variable turns it off; tests of other things do.
    """

    var: Path
    secret: bytes
    cipher: str
    database_url: str | None
    database_app_url: str | None
    redis_url: str | None
    host: str
    port: int
    night_hour: int
    demo: bool
    https: bool
    trusted_proxies: int
    public_url: str | None
    smtp: Smtp | None
    sms: Sms | None
    wecom_url: str | None
    second_factor: bool = True

    @property
    def channels(self) -> tuple[str, ...]:
        """The ways beyond the app by which notices can go out here."""
        ways = (("email", self.smtp), ("sms", self.sms), ("wecom", self.wecom_url))
        return tuple(name for name, way in ways if way is not None)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables; the secret is made on first use and kept in the var folder."""
        var = Path(environ.get("LIANXIN_VAR") or "var").absolute()
        return cls(
            var=var,
            secret=_secret(environ, var),
            cipher=_one_of(environ, "LIANXIN_CIPHER", ("aes", "sm4")),
            database_url=environ.get("DATABASE_URL") or None,
            database_app_url=environ.get("DATABASE_APP_URL") or None,
            redis_url=environ.get("REDIS_URL") or None,
            host=environ.get("LIANXIN_HOST") or "127.0.0.1",
            port=_number(environ, "LIANXIN_PORT", 8000, 1, 65535),
            night_hour=_number(environ, "LIANXIN_NIGHT_HOUR", 2, 0, 23),
            demo=environ.get("LIANXIN_DEMO") == "1",
            https=environ.get("LIANXIN_HTTPS") == "1",
            trusted_proxies=_number(environ, "LIANXIN_TRUSTED_PROXIES", 0, 0, 9),
            public_url=_given(environ, "LIANXIN_URL"),
            smtp=_smtp(environ),
            sms=_sms(environ),
            wecom_url=_given(environ, "LIANXIN_WECOM_URL"),
        )


def _given(environ: Mapping[str, str], name: str) -> str | None:
    """A variable, or the content of the file that ``NAME_FILE`` names; secrets come either way."""
    file = environ.get(name + "_FILE")
    if not file:
        return environ.get(name) or None
    try:
        return Path(file).read_text("utf-8").strip() or None
    except OSError as fault:
        raise SettingsFault(f"{name}_FILE 指定的文件读不了：{file}") from fault


def _needed(environ: Mapping[str, str], name: str, beside: str) -> str:
    found = _given(environ, name)
    if found is None:
        raise SettingsFault(f"设置了 {beside}，还要设置 {name}")
    return found


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    host = _given(environ, "LIANXIN_SMTP_HOST")
    if host is None:
        return None
    tls = _one_of(environ, "LIANXIN_SMTP_TLS", ("starttls", "tls", "none"))
    return Smtp(
        host=host,
        port=_number(environ, "LIANXIN_SMTP_PORT", 465 if tls == "tls" else 587, 1, 65535),
        tls=tls,
        user=_given(environ, "LIANXIN_SMTP_USER"),
        password=_given(environ, "LIANXIN_SMTP_PASSWORD"),
        sender=_needed(environ, "LIANXIN_SMTP_FROM", "LIANXIN_SMTP_HOST"),
    )


def _sms(environ: Mapping[str, str]) -> Sms | None:
    url = _given(environ, "LIANXIN_SMS_URL")
    if url is None:
        return None
    key, secret, sign, template = (
        _needed(environ, name, "LIANXIN_SMS_URL")
        for name in (
            "LIANXIN_SMS_KEY",
            "LIANXIN_SMS_SECRET",
            "LIANXIN_SMS_SIGN",
            "LIANXIN_SMS_TEMPLATE",
        )
    )
    idempotent = environ.get("LIANXIN_SMS_IDEMPOTENT") == "1"
    code_template = _given(environ, "LIANXIN_SMS_CODE_TEMPLATE")
    named = {what: _given(environ, name) for what, name in REQUEST_TEMPLATES.items()}
    given = {what: found for what, found in named.items() if found is not None}
    return Sms(url, key, secret, sign, template, idempotent, code_template, given)


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsFault(f"{name} 应为 {least} 到 {most} 的整数，现为“{text}”")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """One of the words known, the first where none is given."""
    found = environ.get(name) or known[0]
    if found not in known:
        raise SettingsFault(f"{name} 应为 {'、'.join(known[:-1])} 或 {known[-1]}，现为“{found}”")
    return found


def _secret(environ: Mapping[str, str], var: Path) -> bytes:
    file = environ.get("LIANXIN_SECRET_FILE")
    if file:
        return secret_of(Path(file))
    given = environ.get("LIANXIN_SECRET")
    if given:
        return _long_enough(given.encode(), "LIANXIN_SECRET")
    path = var / "secret.key"
    if not path.exists():
        _keep_secret(path, secrets.token_hex(32).encode())
    return path.read_bytes()


def secret_of(file: Path) -> bytes:
    """The secret in a file that nobody but its owner may read."""
    try:
        others = file.stat().st_mode & 0o077
        found = file.read_bytes().strip()
    except OSError as fault:
        raise SettingsFault(f"主密钥文件读不了：{file}") from fault
    if others:
        raise SettingsFault(f"主密钥文件 {file} 别人也能读，请先运行：chmod 600 {file}")
    return _long_enough(found, str(file))


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < SECRET_BYTES:
        raise SettingsFault(f"{where} 至少要 {SECRET_BYTES} 个字符")
    return secret


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
