"""Abbreviations and names of programs, which word lists lack although people write them as they are."""

import re
from collections.abc import Callable

SHORT_FORMS = frozenset(
    (
        *("mons", "fris", "sats", "suns", "min", "mins", "sec", "secs", "hr", "hrs", "wk", "wks", "mth", "mths", "yr", "yrs"),
        *("kgs", "kms", "cms", "lbs", "sqm", "qty", "pcs", "approx", "incl", "excl", "appt", "max"),
        *("acct", "accts", "addr", "asst", "atms", "chem", "contrib", "contribs", "dist", "indef", "maint", "perf", "recs"),
        *("authn", "authz", "builtin", "builtins", "ddos", "sigs"),
        *("acdt", "acst", "aedt", "aest", "awst", "cest", "eest"),
    )
)
"""Abbreviations of weekdays, units, time zones and the like."""
PROGRAM = re.compile("([a-z]{3,})(?:js|db|dom|sql|css|php|cpp|sdk|api|cli|vpn|gpt|xml|json)s?|([a-z]{3,}s)x")
"""The name of a program: a word with what it is written in or made for, or the plural of one with an *x*."""


def is_short_form(word: str, is_frequent: Callable[[str], bool]) -> bool:
    """Return whether a word is an abbreviation, or the name of a program that is made of a word: *nodejs*, *indexeddb*."""
    program = PROGRAM.fullmatch(word)
    return word in SHORT_FORMS or (program is not None and is_frequent(program[1] or program[2]))
