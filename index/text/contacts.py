"""Contacts (English): the address of email, telephone number or link that a question asks for, and whether a text gives it."""

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
PHONE, MAIL = r"(?:tele|mobile\s|cell\s)?phone|telefax|fax", r"e-?mail|mail"
CONTACTS = (
    (
        lazy_pattern(
            rf"\b(?:{PHONE}|mobile|contact|emergency)\s?(?:numbers?|no\.?|nr\.?)(?!\w)|\bnumber\s(?:to|can\si|do\si|should\si)\s(?:call|ring|phone)\b",
            re.IGNORECASE,
        ),
        lazy_pattern(
            r"\d[\d\s()/.–-]{4,}\d|\b(?:phone|telephone|call|ring|dial|fax)\b.{0,40}\d{3}|\bphones?\b|\btelephones?\b",
            re.IGNORECASE,
        ),
    ),
    (
        lazy_pattern(
            rf"\b(?:{MAIL})\s?add?ress(?:es)?\b|\bwhat(?:['’]?s|\sis)\s(?:the|your|their)\s(?:\w+\s)?e-?mail\b", re.IGNORECASE
        ),
        lazy_pattern(r"@|\be-?mails?\b", re.IGNORECASE),
    ),
)
"""What asks for a contact, and what a text that answers has."""


def given_contacts(question: str, text: str) -> tuple[str, ...]:
    """Return the words of a question for ways to get in touch that a text gives, as they are written."""
    found = (match.group() for match in WORD.finditer(question))
    patterns = ((word, GIVEN.get(word.lower().replace("-", ""))) for word in found)
    return tuple(word for word, pattern in patterns if pattern and pattern.search(text))


def lacks_contact(question: str, text: str) -> bool:
    """Return whether a question asks for a phone number or an email address of which a text says nothing."""
    return any(asked.search(question) and not held.search(text) for asked, held in CONTACTS)
