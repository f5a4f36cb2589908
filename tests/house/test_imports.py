"""Imports run down the stairs, stand at the top of files, and never loop."""

import ast

import pytest
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.configuration import configure

from tests.house.sources import ROOT, functions, product

# Names under which nobody finds anything.
DRAWERS = {"common", "utils", "util", "helpers", "lib", "misc", "core", "base_classes"}


@pytest.mark.slow
def test_the_contracts_of_the_stairs_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    configure()
    report = create_report(read_user_options(config_filename="pyproject.toml"))
    broken = [
        contract.name for contract, check in report.get_contracts_and_checks() if not check.kept
    ]
    assert report.module_count > 20
    assert broken == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{source.name}:{node.lineno}"
        for source in product()
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_room_is_a_drawer() -> None:
    drawers = [s.name for s in product() if DRAWERS.intersection(s.module.split("."))]
    assert drawers == []


def test_package_files_are_empty() -> None:
    full = [s.name for s in product() if s.path.name == "__init__.py" and s.text.strip()]
    assert full == []
