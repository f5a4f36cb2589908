"""Whatever an operator can set or start stands in docs/operations.md, and nothing else does."""

import ast
import re

from tests.house.sources import ROOT, product

OPERATIONS = ROOT / "docs" / "operations.md"
VARIABLE = re.compile(r"^(LIANXIN_[A-Z_]+|DATABASE_[A-Z_]*URL|REDIS_URL)$")


def _variables() -> set[str]:
    settings = next(s for s in product() if s.module == "models.settings")
    return {
        node.value
        for node in ast.walk(settings.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.match(node.value)
    }


def _commands() -> set[str]:
    doors = [s.module for s in product() if 'if __name__ == "__main__"' in s.text]
    return {f"python -m {module.removesuffix('.__main__')}" for module in doors}


def _targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    return {f"make {target}" for target in phony.group(1).split()}


def test_every_setting_is_documented() -> None:
    text = OPERATIONS.read_text("utf-8")
    assert {name for name in _variables() if f"`{name}`" not in text} == set()


def test_no_setting_is_documented_that_is_not_there() -> None:
    written = re.findall(r"`((?:LIANXIN|DATABASE|REDIS)_[A-Z_]+)`", OPERATIONS.read_text("utf-8"))
    assert set(written) - _variables() == set()


def test_every_command_is_documented() -> None:
    text = OPERATIONS.read_text("utf-8")
    wanted = _commands() | _targets()
    assert len(wanted) > 6
    assert {command for command in wanted if f"`{command}" not in text} == set()


def test_no_command_is_documented_that_is_not_there() -> None:
    written = re.findall(r"`(python -m (?:jobs|models|web)[\w.]*)", OPERATIONS.read_text("utf-8"))
    assert set(written) - _commands() == set()


def test_only_settings_read_the_surroundings() -> None:
    readers = [
        source.name
        for source in product()
        if re.search(r"os\.(environ|getenv)\b", source.text)
        # Children of the supervisor are given the surroundings it stands in.
        and source.module not in {"models.settings", "jobs.services.child"}
    ]
    assert readers == []


def test_every_attack_of_the_list_is_tried() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 30
    for path, test in named:
        assert f"def {test or 'test_'}" in (ROOT / path).read_text("utf-8"), (path, test)
