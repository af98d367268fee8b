"""Whether a question is put like one for a list: *how do I …*, *which rules …*, *what may I …*, or like one for a fact."""

import re
from typing import Literal

from index.text.lazy_patterns import lazy_pattern

Form = Literal["how", "several", "open", "amount", "yes or no", "other"]
"""How a question is put: for a way, for several things, for whatever there is, for an amount, for a yes or no, or otherwise."""
HOW = lazy_pattern(
    r"\bhow (?:to|do|does|can|could|should|would|will|is|are|may|must|shall|am|have|get)\b|\bhow'?s\b"
    r"|\b(?:steps?|instructions?|guide|procedure|process|walk me through)\b|\bwhere do (?:i|we|you) (?:start|begin)\b"
    r"|\bwhat (?:do|must|should) \w+ (?:have to |need to )?do (?:to|for|if|when|before|after|in order)\b"
    r"|^\W*(?:wie|comment|cómo|como|come|jak|hoe|hur|как)\b|如何|怎么|怎麼|怎样|怎樣|どうやって|どのように|方法|手順|步骤|步驟",
    re.IGNORECASE,
)
"""Questions that ask how something is done."""
AMOUNT = lazy_pattern(r"\bhow (?:many|much|long|old|far|big|large|tall|often|fast|heavy|soon|late|early)\b", re.IGNORECASE)
OPEN = lazy_pattern(
    r"\bwhat(?: \w+)? (?:can|may|should|must|could|am|shall|will|would)\b|\bwhat (?:do|does|did|to|not)\b"
    r"|\bwhat (?!time\b)\w+ (?:do|does|did)\b",
    re.IGNORECASE,
)
YES_OR_NO = lazy_pattern(
    r"^\W*(?:can|could|may|do|does|did|is|are|am|will|would|should|must|has|have|was|were|shall)\b", re.IGNORECASE
)
STATES = r"\w{2,}(?:ed|dden)|off[- ]limits"
AFTER_STATES = "as|at|by|during|for|from|here|if|in|inside|on|outside|per|there|to|under|when|with|within"
"""What things share that *what is …* asks for, as in *what is included in the fee?*, and what may follow."""
SEVERAL = lazy_pattern(
    r"\b(?:what|which|who|when)(?:'re| are| were)\b|\blist\b|\ball\b|\beverything\b"
    rf"|\bwhat(?:'s| is| isn't| gets)(?: (?:also|always|never|not|usually))? (?:{STATES})\b"
    rf"(?=\W*$| (?:{AFTER_STATES})\b)"
    r"|\b(?:what|which) (?:[\w-]+ )?(?!(?:is|was|does|has)\b)[\w-]*[^\Wsui]s (?!(?:if|when|as|to|after|with|at|during)\b)\w",
    re.IGNORECASE,
)
"""Questions with a plural after their question word, or for all that is allowed, included or the like.

*Where are* asks for a place, of one thing or of several.
"""
CONDITION = lazy_pattern(r"\b(?:if|when|whenever|unless|until|once|while|where|(?:in|just)\scase)\b[^,;:.!?]*", re.IGNORECASE)
DENIAL = lazy_pattern(r"\b(?:not|never|cannot)\b|n['’]ts?\b", re.IGNORECASE)
FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("amount", AMOUNT),
    ("how", HOW),
    ("several", SEVERAL),
    ("open", OPEN),
    ("yes or no", YES_OR_NO),
)


def form_of(question: str) -> Form:
    """Return how a question is put; for other languages than English, only those that ask how something is done are known."""
    return next((form for form, pattern in FORMS if pattern.search(question)), "other")


def denies(text: str) -> bool:
    """Return whether an English question or heading is about what is not so, as *What not to bring*.

    A condition says nothing of that: *If the door does not open:*.
    """
    return DENIAL.search(CONDITION.sub(" ", text)) is not None
