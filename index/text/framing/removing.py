"""Take the framing off a question.

It says nothing about what is asked, but a model reads it all the same, and every word makes the question look less like the
passage that answers it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from unicodedata import category

from index.text.framing.phrases import Beside, Framing, Rule
from index.text.lazy_patterns import lazy_pattern
from index.text.phrase_patterns import APOSTROPHES, UNSPACED, parse, strip_marks
from index.text.words import PIECE, is_common

MAX_PHRASES = 12
"""The most phrases that are taken off each end of a question."""
MAX_LENGTH = 24
"""Words of the longest phrase."""
MARK = lazy_pattern(r"[,.:;!?…~–—、。，！？：；]+(?!\w)|(?<=\s)[-(](?=\s|\w)|(?<=[\s,])[¿¡]|\n")
"""What separates a phrase from a question."""
AFTER_PHRASE, BEFORE_PHRASE = " ,.:;!?…~*–—-、。，！？：；", " ,:;~*–—-、，：；(¿¡"
"""Marks that go with a phrase before a question, and with one after it."""
TOKEN = lazy_pattern(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+(?:{APOSTROPHES.pattern}[^\\W_{UNSPACED}]+)*")
ASCII_TOKEN = re.compile(r"[^\W_]+(?:['`][^\W_]+)*")
"""A word with its apostrophes, and the same for texts in ASCII, which is compiled much faster."""
REPEATED = lazy_pattern(r"(\w)\1")
"""A letter that is repeated, as in words that may be typed as *heyyy*."""
MARKS, ASKING_MARKS = frozenset(",.:;!?…–—-、。，！？：；(¿¡"), "?？"
"""Marks of which one stands where a clause ends, and those of them that end a question."""
ASKING_END = lazy_pattern(r"\s*[?？]")
"""A question mark at the end of a text, as it stands there."""
MENTION = lazy_pattern(r"@[\w.-]+[,:]?\s+")
"""Whom a message is for."""
SIGNATURE = lazy_pattern(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*\.?)?")
"""The name with which a message is signed."""
MAX_CLAUSE, MAX_CALL = 16, 3
"""Words of the longest clause that may be nothing but framing, and of the longest that may end in a name, as *Hi Ann*."""
JOINED = lazy_pattern(r"(?<=\w[-/_.])|(?=[-/_.]\w)")
"""The edge of a word that a mark joins to another one, as in *ever-growing*."""
PICTURES = {"So", "Sk", "Cf", "Mn", "Co"}
"""Categories of the characters of an emoji, of its skin tone, and of what joins them."""
FACE = lazy_pattern(r"\s+(?:[:;=8xX]['^-]?[)(DPpdOo3|/\\*]+|<3+|\^_*\^|:[a-z_]+:)\s*$")
"""A smiley at the end that is typed with marks."""


def without_framing(question: str, language: str) -> str:
    """Return a question without the phrases of a language around it, or as it is if nothing would be left to ask."""
    framing = _framing(language)
    if framing is None:
        return question
    text = _without_pictures(question)
    for take_off in (_without_start, _without_end):
        text = _repeat(take_off, text, framing)
    shorter = _without_fillers(text, framing)
    text = text if shorter == text else _repeat(_without_end, shorter, framing)
    return text if any(not is_common(word, language) for word in PIECE.findall(text)) else question


def _repeat(take_off: Callable[[str, Framing], str], text: str, framing: Framing) -> str:
    """Return a text from which nothing more can be taken off at one end."""
    for _ in range(MAX_PHRASES):
        shorter = take_off(text, framing)
        if shorter == text:
            break
        text = _without_pictures(shorter)
    return text


def _without_start(text: str, framing: Framing) -> str:
    """Return a text without a phrase, a clause of nothing else than framing, or a mention before one, at its start."""
    mention = MENTION.match(text)
    if mention and _without_opening(text[mention.end() :], framing) != text[mention.end() :]:
        return text[mention.end() :]
    shorter = _without_opening(text, framing)
    mark = MARK.search(text) if shorter == text and _has_mark(text) else None
    if mark is None or mark[0] in ASKING_MARKS or not _is_idle(text[: mark.start()], framing):
        return shorter
    return text[mark.end() :].lstrip(AFTER_PHRASE)


def _without_end(text: str, framing: Framing) -> str:
    """Return a text without a phrase, or a clause of nothing else than framing, at its end, and the name that signs it."""
    shorter = _without_courtesy(text, framing)
    if shorter != text:
        return shorter
    before, clause = _last_clause(text)
    shorter = _without_courtesy(before, framing) if SIGNATURE.fullmatch(clause) else before
    return shorter if shorter != before else text


def _without_courtesy(text: str, framing: Framing) -> str:
    """Return a text without a phrase, or a clause of nothing else than framing, at its end."""
    shorter = _without_ending(text, framing)
    if shorter != text:
        return shorter
    before, clause = _last_clause(text)
    return before if clause and text.rstrip()[-1] not in ASKING_MARKS and _is_idle(clause, framing) else text


def _last_clause(text: str) -> tuple[str, str]:
    """Return what comes before the last clause of a text, and that clause; it is empty if the text has no other."""
    ends = [mark.end() for mark in MARK.finditer(text.rstrip(AFTER_PHRASE))] if _has_mark(text) else []
    return (text[: ends[-1]].rstrip(BEFORE_PHRASE), text[ends[-1] :].strip(AFTER_PHRASE)) if ends else (text, "")


def _is_idle(clause: str, framing: Framing) -> bool:
    """Return whether a clause consists of framing: stop words and known words of it, one of which is a cue."""
    found, words = _tokens(clause, framing, slice(MAX_CLAUSE + 1))
    if not 0 < len(words) <= MAX_CLAUSE or framing.cue_words.isdisjoint(words):
        return False
    pairs = zip(found, words, strict=True)
    others = [match[0] for match, word in pairs if not (word in framing.known or is_common(word, framing.language))]
    return not others or (len(words) <= MAX_CALL and others == [found[-1][0]] and others[0].istitle())


def _has_mark(text: str) -> bool:
    """Return whether a mark stands within a text."""
    return not MARKS.isdisjoint(text[:-1])


def _without_opening(text: str, framing: Framing) -> str:
    """Return a text without the longest phrase at its start."""
    first = _token(text).search(text)
    rules = framing.before.get(_word(first[0], framing.before, framing)) if first else None
    if not rules:
        return text
    found, words = _tokens(text, framing, slice(MAX_LENGTH + 1))

    def is_apart(end: int, beside: Beside) -> bool:
        if beside == "interrogative":
            return words[end] in framing.interrogative_words
        is_marked = MARK.search(text, found[end - 1].end(), found[end].start()) is not None
        return beside == "anything" or is_marked or (beside == "question" and words[end] in framing.asking_words)

    ends = {end for line, beside in rules for end in parse(line).ends(words, 0) if end < len(words) and is_apart(end, beside)}
    longest = max(ends - _inside_wholes(words, framing), default=0) if ends else 0
    if longest and words[longest] in framing.conjunction_words and longest + 1 < len(words):
        longest += 1
    return text[found[longest - 1].end() :].lstrip(AFTER_PHRASE) if longest else text


def _without_ending(text: str, framing: Framing) -> str:
    """Return a text without the longest phrase at its end; a mark that ends the question before it stays, or else its own."""
    last = _last_token(text)
    rules = framing.after.get(_word(last, framing.after, framing)) if last else None
    if not rules:
        return text
    found, words = _tokens(text, framing, slice(-MAX_LENGTH - 1, None))

    def is_apart(start: int, beside: Beside) -> bool:
        is_marked = MARK.search(text, found[start - 1].end(), found[start].start()) is not None
        return is_marked or (beside == "anything" and words[start - 1] not in framing.needing_words)

    starts = {
        start
        for line, beside in rules
        for start in range(1, len(words))
        if len(words) in parse(line).ends(words, start) and is_apart(start, beside)
    }
    first = min(starts - _inside_wholes(words, framing), default=0) if starts else 0
    return _asked(text[: found[first].start()].rstrip(BEFORE_PHRASE), text[found[-1].end() :]) if first else text


def _asked(question: str, after: str) -> str:
    """Return a question with the question mark from what comes after it, unless it has one."""
    mark = ASKING_END.match(after)
    return question + mark[0] if mark and question[-1:] not in ASKING_MARKS else question


def _without_fillers(text: str, framing: Framing) -> str:
    """Return a text without the fillers within it, and the commas around them."""
    found, words = _tokens(text, framing, slice(None))
    if framing.within.keys().isdisjoint(words):
        return text
    inside = _inside_wholes(words, framing)
    parts, kept, at = [], 0, 1
    while at < len(words):
        is_held = at in inside or words[at - 1] in framing.holding_words or found[at][0][0].isupper()
        end = at if is_held else max(_ends(words, at, framing.within) - inside, default=at)
        if end > at and not (_is_joined(found[at], 0) or _is_joined(found[end - 1], 1)):
            parts.append(text[kept : found[at].start()].rstrip(_before_filler(text[found[end - 1].end() :])))
            kept = found[end - 1].end()
        at = max(end, at + 1)
    return "".join([*parts, text[kept:]])


def _inside_wholes(words: Sequence[str], framing: Framing) -> set[int]:
    """Return the words before which a text is not cut, because they belong to the word before them."""
    if framing.whole.keys().isdisjoint(words):
        return set()
    ends = ((start, max(_ends(words, start, framing.whole), default=start)) for start in range(len(words)))
    return {place for start, end in ends for place in range(start + 1, end)}


def _ends(words: Sequence[str], start: int, rules: Mapping[str, Sequence[Rule]]) -> set[int]:
    """Return where the phrases of some rules end that begin at a word."""
    return {end for line, _ in rules.get(words[start], ()) for end in parse(line).ends(words, start)}


def _is_joined(word: re.Match[str], edge: int) -> bool:
    """Return whether a mark joins the start (0) or the end (1) of a word to another word."""
    return JOINED.match(word.string, word.span()[edge]) is not None


def _before_filler(rest: str) -> str:
    """Return the characters that go with a filler before which they stand: a comma only if no word follows."""
    return " " if rest.lstrip()[:1].isalnum() else " ,，、"


def _tokens(text: str, framing: Framing, kept: slice) -> tuple[list[re.Match[str]], list[str]]:
    """Return some words of a text as they stand in it, and without marks and repeated letters."""
    found = [*_token(text).finditer(text)][kept]
    return found, [_word(match[0], framing.before, framing) for match in found]


def _last_token(text: str) -> str | None:
    """Return the last word of a text."""
    end = text[text.rstrip(AFTER_PHRASE).rfind(" ") + 1 :]
    found = _token(end).findall(end)
    return found[-1] if found else None


def _token(text: str) -> re.Pattern[str]:
    return ASCII_TOKEN if text.isascii() else TOKEN


def _word(typed: str, known: Collection[str], framing: Framing) -> str:
    """Return a word without marks; one that is typed as in *heyyy* is the known one that is meant."""
    word = strip_marks(typed)
    return word if word in known or not REPEATED.search(word) else framing.known.resolve(word) or word


def _without_pictures(text: str) -> str:
    """Return a text without the emoji and smileys around it."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or category(text[start]) in PICTURES):
        start += 1
    while start < end and (text[end - 1].isspace() or category(text[end - 1]) in PICTURES):
        end -= 1
    text = text[start:end]
    return text if text[-3:].isalpha() else FACE.sub("", text)


@cache
def _framing(language: str) -> Framing | None:
    """Return the phrases of a language, or None if none are known."""
    if not language.isidentifier() or find_spec(f"index.text.framing.{language}") is None:
        return None
    known: Framing | None = getattr(import_module(f"index.text.framing.{language}"), "FRAMING", None)
    return known
