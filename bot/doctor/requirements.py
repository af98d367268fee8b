"""Parse the requirements of an installed distribution, and compare versions with them.

Does not use `packaging`, which may itself be missing. Understands only what Footnote's own requirements use: comparisons
like `>=`, `<` and `==` with numeric versions, and the marker `extra == "..."`.
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(?:\[[^]]*\])?\s*\(?(?P<versions>[^;)]*)\)?\s*(?:;(?P<marker>.*))?")
CLAUSE = re.compile(r"(?P<operator>===|~=|[<>=!]=|[<>])\s*(?P<version>[\w.+!*-]+)")
EXTRA = re.compile(r"""extra\s*==\s*["'](?P<extra>[^"']+)["']""")
OPERATORS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A required distribution: its name, its version range (`>=1.12,<2`), and the extra that requires it, if any."""

    name: str
    versions: str
    extra: str | None = None

    def __str__(self) -> str:
        return f"{self.name}{self.versions}"

    def is_satisfied_by(self, version: str) -> bool:
        """Return whether a version is in the required range; clauses with an unknown operator count as satisfied."""
        return all(
            OPERATORS[clause["operator"]](_compare(version, clause["version"]), 0)
            for clause in CLAUSE.finditer(self.versions)
            if clause["operator"] in OPERATORS
        )


def read_requirements(lines: Iterable[str]) -> tuple[Requirement, ...]:
    """Parse requirement lines from distribution metadata, where a name is listed once for each extra."""
    return tuple(_from_match(found) for line in lines if (found := REQUIREMENT.fullmatch(line.strip())))


def _from_match(found: re.Match[str]) -> Requirement:
    extra = EXTRA.search(found["marker"] or "")
    return Requirement(found["name"], re.sub(r"\s", "", found["versions"]), extra["extra"] if extra else None)


def _compare(version: str, other: str) -> int:
    """Return a negative number if a version precedes the other, 0 if their numbers are equal (2.0 and 2.0.0+cpu are)."""
    pairs = zip_longest(_numbers(version), _numbers(other), fillvalue=0)
    return next((left - right for left, right in pairs if left != right), 0)


def _numbers(version: str) -> list[int]:
    found = re.match(r"\d+(\.\d+)*", version)
    return [int(number) for number in found[0].split(".")] if found else []
