"""Take the community's own name out of a question: *is there parking at Rivercon?* asks for no other parking.

Handbooks say *we* and *the club* where members write the name, which then counts as the rarest word of a question.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from index.text.characters import fold
from index.text.inflections import is_variant
from index.text.languages import ENGLISH
from index.text.word_lists import word_list
from index.text.words import PIECE, is_common

MAX_WORDS = 8
"""Words of the longest name."""
KEPT_PATTERNS = 256
"""Patterns that are kept, one for each server that asks."""
MIN_LETTERS = 2
"""Letters of the shortest name."""
AROUND = re.compile(
    r"^(?:the|official)\s+|\s+(?:official|(?:discord\s+)?(?:server|community|guild)|discord|(?:19|20)\d\d)$", re.IGNORECASE
)
"""What the name of a server has around that of its community."""
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
BAR = re.compile(r"[|•·:–—/~]|\s-\s")
"""What separates a name from a slogan."""
DECORATION = re.compile(r"[^\w\s&'’.+-]+|(?<!\w)[_'’.&+-]+|[_'’.&-]+(?!\w)")
"""Emojis and the like."""
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s._-]+")
"""Where a name may be written with a space: *MangaDex* is *manga dex*, too."""
ARTICLES = {
    "english": r"(?:the|this|our)\s+",
    "french": r"l['’]|(?:les?|la)\s+",
    "german": r"(?:de[rmns]|das|die)\s+",
    "spanish": r"(?:el|la|los|las)\s+",
}
PREPOSITIONS = {
    "english": r"(?:about|at|by|for|from|in|inside|of|on|to|with|within)\s+",
    "french": r"(?:à|a|au|aux|avec|chez|dans|de|des|du|en|pour|sur)\s+|d['’]",
    "german": r"(?:am|an|auf|aus|beim?|für|ins?|im|mit|über|vo[nm]|zu[mr]?)\s+",
    "spanish": r"(?:al?|con|del?|en|para|por|sobre)\s+",
}
"""What a language puts before the name of a place or group that a question is about."""
NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
EDGES = " ,:;–—-"


@dataclass(frozen=True, slots=True)
class Shortened:
    """A question without a name; `is_aside` is True if the name only said where, in front of it or after a preposition.

    A name of ordinary words may mean something else: in a server called Python, *a library for Python* is no aside.
    """

    text: str
    is_aside: bool


@dataclass(frozen=True, slots=True)
class CommunityNames:
    """The names of a community, without what a Discord server adds to them."""

    names: tuple[str, ...] = ()

    def __or__(self, others: "CommunityNames") -> "CommunityNames":
        """Return these and other names."""
        return CommunityNames(tuple(dict.fromkeys((*self.names, *others.names)))) if others.names else self

    def without(self, question: str, language: str) -> Shortened | None:
        """Return a question without the names, given the Snowball name of the language.

        None if it has none, or if nothing that names something would be left of it, as of *What is Rivercon?*.
        """
        names = [name for name in self.names if not (PIECE.fullmatch(name) and is_common(name, language))]
        if not names or not (named := _pattern(tuple(names), language)).search(question):
            return None
        is_aside = all(
            (match["before"] or not question[: match.start()].strip()) and not _is_ordinary(match["name"], language)
            for match in named.finditer(question)
        )
        text = named.sub(partial(_stand_in, language), question)
        text = fold(re.sub(r"\s+([?!.,])", r"\1", text)).strip(EDGES)
        if text == question.strip(EDGES) or all(is_common(word, language) for word in PIECE.findall(text)):
            return None
        return Shortened(text, is_aside)


NO_NAMES = CommunityNames()


def community_names(written: str | Iterable[str]) -> CommunityNames:
    """Return a name or names without what a Discord server adds to them, such as emojis, years and *official*."""
    cores = map(_core, (written,) if isinstance(written, str) else written)
    return CommunityNames(tuple(dict.fromkeys(filter(None, cores))))


def _core(name: str) -> str | None:
    """Return the name of a community in that of its server; None if it is too short or too long to be looked for."""
    parts = (fold(DECORATION.sub(" ", part)) for part in BAR.split(BRACKETS.sub(" ", name)))
    core = next((part for part in parts if sum(map(str.isalpha, part)) >= MIN_LETTERS), "")
    while (shorter := AROUND.sub("", core)) != core:
        core = shorter
    return core if core and len(core.split()) <= MAX_WORDS else None


def _is_ordinary(name: str, language: str) -> bool:
    """Return whether the words of a name are all words of a language."""
    has = word_list(language).__contains__
    return all(has(word) or is_variant(word, has) for word in PIECE.findall(name.lower()))


def _stand_in(language: str, match: re.Match[str]) -> str:
    """Return what takes the place of a name: what belongs to the word after it, as in *about Rivercon tickets* (English)."""
    if match["name"].islower() and PIECE.fullmatch(match["name"]) and _is_ordinary(match["name"], language):
        return match[0]  # in a server called Mill, *the mill* may be any
    if language != ENGLISH:
        return " "
    after = NEXT_WORD.match(match.string, match.end())
    if after and match["name"][0].isupper() and after[1].istitle() and not is_common(after[1], language):
        return match[0]  # a longer name, such as *Rivercon Junior*
    is_before_noun = match["owner"] or (after and not is_common(after[1], language))
    return f" {match['before'] or ''}{'the ' if match['owner'] else ''}" if is_before_noun else " "


@lru_cache(maxsize=KEPT_PATTERNS)
def _pattern(names: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Return the pattern of names with what is before them, longest first."""
    written = sorted(map(_written, names), key=len, reverse=True)
    before, article = PREPOSITIONS.get(language, "(?!)"), ARTICLES.get(language, "(?!)")
    return re.compile(
        rf"(?<![\w@#/.'’-])(?P<before>{before})?(?:{article})?(?P<name>{'|'.join(written)})"
        r"(?:(?P<owner>['’]s?\s)|(?![\w@/'’-]|\.\w)[,:]?)",
        re.IGNORECASE,
    )


def _written(name: str) -> str:
    """Return a pattern for a name with or without spaces between its words and parts."""
    return r"[\s._-]?".join(map(re.escape, filter(None, CAMEL.split(name))))
