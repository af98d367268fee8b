"""Told problems (English): what has happened, without where, how and what else: *my laptop got stolen on the train*."""

import re
from itertools import islice

from index.text.clauses import SPECIFIES, TELLS, TELLS_OF, asks_something
from index.text.dependence import lean
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern

LESS = lazy_pattern(
    r"\s(?=(?:on|at|in|with|from|during|behind|beside|inside|near|outside)\s(?!on\b|at\b|in\b|with\b|from\b)\w"
    r"|(?P<more>and|while|because|cause|cos|coz|when)\s\w)",
    re.IGNORECASE,
)
"""What separates a problem from where and how it happened, and from what `more` did."""
WHAT_NOW = lazy_pattern(
    r"[\s,;.!?]+(?:(?:so|and)\s)?(?:what\s(?:do|can|could|should|shall|must|would)\s(?:i|we)\s(?:do|have\sto\sdo)(?:\snow|\snext)?"
    r"|what\snow|now\swhat|any\s(?:advice|ideas?|help|tips)|help(?:\s(?:me|us))?)[\s?!.]*$",
    re.IGNORECASE,
)
"""A question that names nothing, after a problem."""
MAX_CUTS = 8
"""The most places at which a problem may be cut short."""
MIN_TOLD = 2
"""Words that name something, from which a problem makes sense without the rest."""


def problem_readings(message: str) -> tuple[str, ...]:
    """Return up to two shorter forms of an English message that tells a problem and asks at most what now, the longer first."""
    message = WHAT_NOW.sub("", message)
    told = next((match for each in (TELLS, TELLS_OF) if (match := each.match(message))), None)
    if told is None or asks_something(message) or SPECIFIES.search(message):
        return ()
    cuts = list(islice(LESS.finditer(message, told.end()), MAX_CUTS))
    first_more = next((place for place, cut in enumerate(cuts) if cut["more"]), len(cuts))
    shorter = [message[: cut.start()] for cut in cuts[: first_more + 1]]
    found = next((each for each in shorter if len(lean(each, ENGLISH).content) >= MIN_TOLD), None)
    return tuple(dict.fromkeys((shorter[-1], found))) if found else ()
