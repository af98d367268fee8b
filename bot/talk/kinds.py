"""The kinds of small talk."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of small talk. If a text has several, the first of them in this order is its kind."""

    HELP = "help"
    """Asks for help with nothing in particular, or what the bot can do."""
    IDENTITY = "identity"
    """Asks who or what the bot is."""
    HOW_IT_WORKS = "how it works"
    """Asks how "this" works: the bot, unless the text follows up on an answer."""
    MORE = "more"
    """Asks for more on something that an earlier message says: "tell me more", "can you explain that?"."""
    COMPLAINT = "complaint"
    """Says that an answer was no use."""
    THANKS = "thanks"
    PRAISE = "praise"
    GREETING = "greeting"
    GOODBYE = "goodbye"
    UNFINISHED = "unfinished"
    """A question word and nothing else: "why?"."""
    CHATTER = "chatter"
    """Needs no response: "ok", "lol", "never mind", or nothing but emoji."""


ABOUT_THE_BOT = {Kind.HELP, Kind.IDENTITY, Kind.HOW_IT_WORKS, Kind.MORE, Kind.UNFINISHED}
"""Kinds that ask about the bot, or about nothing that the documents could answer.

A document may have a section of that name, which is then a question like any other.
"""
FOLLOW_UPS = {Kind.HOW_IT_WORKS, Kind.UNFINISHED}
"""Kinds that ask about an answer if they follow up on one."""
FILLER = "filler"
"""The key of phrases that may accompany small talk but are not small talk alone, such as "bot" or "so much"."""

Phrases = dict[Kind | str, str]
"""The phrases of a language by kind, or under `FILLER`: one pattern per line; a line that is indented further continues it.

`index.text.phrase_patterns` describes a pattern.
"""
