"""What `footnote doctor --json` prints, as tests look at it."""

import json

MARKS = {"ok", "warning", "failed", "skipped"}


class Report:
    """What `footnote doctor --json` printed."""

    def __init__(self, code, said):
        self.code, values = code, json.loads(said)
        assert values.keys() == {"ok", "checks", "invite"}
        self.is_ok, self.checks, self.invite = values["ok"], values["checks"], values["invite"]
        for check in self.checks:
            assert check.keys() == {"name", "state", "found", "fix"}
            assert check["state"] in MARKS
            assert check["fix"] or check["state"] not in {"warning", "failed"}
        assert self.is_ok is (code == 0) is not bool(self.named("failed"))

    def named(self, state):
        """The names of the checks in a state, in their order."""
        return [check["name"] for check in self.checks if check["state"] == state]

    def of(self, name):
        """State, finding and fix of the one check of a name."""
        [found] = [check for check in self.checks if check["name"] == name]
        return found["state"], found["found"], found["fix"]
