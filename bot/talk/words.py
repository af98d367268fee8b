"""Split a text into the words that small talk is recognised by: without case, accents, punctuation, emoji and mentions."""

import re
import unicodedata
from typing import NamedTuple

from index.text.phrase_patterns import UNSPACED_CHARACTER, strip_marks, words_of

CUSTOM_EMOJI = re.compile(r"<a?:\w+:\d+>")
MENTION = re.compile(r"<@[!&]?\d+>")
"""Discord's markup for a custom emoji, and for a member or role."""
EMOTICON = re.compile(
    r"(?<!\w)(?:"
    r":[a-z_][\w+-]*:"  # shortcodes of emoji, such as :tada:
    r"|[:;=x8][\-o^']?[)(\]\[dp3*/|\\]"
    r"|[(\[][\-^']?[:;=]"
    r"|<[/\\]?3+|\\?o/|\+1|\^[_.\-]?\^|[-t>u;][_.][-t<u;]|t[_.]t|[x:]d+"
    r")(?!\w)"
)
"""Emoticons in lower case."""
KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
REPEATED_CHARACTERS = re.compile(f"({UNSPACED_CHARACTER.pattern})\\1{{2,}}")
"""Three of the same Chinese or Japanese character, or more."""
QUESTION_MARKS = "?\uff1f\u00bf\u061f"
FIRST_EMOJI = "\u2190"
"""Symbols before this character, such as the degree sign, are not emoji."""


class Words(NamedTuple):
    """The words of a text, and whether it has emoji or a question mark besides them."""

    words: tuple[str, ...]
    has_emoji: bool
    has_question_mark: bool


def split_words(text: str) -> Words:
    """Split a text into words. Each Chinese or Japanese character is a word of its own."""
    pictured, emoji = _blank_emoji(text)
    plain, emoticons = EMOTICON.subn(" ", unicodedata.normalize("NFKC", pictured).casefold())
    found = words_of(strip_marks(REPEATED_CHARACTERS.sub(r"\1", plain)))
    return Words(found, bool(emoji or emoticons), any(mark in text for mark in QUESTION_MARKS))


def _blank_emoji(text: str) -> tuple[str, int]:
    """Replace emoji and mentions with spaces, and remove invisible characters; return also how many emoji there were."""
    unmarked, marks = CUSTOM_EMOJI.subn(" ", MENTION.sub(" ", text))
    unmarked, keycaps = KEYCAP.subn(" ", unmarked)
    kept = [_visible(char) for char in unmarked]
    return "".join(kept), marks + keycaps + sum(_is_emoji(char) for char in unmarked)


def _visible(char: str) -> str:
    if _is_emoji(char):
        return " "
    return "" if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" else char


def _is_emoji(char: str) -> bool:
    return char >= FIRST_EMOJI and unicodedata.category(char) in {"So", "Sk"}
