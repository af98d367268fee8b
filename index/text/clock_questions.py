"""Questions for a time (English), and whether a text states one: *open daily* says nothing of *how late?*."""

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
ASKS_WHEN = lazy_pattern(r"(?:^\W*|[^\w\s'’,]\s*|\b(?:know|say|said|tell\s(?:me|us))\s)when(?:['’]?s)?\b", re.IGNORECASE)
"""A question for when something is, but not a condition, as in *what do I do when it rains?*."""
LASTING = lazy_pattern(
    r"(?<!\bevery\s)\b(?:\d+|an?|one|two|three|four|five|six|seven|several|many|few|past|first)(?:\s|-)(?:\w+\s)?"
    r"(?:year|month|week|day|hour|minute)s?(?:-old)?\b(?!\s(?:before|after|ago|later|from|in\sadvance|until))",
    re.IGNORECASE,
)
"""How long something lasts, which says nothing of when it is: *a two-day event*."""
ANY_WHEN = lazy_pattern(
    r"\b(?:after|afterwards|before|until|till|once|when|whenever|as\ssoon|if|while|during|since|soon|now|currently|already|immediately"
    r"|instantly|later|ago|yet|always|never|ever|every|each|any\s?time|today|tonight|tomorrow|yesterday|annual|annually|bi-?weekly"
    r"|fortnight|(?:dai|week|month|quarter|year)ly|(?:every)?day|weekdays?|weekends?|weeks?|months?|years?|quarters?|hours?|minutes?"
    r"|seasons?|spring|summer|autumn|fall|winter|easter|christmas|xmas|new\syear|holidays?|(?:mid)?night|noon|morning|afternoon"
    r"|evening|nights?|dates?|deadline|schedule|calendar|within|upon|arrival|begin|beginning|end|last|next|first|second|third"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*|(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:days?|s)?"
    r"|closed|open|cancelled|tbd|tba|tbc)\b|\b(?:19|20)\d\d\b|\d[/.:-]\d|\d(?:st|nd|rd|th|am|pm|h)\b|\d\s?(?:am|pm|o['’]clock)\b",
    re.IGNORECASE,
)
"""Words that may say when something is, unless the question has them: a date, a day, a season, an occasion or a condition."""


def lacks_time(question: str, text: str, *, names_day: bool) -> bool:
    """Return whether a question asks when something is or for a time of day, and a text says nothing of any."""
    if ASKS_WHEN.search(question):
        known = question.lower()
        if all(found[0].lower() in known for found in ANY_WHEN.finditer(LASTING.sub(" ", text))):
            return True
    asks = ASKS_TIME.search(question) or (ASKS_OPENING.search(question) if names_day else None)
    return asks is not None and not ANY_TIME.search(text) and not find_literals(text, "time")
