"""What an installed distribution requires, and whether a version satisfies it.

Read without the library that pip uses for this, which may be what is missing. It understands what Footnote's own
requirements say: `>=`, `<`, `==` and the like with versions of numbers, and `extra == "..."`.
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(?:\[[^]]*\])?\s*\(?(?P<versions>[^;)]*)\)?\s*(?:;(?P<marker>.*))?")
CLAUSE = re.compile(r"(?P<sign>===|~=|[<>=!]=|[<>])\s*(?P<version>[\w.+!*-]+)")
EXTRA = re.compile(r"""extra\s*==\s*["'](?P<extra>[^"']+)["']""")
SIGNS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that is required, in which versions (`>=1.12,<2`), and by which extra, if by one."""

    name: str
    versions: str
    extra: str | None = None

    def __str__(self) -> str:
        return f"{self.name}{self.versions}"

    def is_satisfied_by(self, version: str) -> bool:
        """Whether a version is one of those that are required; signs that are not known are taken as satisfied."""
        return all(
            SIGNS[clause["sign"]](_compare(version, clause["version"]), 0)
            for clause in CLAUSE.finditer(self.versions)
            if clause["sign"] in SIGNS
        )


def read_requirements(lines: Iterable[str]) -> tuple[Requirement, ...]:
    """Requirements as the metadata of a distribution lists them, each name once for each extra."""
    return tuple(_read(found) for line in lines if (found := REQUIREMENT.fullmatch(line.strip())))


def _read(found: re.Match[str]) -> Requirement:
    extra = EXTRA.search(found["marker"] or "")
    return Requirement(found["name"], re.sub(r"\s", "", found["versions"]), extra["extra"] if extra else None)


def _compare(version: str, other: str) -> int:
    """Below 0 if a version comes before another, 0 if their numbers are the same (2.0 and 2.0.0+cpu are)."""
    pairs = zip_longest(_numbers(version), _numbers(other), fillvalue=0)
    return next((one - another for one, another in pairs if one != another), 0)


def _numbers(version: str) -> list[int]:
    found = re.match(r"\d+(\.\d+)*", version)
    return [int(number) for number in found[0].split(".")] if found else []
