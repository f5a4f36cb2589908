"""The environment is read strictly, and the secret is made once however many start at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.settings import Settings, SettingsFault


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
