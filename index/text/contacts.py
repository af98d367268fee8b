"""Ways to get in touch that a text gives without naming them: an address of email, a telephone number, a link."""

import re

from index.text.lazy_patterns import lazy_pattern

ADDRESS = lazy_pattern(r"[^\s@<>()]@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
TELEPHONE = lazy_pattern(
    r"(?<![\w/.-])(?<!\d )(?!\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{2,4})"
    r"(?:\+|\(?0|\(?\d{2,4}[)\s./-])(?:[\s()./-]{0,2}\d){5,}(?!\w)"
)
LINK = lazy_pattern(r"https?://|\bwww\.", re.IGNORECASE)
GIVEN = {
    **dict.fromkeys(("email", "emails", "mail"), ADDRESS),
    **dict.fromkeys(("phone", "telephone"), TELEPHONE),
    **dict.fromkeys(("website", "webpage", "homepage", "url", "link", "links"), LINK),
}
"""What gives the thing that a word names, for words that name one."""
WORD = lazy_pattern(r"\b(?:e-)?[a-z]+\b", re.IGNORECASE)


def given_contacts(question: str, text: str) -> tuple[str, ...]:
    """Return the words of a question for ways to get in touch that a text gives, as they are written."""
    found = (match.group() for match in WORD.finditer(question))
    patterns = ((word, GIVEN.get(word.lower().replace("-", ""))) for word in found)
    return tuple(word for word, pattern in patterns if pattern and pattern.search(text))
