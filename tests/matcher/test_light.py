"""What the models import must not pull in the solver."""

import subprocess
import sys

import pytest

LIGHT = (
    "matcher.care.rules",
    "matcher.care.arrays",
    "matcher.care.urgency",
    "matcher.employment.rules",
    "matcher.employment.arrays",
    "matcher.employment.urgency",
    "matcher.certificate",
    "matcher.explain",
)


@pytest.mark.parametrize("module", LIGHT)
def test_rules_and_arrays_load_no_solver(module):
    heavy = "{m.split('.')[0] for m in sys.modules} & {'scipy', 'ortools', 'sklearn'}"
    code = f"import sys, {module}; print(*{heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
