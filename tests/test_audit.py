"""The dependency audit in `.ci`: a vulnerability fails CI, a missing network does not."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

WELL = {"name": "numpy", "version": "2.0", "vulns": []}
BAD = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "rich", "skip_reason": "not found"}


@pytest.fixture
def audit(tmp_path):
    """Run the audit with a fake pip-audit that prints the given output."""

    def audit(printed, complaint=""):
        (tmp_path / "pip_audit.py").write_text(f"import sys; print({printed!r}); print({complaint!r}, file=sys.stderr)")
        command = [sys.executable, str(ROOT / ".ci" / "audit.py")]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout.splitlines()

    return audit


def test_a_known_vulnerability_is_reported_with_its_fix(audit):
    code, lines = audit(json.dumps({"dependencies": [WELL, BAD, UNKNOWN]}))
    assert code == 1
    assert lines == [
        "lxml 1.0: PYSEC-1, fixed in 1.1",
        "dependency audit: 2 of 3 packages looked up, 1 known vulnerabilities",
    ]


def test_a_clean_audit_says_how_many_packages_were_checked(audit):
    assert audit(json.dumps({"dependencies": [WELL, UNKNOWN]})) == (
        0,
        ["dependency audit: 1 of 2 packages looked up, 0 known vulnerabilities"],
    )


@pytest.mark.parametrize(
    ("printed", "complaint"), [("", "requests.exceptions.ConnectionError: no"), (json.dumps({"dependencies": [UNKNOWN]}), "")]
)
def test_an_audit_that_cannot_check_anything_says_that_it_was_skipped(audit, printed, complaint):
    code, [line] = audit(printed, complaint)
    assert code == 0
    assert line.startswith("dependency audit: skipped: ")


def test_an_audit_that_crashes_fails(audit):
    assert audit("", "pip_audit: error: unrecognized arguments") == (
        1,
        ["dependency audit: failed: pip_audit: error: unrecognized arguments"],
    )
