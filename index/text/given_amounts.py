"""Amounts that a question asks for (English): whether a text gives a price for *how much*, or a duration for *how long*."""

import re

from index.text.lazy_patterns import lazy_pattern

PRICE = lazy_pattern(
    r"[€$£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[€$£¥₹%]|(?-i:[A-Z]{3})\b|(?:euros?|dollars?|pounds?|pence|cents?|quid|coins?|points?|tokens?"
    r"|credits?|gems?)\b)|\bfree\b",
    re.IGNORECASE,
)
SPAN = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|months?|years?)\b"
NUMBER = r"(?:\d[\d.,–-]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several)"
DURATION = lazy_pattern(rf"\b{NUMBER}(?:\s(?:and\sa\shalf|working|business|calendar|full|whole))?[\s-]?{SPAN}", re.IGNORECASE)
DISTANCE = lazy_pattern(
    rf"\b{NUMBER}\s?(?:km|kilomet(?:er|re)s?|m|met(?:er|re)s?|miles?|feet|ft|yards?|minutes?|stops?)\b", re.IGNORECASE
)
ASKED = (
    (lazy_pattern(r"\bhow\s(?P<word>much)\s(?:is|are|was|were|does|do|did|for|would|will|it|to)\b", re.IGNORECASE), PRICE),
    (lazy_pattern(r"\bhow\s(?P<word>long|soon|fast|quick|quickly)\b", re.IGNORECASE), DURATION),
    (lazy_pattern(r"\bhow\s(?P<word>far)\b", re.IGNORECASE), DISTANCE),
)
"""Questions for an amount with the word that asks for it, and what a text that gives one has."""


def given_amounts(question: str, text: str) -> tuple[str, ...]:
    """Return the words of a question, such as *much*, that ask for an amount which a text gives and the question does not."""
    found = ((asked.search(question), amount) for asked, amount in ASKED)
    return tuple(match["word"] for match, amount in found if match and _is_given(amount, question, text))


def _is_given(amount: re.Pattern[str], question: str, text: str) -> bool:
    return any(match[0] not in question for match in amount.finditer(text))
