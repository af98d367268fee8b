"""Reads what a member typed: as Discord shows it, and the words to search for.

Discord's Markdown and its markup for mentions, emoji, commands and times are resolved or removed, so that no id is shown or
searched for. What only decorates a question is shown but not searched for: emoji and addresses at the edges of a sentence, and
the names of those it is addressed to.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rendering.names import Names, describe
from bot.rendering.spoilers import MARK
from index.searching.questions import INVISIBLE
from index.text.characters import fold, has_words
from index.text.tags import TAG

PartKind = Literal["words", "name", "channel", "emoji", "address"]
PLACE = re.compile("\x1a([0-9]+)\x1a")
"""The placeholder for a part of a text while the styles around it are removed; the text itself has no control characters."""
TICKS = re.compile(r"(?<![`\\])`+")
FENCE_LENGTH = 3
LANGUAGE = re.compile(r"[\w+.#-]{1,20}\n")
"""The name of a language in the first line of a block of code."""
ESCAPED = re.compile(r"\\([^\w\s\x1a])")
MASKED_LINK = re.compile(
    r"\[([^\[\]]+)\]\(\s*<?https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*>?(?:\s+\"[^\"\n]*\")?\s*\)", re.IGNORECASE
)
ADDRESS = re.compile(r"<?(?P<url>https?://[^\s<>\x1a]+)>?|<(?:mailto:|tel:|sms:)?(?P<mail>[^\s<>@]+@[^\s<>@]+|\+[0-9 ()-]+)>")
AFTER_ADDRESS = ".,:;!?*_~|)\"'”’»"
SHORTCODE = re.compile(r"(?<![\w:]):(?=[0-9_+~-]*[A-Za-z])[\w+~-]+:(?![\w:])|[0-9#*]\ufe0f?\u20e3")
"""An emoji by its name, or a digit on a key."""
EVERYONE = re.compile(r"(?<!\w)@(?:everyone|here)\b")
LINE_MARK = re.compile(r"^[^\S\n]*(?:#{1,3}\s+(?=\S)|-#\s|>{3}\s|>[^\S\n]|[-*+][^\S\n]+(?=\S))", re.MULTILINE)
STYLE_MARK = re.compile(
    "|".join(rf"(?<![\w{mark[-1]}]){mark}(?=\S)|(?<=\S){mark}(?![\w{mark[-1]}])" for mark in (r"\*\*", "__", "~~"))
)
ITALICS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n")
BLANK_BEFORE_MARK = re.compile(r" +(?=[,.!?;](?: |$))")
MIN_WORDS = 3
"""Words of a sentence, at least. A question that has fewer without its addresses is about them."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as Discord shows it, in one line and with its spoilers in bars, and the words in it to search for."""

    shown: str
    words: str

    @property
    def question(self) -> str:
        """The words to search for or, if there are none, something that is no question either."""
        return self.words or ("?" if has_words(self.shown) else self.shown)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text that styles do not concern: its kind, and what Discord shows for it."""

    kind: PartKind
    shown: str

    @property
    def words(self) -> str:
        """The words to search for."""
        if self.kind == "emoji":
            return self.shown.strip(":").replace("_", " ")
        return self.shown[1:] if self.kind in {"name", "channel"} else self.shown


def read_typed(content: str, names: Names) -> Typed:
    """Read a text that a member typed. Mentions of what `names` does not know are left out."""
    reader = _Reader(names)
    text = reader.read(content)
    sentences = SENTENCE_END.split(text)
    words = reader.words_of(sentences, decoration={"emoji", "address"})
    if len(words.split()) < MIN_WORDS:
        words = reader.words_of(sentences, decoration={"emoji"})
    return Typed(reader.shown(text), words)


class _Reader:
    """Reads one text, whose parts are numbered in the order in which they are found."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._parts: list[_Part] = []

    def read(self, content: str) -> str:
        """Return a text without styles, and with its parts replaced by their numbers."""
        lines = unicodedata.normalize("NFC", content).split("\n")
        pieces = _split_code("\n".join(INVISIBLE.sub(" ", line) for line in lines))
        text = "".join(self._keep("words", self._in_code(piece)) if is_code else piece for is_code, piece in pieces)
        text = TAG.sub(self._keep_tag, text.replace("\\<", "<"))
        text = ADDRESS.sub(self._keep_address, MASKED_LINK.sub(r"\1", text))
        text = ESCAPED.sub(lambda match: self._keep("words", match[1]), text)
        text = EVERYONE.sub(lambda match: self._keep("name", match[0]), text)
        text = SHORTCODE.sub(lambda match: self._keep("emoji", match[0]), text)
        return ITALICS.sub(lambda match: match[1] or match[2], STYLE_MARK.sub("", LINE_MARK.sub("", text)))

    def shown(self, text: str) -> str:
        """Return what Discord shows."""
        return self._tidy(PLACE.sub(lambda match: self._parts[int(match[1])].shown, text))

    def words_of(self, sentences: Sequence[str], decoration: set[PartKind]) -> str:
        """Return the words to search for, without decoration at the edges of sentences; the end of a line ends a sentence."""
        found = ("".join(part.words for part in self._essential(each, decoration)).strip(" ,:;") for each in sentences)
        *others, last = [each for each in found if each] or [""]
        return self._tidy(" ".join([*(_ended(each) for each in others), last]).replace(MARK, " "))

    def _essential(self, sentence: str, decoration: set[PartKind]) -> list[_Part]:
        """Return the parts of a sentence from the first to the last that does not decorate it."""
        pieces = PLACE.split(sentence)
        parts = [self._parts[int(piece)] if at % 2 else _Part("words", piece) for at, piece in enumerate(pieces)]
        parts = [part for part in parts if part.shown]
        start, end = 0, len(parts)
        while start < end and (parts[start].kind in {"name", *decoration} or not has_words(parts[start].shown)):
            start += 1
        while start < end and (parts[end - 1].kind in decoration or not parts[end - 1].shown.strip()):
            end -= 1
        return parts[start:end]

    def _keep(self, kind: PartKind, shown: str) -> str:
        self._parts.append(_Part(kind, shown))
        return f"\x1a{len(self._parts) - 1}\x1a"

    def _keep_tag(self, tag: re.Match[str]) -> str:
        is_channel = tag["place"] or tag["sign"] == "#"
        kind: PartKind = "emoji" if tag["emoji"] else "channel" if is_channel else "name" if tag["sign"] else "words"
        return self._keep(kind, describe(tag, self._names) or "")

    def _keep_address(self, match: re.Match[str]) -> str:
        if match["mail"]:
            return self._keep("words", match["mail"])
        address = match["url"].rstrip(AFTER_ADDRESS)
        return self._keep("address", address) + match["url"][len(address) :]

    def _in_code(self, code: str) -> str:
        """Return code as Discord shows it, but without ids."""
        return TAG.sub(lambda tag: describe(tag, self._names) or "", code)

    def _tidy(self, text: str) -> str:
        """Fold white space, including the spaces around parts that are not shown."""
        folded = fold(text)
        return BLANK_BEFORE_MARK.sub("", folded) if any(not part.shown for part in self._parts) else folded


