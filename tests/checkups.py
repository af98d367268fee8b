"""A reader for the output of `footnote doctor --json`, and a cache for its slowest check."""

import json
from functools import cache

from bot.doctor.importing import find_unimportable

tried_out = cache(find_unimportable)
"""Imports packages in a child process, as the doctor does, but once for all tests."""
MARKS = {"ok", "warning", "failed", "skipped"}


class Report:
    """The parsed output of `footnote doctor --json`; its shape is checked on the way in."""

    def __init__(self, code, output):
        self.code, values = code, json.loads(output)
        assert values.keys() == {"ok", "checks", "invite"}
        self.is_ok, self.checks, self.invite = values["ok"], values["checks"], values["invite"]
        for check in self.checks:
            assert check.keys() == {"name", "state", "found", "fix"}
            assert check["state"] in MARKS
            assert check["fix"] or check["state"] not in {"warning", "failed"}
        assert self.is_ok is (code == 0) is not bool(self.named("failed"))

    def named(self, state):
        """Return the names of the checks in a state, in order."""
        return [check["name"] for check in self.checks if check["state"] == state]

    def of(self, name):
        """Return the state, finding and fix of the only check with this name."""
        [found] = [check for check in self.checks if check["name"] == name]
        return found["state"], found["found"], found["fix"]
