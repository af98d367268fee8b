"""Regular expressions that are compiled when they are first used, or made of lists of words.

To compile all that a question may need takes an eighth of the time from the start of a process to its first answer, and most
questions need a few of them.
"""

import re
from collections.abc import Iterable
from typing import Any, cast

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "pattern", "flags", "groupindex")


class _LazyPattern:
    """Stands in for a compiled pattern, whose methods it takes over at the first use; it is not the `re` of a match."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and return one of its methods."""
        if name not in METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        vars(self).update((each, getattr(compiled, each)) for each in METHODS)
        return vars(self)[name]


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what stands in for a regular expression until it is used. It is compiled then, and raises `re.error` only then."""
    return cast("re.Pattern[str]", _LazyPattern(source, flags))


def alternatives(patterns: Iterable[str]) -> str:
    """Return a pattern of words or patterns, longer ones first, so that none is taken for a shorter one at its start."""
    return "|".join(sorted(patterns, key=len, reverse=True))