def _split_code(text: str) -> Iterator[tuple[bool, str]]:
    """Split a text into code, without its marks, and what is not code; the first of each pair is true for code."""
    runs = list(TICKS.finditer(text))
    places: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        places.setdefault(min(len(run[0]), FENCE_LENGTH), []).append(place)
    place = position = 0
    while place < len(runs):
        alike = places[min(len(runs[place][0]), FENCE_LENGTH)]
        following = bisect_right(alike, place)
        if following == len(alike):
            place += 1
            continue
        start, end = runs[place].end(), runs[alike[following]].start()
        code = text[start:end]
        language = LANGUAGE.match(code) if len(runs[place][0]) >= FENCE_LENGTH else None
        yield False, text[position : runs[place].start()]
        yield True, code[language.end() :] if language else code
        place, position = alike[following] + 1, runs[alike[following]].end()
    yield False, text[position:]


def mentions_outside_code(content: str, member: int) -> bool:
    """Return whether a member is mentioned where Discord acts on it."""
    mention = re.compile(rf"<@!?{member}>")
    return any(not is_code and mention.search(piece) for is_code, piece in _split_code(content))


def _ended(sentence: str) -> str:
    """Return a sentence with a mark at its end, unless it is too short for one."""
    return f"{sentence}." if sentence[-1].isalnum() and len(sentence.split()) >= MIN_WORDS else sentence
