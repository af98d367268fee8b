"""Words of a command line as bash reads them, and words quoted so that bash reads them back."""

from dataclasses import dataclass

PLAIN_PUNCTUATION = frozenset("%+,-./:=@_")
"""Punctuation that needs no quoting in bash."""

DOUBLE_QUOTED = {"$": "\\$", "`": "\\`", '"': '\\"', "\\": "\\\\", "!": '"\\!"'}
"""How to write characters between double quotes; `!` would recall history there, so it is put outside of them."""


@dataclass(frozen=True, slots=True)
class BashLine:
    """A command line up to the cursor: its finished words without quotes, and the last word, which is being typed.

    `typed` is the last word as it was typed, and `current` the same without quotes. `quote` is the quotation mark that is open,
    or "", and `before_quote` is the part of `current` in front of it.
    """

    words: tuple[str, ...]
    current: str
    typed: str
    quote: str
    before_quote: str


def split(line: str) -> BashLine:
    """Split a command line into words, reading quotes and backslashes but expanding nothing."""
    words: list[str] = []
    word, start, quote, before_quote, is_word = "", 0, "", "", False
    position = 0
    while position < len(line):
        character = line[position]
        escapes = character == "\\" and quote != "'" and position + 1 < len(line)
        if escapes and (not quote or line[position + 1] in '$`"\\'):
            position += 1
            word += line[position]
            is_word = True
        elif quote:
            word, quote = (word, "") if character == quote else (word + character, quote)
        elif character in "\"'":
            quote, before_quote, is_word = character, word, True
        elif character in " \t\n":
            if is_word:
                words.append(word)
            word, start, is_word = "", position + 1, False
        else:
            word, is_word = word + character, True
        position += 1
    return BashLine(tuple(words), word, line[start:], quote, before_quote if quote else "")


def quoted(word: str, quote: str = "") -> str:
    """Quote a word for bash, inside the quotation mark that is open, if any."""
    if quote == "'":
        return word.replace("'", "'\\''")
    if quote == '"':
        return "".join(DOUBLE_QUOTED.get(each, each) for each in word)
    return "".join(each if each.isalnum() or each in PLAIN_PUNCTUATION else f"\\{each}" for each in word)
