"""Questions for a time of day (English), and whether a text states one: *open daily* says nothing of *how late?*."""

import re

from index.text.lazy_patterns import lazy_pattern
from index.text.literals import find_literals

ASKS_TIME = lazy_pattern(
    r"(?<!\bin\s)(?<!\bwithin\s)\b(?:what|which)\stimes?\b(?!\s(?:of|frames?|limits?|periods?|spans?|zones?)\b)"
    r"|\bhow\s(?:late|early)\s(?:is|are|do|does|can|will)\b",
    re.IGNORECASE,
)
"""Words that ask for a time of day, whatever else is asked; *within what time* asks how long something takes."""
ASKS_OPENING = lazy_pattern(
    r"\bwhen\b.{1,40}?\b(?:open|opens|opened|opening|close|closes|closed|closing)\b|\b(?:opening|closing)\s(?:hours?|times?)\b",
    re.IGNORECASE,
)
"""Words that ask for a time of day if the day is named: *when do you open on Sunday?*."""
ANY_TIME = lazy_pattern(
    r"\b(?:closed|closes|shut|nobody|appointment|cancelled|all\s(?:day|night)|(?:day|night)\sand\s(?:day|night)|24/7|24\s?h(?:ours|rs)?"
    r"|(?:a)?round\sthe\sclock|dusk|dawn|dark|sun(?:rise|set)|morning|afternoon|evening|night)s?\b",
    re.IGNORECASE,
)
"""Words that say when in a day, or never on it, without a time."""


def lacks_time(question: str, text: str, *, names_day: bool) -> bool:
    """Return whether a question asks for a time of day, and a text says nothing of any."""
    asks = ASKS_TIME.search(question) or (ASKS_OPENING.search(question) if names_day else None)
    return asks is not None and not ANY_TIME.search(text) and not find_literals(text, "time")
