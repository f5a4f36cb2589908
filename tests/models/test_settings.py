"""The environment is read strictly, and the secret is made once however many start at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.requests.texting.tables import WHATS
from models.settings import REQUEST_TEMPLATES, Settings, SettingsFault


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    environ = {"LIANXIN_VAR": str(tmp_path / "var")}
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: Settings.from_env(environ).secret, range(32)))
    assert len(secrets) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [("LIANXIN_PORT", "0"), ("LIANXIN_PORT", "http"), ("LIANXIN_NIGHT_HOUR", "24")],
)
def test_a_senseless_number_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=name):
        Settings.from_env({"LIANXIN_VAR": str(tmp_path), name: value})


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="32"):
        Settings.from_env({"LIANXIN_VAR": str(tmp_path), "LIANXIN_SECRET": "short"})


SMS = {
    "LIANXIN_SMS_URL": "https://sms.example/send",
    "LIANXIN_SMS_KEY": "k",
    "LIANXIN_SMS_SECRET": "s",
    "LIANXIN_SMS_SIGN": "连心",
    "LIANXIN_SMS_TEMPLATE": "T1",
}
SMTP = {"LIANXIN_SMTP_HOST": "mail.example", "LIANXIN_SMTP_FROM": "a@example.com"}


def test_channels_are_those_that_are_set_up(tmp_path: Path) -> None:
    var = {"LIANXIN_VAR": str(tmp_path)}
    assert Settings.from_env(var).channels == ()
    wecom = {"LIANXIN_WECOM_URL": "https://qyapi.weixin.qq.com/x"}
    found = Settings.from_env(var | SMS | SMTP | wecom)
    assert found.channels == ("email", "sms", "wecom")
    assert found.smtp is not None and (found.smtp.port, found.smtp.tls) == (587, "starttls")
    assert found.sms is not None and not found.sms.idempotent


@pytest.mark.parametrize("missing", [name for name in SMS if name != "LIANXIN_SMS_URL"])
def test_half_a_gateway_is_refused(tmp_path: Path, missing: str) -> None:
    rest = {name: value for name, value in SMS.items() if name != missing}
    with pytest.raises(SettingsFault, match=missing):
        Settings.from_env({"LIANXIN_VAR": str(tmp_path)} | rest)


def test_each_thing_a_requester_is_told_may_have_a_template(tmp_path: Path) -> None:
    assert set(REQUEST_TEMPLATES) == set(WHATS)
    given = SMS | {"LIANXIN_SMS_REQUEST_ASKED_TEMPLATE": "T9"}
    found = Settings.from_env({"LIANXIN_VAR": str(tmp_path)} | given)
    assert found.sms is not None and found.sms.request_templates == {"asked": "T9"}


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    given = SMS | {"LIANXIN_SMS_SECRET_FILE": str(tmp_path / "secret")}
    found = Settings.from_env({"LIANXIN_VAR": str(tmp_path)} | given)
    assert found.sms is not None and found.sms.secret == "from the file"
    with pytest.raises(SettingsFault, match="LIANXIN_SMS_SECRET_FILE"):
        Settings.from_env(
            {"LIANXIN_VAR": str(tmp_path)} | SMS | {"LIANXIN_SMS_SECRET_FILE": "/nowhere"}
        )


def test_a_way_of_sealing_letters_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="LIANXIN_SMTP_TLS"):
        Settings.from_env({"LIANXIN_VAR": str(tmp_path), "LIANXIN_SMTP_TLS": "ssl3"} | SMTP)


def test_the_secret_may_lie_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "lianxin.key"
    environ = {"LIANXIN_VAR": str(tmp_path / "var"), "LIANXIN_SECRET_FILE": str(file)}
    with pytest.raises(SettingsFault, match="读不了"):
        Settings.from_env(environ)
    file.write_text("s" * 32 + "\n")
    file.chmod(0o640)
    with pytest.raises(SettingsFault, match="chmod 600"):
        Settings.from_env(environ)
    file.chmod(0o600)
    assert Settings.from_env(environ | {"LIANXIN_SECRET": "another " * 8}).secret == b"s" * 32
    file.write_text("short")
    with pytest.raises(SettingsFault, match="32"):
        Settings.from_env(environ)


def test_one_of_two_ciphers(tmp_path: Path) -> None:
    var = {"LIANXIN_VAR": str(tmp_path)}
    assert Settings.from_env(var).cipher == "aes"
    assert Settings.from_env(var | {"LIANXIN_CIPHER": "sm4"}).cipher == "sm4"
    with pytest.raises(SettingsFault, match="LIANXIN_CIPHER"):
        Settings.from_env(var | {"LIANXIN_CIPHER": "des"})
