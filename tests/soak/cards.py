"""Reading the bot's messages: an answer with its question and quotes, or one of the bot's own texts."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.rendering.answer_cards import DELETE_SIGN

TRANSLATIONS = Path(__file__).parents[2] / "bot" / "rendering" / "translations"
QUESTION_ID = 1002
"""Id of the component that repeats the question."""
TEXT_DISPLAY, BUTTON, LINK = 10, 2, 5
NOTICES = (
    "how_to_ask", "empty", "too_long", "no_words", "no_section", "no_document", "cooldown", "busy", "stopping", "no_permission",
    "may_not_write", "not_allowed", "gone", "old_button", "message_gone", "already_shared", "no_index", "failed", "rebuilding",
    "store_away",
    "may_not_delete", "blocked", "rebuilt", "not_rebuilt", "goes_on", "answers_from", "took_in", "not_taken_in",
)  # fmt: skip
UNKNOWN = "unknown words"


@dataclass(frozen=True, slots=True)
class Shown:
    """The contents of a message. `key` is "answer" or the key of one of the bot's texts; `echo` is the question repeated
    above an answer, unless it `is_reply` to the question.
    """

    key: str
    echo: str = ""
    quotes: tuple[str, ...] = ()
    text: str = ""
    is_reply: bool = False


def letters(text: str) -> str:
    """Return the letters and digits of a text, without accents: escaping, whitespace and folding do not change them.

    A pair of surrogates becomes one character, as it does in JSON; a lone surrogate is dropped.
    """
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(each for each in unicodedata.normalize("NFD", joined) if unicodedata.category(each)[0] in "LN")


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield components and everything in them, from top to bottom."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if component.get("accessory"):
            yield component["accessory"]


def read(message: Mapping[str, Any]) -> Shown:
    """Read a message as a member sees it."""
    parts = [part for part in walk(message.get("components") or []) if part["type"] == TEXT_DISPLAY]
    text = "\n".join(part["content"] for part in parts)
    echo = next((part["content"] for part in parts if part.get("id") == QUESTION_ID), None)
    is_reply = bool(message.get("message_reference")) and any("custom_id" in each for each in _all_buttons(message))
    if echo is None and not is_reply:
        return Shown(_notice(parts[0]["content"] if parts else ""), text=text)
    quotes = [quote for part in parts if part.get("id") is None or part["id"] < 1000 for quote in _quotes(part["content"])]
    return Shown("answer", _plain((echo or "").removeprefix("-# ")), tuple(quotes), text, is_reply and echo is None)


def buttons(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons of a message that show or share something."""
    pressable = [each for each in _all_buttons(message) if not each.get("disabled") and each.get("style") != LINK]
    return [each for each in pressable if each.get("label") != DELETE_SIGN]


def _all_buttons(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [part for part in walk(message.get("components") or []) if part["type"] == BUTTON]


def is_echo(echo: str, question: str) -> bool:
    """Return whether `echo` repeats the question: all of it, or its start if it was too long to show."""
    repeated, asked = letters(echo), letters(question)
    return repeated == asked or ("…" in echo[-2:] and bool(repeated) and asked.startswith(repeated))


def _quotes(content: str) -> Iterator[str]:
    """Yield the passages in a text: quoted, or neighbours of a quoted one."""
    quoted = "\n".join(line[2:] for line in content.split("\n") if line.startswith("> "))
    if quoted:
        yield from _pieces(quoted)
    for line in content.split("\n"):
        if line.startswith("- "):
            yield from _pieces(line[2:])


def _pieces(markdown: str) -> Iterator[str]:
    plain = _plain(markdown).removeprefix("…").removesuffix("…").strip()
    if plain:
        yield plain


def _plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*\*", "", markdown), flags=re.DOTALL)


def _notice(content: str) -> str:
    text = content.removeprefix("### ")
    return next((key for key, pattern in _patterns() if pattern.match(text)), UNKNOWN)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return a pattern for each notice in every language."""
    found = []
    for path in sorted(TRANSLATIONS.glob("*.yaml")):
        words = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(key, re.compile(re.sub(r"\\\{\w+\\\}", ".*?", re.escape(words[key])), re.DOTALL)) for key in NOTICES]
    return found
