"""Read replies: the questions in what a language model answers, which can be anything.

A reply is data that nobody has checked: questions in it are cleaned, and whatever is no question of its own is dropped. Time
grows only with the length of a reply.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from index.errors import QuestionError
from index.searching.questions import clean_question, same_question
from index.text.tags import TAG

MAX_LENGTH = 200
"""Maximum number of characters of a question; longer ones are texts, or repeat the passage."""
MIN_LETTERS = 4
"""Least number of letters and digits of a question."""
MAX_COPIED = 8
"""Words in a row that a question may share with its passage; from there on, it is a copy."""
MAX_COPIED_SHARE = 0.85
"""The share of a question that words in a row from its passage may be, unless they are few."""
FEW_COPIED = 4
"""Words in a row that every question may share with its passage, such as a name."""
MAX_READ = 200
"""Candidates that are looked at in one reply."""
THOUGHTS_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
THOUGHTS_START = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
NUMBERED = re.compile(r"\s*(?:[-*•+]|\(?[0-9]{1,2}[.):](?![0-9])|[Qq][0-9]{0,2}[.:])[ \t]*(?=\S)")
"""A bullet, or a number, in front of a question."""
MARKUP = re.compile(
    r"<[/!]?[A-Za-z][^<>\n]{0,200}>|https?://\S{1,500}|!?\[(?=[^\]\n]{0,200}\]\()|\]\([^()\s]{0,500}\)|[*_~`|#\\>]{2,}|[*`~|\\<>]"
)
"""Tags, links and signs of markup, which no question needs."""
PINGS = re.compile(r"@(?:everyone|here)\b|<@[!&]?[0-9]{1,20}>", re.IGNORECASE)
QUESTION_MARKS = "?？؟;"
WORD = re.compile(r"\w+")
DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
"""A character of a language without spaces between words, which counts as a word."""
PIECE = re.compile(f"{DENSE.pattern}|[^\\W{DENSE.pattern[1:-1]}]+")


class BadReplyError(Exception):
    """A reply contains no questions in any form that is understood."""


def read_reply(content: str) -> list[str]:
    """Return the texts that a reply lists as questions, uncleaned: as JSON, with or without text around it, or line by line.

    Raises BadReplyError if it lists none in any of these ways; an empty list of questions is not an error.
    """
    text = _without_thoughts(content).strip()
    for candidate in _json_candidates(text):
        found = _questions_in(candidate)
        if found is not None:
            return found[:MAX_READ]
    lines = [
        line
        for line in text.splitlines()[:MAX_READ]
        if NUMBERED.match(line) and line.rstrip(' "').endswith(tuple(QUESTION_MARKS))
    ]
    if not lines:
        raise BadReplyError
    return lines


def usable_questions(candidates: Iterable[str], passage: str, count: int) -> tuple[str, ...]:
    """Return at most `count` of the questions, cleaned, each once, without those that copy the passage."""
    found: dict[str, str] = {}
    words = _pieces(passage)
    for candidate in candidates:
        question = clean_written(candidate)
        if question and not _is_copy(_pieces(question), words):
            found.setdefault(same_question(question), question)
        if len(found) == count:
            break
    return tuple(found.values())


def clean_written(text: str) -> str | None:
    """Return a question without numbers before it, markup, mentions and invisible characters, or None if it is none."""
    if len(text) > 2 * MAX_LENGTH:
        return None
    plain = MARKUP.sub(" ", TAG.sub(" ", PINGS.sub(" ", text)))
    try:
        number = NUMBERED.match(plain)
        question = clean_question(plain[number.end() if number else 0 :]).strip("\"'“”„«»‘’ ")
    except QuestionError:
        return None
    question = question.replace("@", "")
    is_short = sum(map(str.isalnum, question)) < (2 if DENSE.search(question) else MIN_LETTERS)
    return None if is_short or len(question) > MAX_LENGTH else question


def _without_thoughts(content: str) -> str:
    """Return a reply without what a model thought before it, even if only the end of that is marked."""
    ends = [match.end() for match in THOUGHTS_END.finditer(content)]
    text = content[ends[-1] :] if ends else content
    start = THOUGHTS_START.search(text)
    return text[: start.start()] if start else text


def _json_candidates(text: str) -> Iterator[Any]:
    """Yield what can be decoded of a text: all of it, from its first brace to its last, and from bracket to bracket."""
    for first, last in (("", ""), ("{", "}"), ("[", "]")):
        start, end = (text.find(first), text.rfind(last) + 1) if first else (0, len(text))
        if 0 <= start < end:
            try:
                yield msgspec.json.decode(text[start:end].encode("utf-8", "replace"))
            except (msgspec.DecodeError, RecursionError):
                continue


def _questions_in(value: Any) -> list[str] | None:
    """Return the texts of a list of questions, or of the only or named one in an object; None if there is no list."""
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list)]
        named = value.get("questions")
        value = named if isinstance(named, list) else lists[0] if len(lists) == 1 else None
    if not isinstance(value, list):
        return None
    return [text for each in value if (text := _text_of(each))]


def _text_of(value: Any) -> str | None:
    """Return the text of one question, which can be the value `question` or the only text of an object."""
    if isinstance(value, dict):
        texts = [each for each in value.values() if isinstance(each, str)]
        named = value.get("question")
        value = named if isinstance(named, str) else texts[0] if len(texts) == 1 else None
    return value if isinstance(value, str) else None


def _pieces(text: str) -> list[str]:
    """Return the words of a text in lower case; in languages that write no spaces, its characters."""
    return PIECE.findall(text.casefold())


def _is_copy(question: list[str], passage: list[str]) -> bool:
    """Return whether a question is a copy of a part of its passage."""
    longest, before = 0, [0] * (len(passage) + 1)
    for piece in question:
        row = [0] * (len(passage) + 1)
        for position, other in enumerate(passage, 1):
            if piece == other:
                row[position] = before[position - 1] + 1
        longest, before = max(longest, *row), row
    scale = 2 if question and all(map(DENSE.match, question)) else 1  # characters, of which words take about two
    few, many = FEW_COPIED * scale, MAX_COPIED * scale
    return longest >= many or (longest > few and longest > MAX_COPIED_SHARE * len(question))
