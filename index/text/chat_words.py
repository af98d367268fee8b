"""Chat words: English words as people shorten them in a chat, such as *u*, *b4* and *w/o*, of which a model knows few."""

import re
from collections.abc import Callable

from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.words import is_common

_LISTED = """
    ur: your, urs: yours, b4: before, abt: about, bc: because, bcuz: because, bcos: because, cuz: because, coz: because,
    ppl: people, thru: through, nite: night, tonite: tonight, 2nite: tonight, 2day: today, 2moro: tomorrow, 2morrow: tomorrow,
    tmrw: tomorrow, tmr: tomorrow, tmrrw: tomorrow, wk: week, wks: weeks, wkend: weekend, wknd: weekend, yr: year, yrs: years,
    hr: hour, hrs: hours, mins: minutes, mth: month, mths: months, bday: birthday, xmas: Christmas, msg: message,
    msgs: messages, pw: password, pwd: password, pws: passwords, acct: account, accts: accounts, acc: account, accs: accounts,
    govt: government, dept: department, wanna: want to, gonna: going to, gotta: have to, gimme: give me, lemme: let me,
    hafta: have to, any1: anyone, some1: someone, every1: everyone, no1: no one, l8: late, l8r: later, gr8: great, wat: what,
    wut: what, lvl: level, lvls: levels, perms: permissions, reqs: requirements, rly: really, ofc: of course, tix: tickets,
    shld: should, wld: would, cld: could, shud: should, wud: would, cud: could, appt: appointment, appts: appointments
"""
MEANT = dict(pair.split(": ") for pair in " ".join(_LISTED.split()).split(", "))
"""What each chat word stands for, apart from those of one character."""
WORD = lazy_pattern(r"(?<![\w'’./&@#:_-])(?:w/(?:o\b|out\b|(?=\s))|[a-z\d]+(?![\w'’/&@#_-]|[.:]\w))")
"""A word in lower case that is not part of a name, an address or a code."""
WITH = {"w/": "with", "w/o": "without", "w/out": "without"}
YOU_ALL = lazy_pattern(r"\b(?:(?:[Yy]ou|[Uu]|[Yy]a)\s(?:guys|lot|folks|peeps)|[Yy]['’]?all)\b(?!['’])")
"""*You* as it is said to several people."""
BEFORE_ARE = frozenset(
    ("where", "when", "how", "who", "what", "which", "why", "there", "they", "you", "u", "we", "these", "those")
)
AFTER_ARE = frozenset(("u", "you", "we", "they", "there", "the", "my", "our", "your", "ur", "these", "those", "any", "all"))
"""Words after and before which *r* is a verb; at the start of a question, it is one before all of them."""
BEFORE_TO = frozenset(("how", "where", "when", "who", "allowed", "able", "supposed"))
AFTER_FOR = frozenset(("u", "you", "me", "us", "my", "our", "your", "ur", "him", "her", "them"))
"""Words after which *2* is no number, and before which *4* is none."""


def in_full(question: str, is_known: Callable[[str], bool]) -> str:
    """Return an English question with its chat words in full, except those that the documents know."""
    question = YOU_ALL.sub("you", question)
    found = [*WORD.finditer(question)]
    parts, end = [], 0
    for match in found:
        if meant := _meant(match, is_known):
            parts += [question[end : match.start()], meant]
            end = match.end()
    return "".join([*parts, question[end:]])


def _meant(match: re.Match[str], is_known: Callable[[str], bool]) -> str | None:
    """Return what a word of a question stands for, or None if it is no chat word."""
    word = match[0]
    if len(word) == 1:
        return _letter_meant(word, _word_before(match), _word_after(match), is_known)
    return WITH.get(word) or (MEANT.get(word) if not is_known(word) else None)


def _letter_meant(letter: str, before: str, after: str, is_known: Callable[[str], bool]) -> str | None:
    """Return what a single letter or digit stands for between two words, which are empty where there is none."""
    if letter == "u" and (before == "r" or is_common(before, ENGLISH) or is_common(after, ENGLISH)):
        return "you"
    if letter == "r" and (before in BEFORE_ARE or after in AFTER_ARE or not (before or is_known(letter))):
        return "are"
    if letter == "2" and before in BEFORE_TO and after.isalpha():
        return "to"
    return "for" if letter == "4" and before.isalpha() and after in AFTER_FOR else None


def _word_before(match: re.Match[str]) -> str:
    return match.string[: match.start()].rstrip().rpartition(" ")[2].lower()


def _word_after(match: re.Match[str]) -> str:
    rest = match.string[match.end() :]
    return rest[1:].partition(" ")[0].lower().strip("?!.,;:") if rest.startswith(" ") else ""
