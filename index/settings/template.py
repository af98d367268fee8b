"""A new config.yaml: every key with what it is, those without a default as a comment to take out of its comment."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

import yaml

from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, Setting, list_settings, shown_value

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""By which editors find the JSON Schema."""
OPENING = (
    "# Footnote's settings. Paths start at the folder of this file. A key that is left out has the value shown here, or none."
)
WIDTH = 128
"""Columns of a line, unless a value is longer."""
WIDEST_VALUE = 48
"""Columns up to where what a key is stands behind its value; above it, if the value is longer."""


def config_text(documents: Sequence[DocumentSettings], said: Mapping[str, Any] | None = None) -> str:
    """The text of a config.yaml that names documents, with path, title and url, and gives some keys at the top other values.

    It is read back as it was said, whatever characters it holds, but for halves of characters, which no file can hold.
    """
    blocks = [[SCHEMA_LINE, OPENING]]
    for setting in list_settings():
        comment = [f"# {line}" for line in textwrap.wrap(setting.description, WIDTH - 2, break_on_hyphens=False)]
        if setting.name == "documents":
            value = ["documents:", *chain.from_iterable(_entries(documents, setting.parts))]
        elif setting.parts:
            value = [f"{setting.name}:", *_listing(setting.parts, {}, "  ")]
        else:
            value = _written(setting.name, (said or {}).get(setting.name, setting.default))
        blocks.append([*comment, *value])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _in_yaml(text: str) -> str:
    """Text as it is written in YAML, in one line: plain where that says the same, else in quotes."""
    written = yaml.safe_dump(text, allow_unicode=True, width=math.inf).removesuffix("...\n")
    if written.count("\n") > 1:
        written = yaml.safe_dump(text, allow_unicode=True, width=math.inf, default_style='"')
    return written.rstrip("\n")


def _entries(documents: Sequence[DocumentSettings], parts: Sequence[Setting]) -> Iterator[list[str]]:
    """The entries of the list of documents; the first explains what an entry can say."""
    for number, document in enumerate(documents):
        values = {key: value for key in ("path", "title", "url") if (value := getattr(document, key))}
        if number == 0:
            lines = _listing(parts, values, "    ")
        else:
            lines = _indented(chain.from_iterable(_written(key, value) for key, value in values.items()), "    ")
        yield ["  - " + line[4:] if place == 0 else line for place, line in enumerate(lines)]


def _listing(parts: Sequence[Setting], values: Mapping[str, Any], indent: str) -> list[str]:
    """Keys below another, each with what it is beside it."""
    shown = [(part, _shown(part, values, indent)) for part in parts]
    lengths = (len(line) for _, lines in shown for line in lines)
    column = 2 + max(length for length in lengths if length <= WIDEST_VALUE)
    return list(chain.from_iterable(_beside(part.description, lines, indent, column) for part, lines in shown))


def _shown(part: Setting, values: Mapping[str, Any], indent: str) -> list[str]:
    """The lines of a key with its value, or as a comment with an example where it has none."""
    value = values.get(part.name, part.default)
    if value is None:
        return _indented(_written(part.name, part.example), f"{indent}# ")
    return _indented(_written(part.name, value), indent)


def _beside(description: str, lines: Sequence[str], indent: str, column: int) -> Iterator[str]:
    """Lines with what they are to the right of them, or above them where they are too long for that."""
    if any(len(line) > column - 2 for line in lines):
        yield from (f"{indent}# {line}" for line in textwrap.wrap(description, WIDTH - len(indent) - 2))
        yield from lines
        return
    comment = textwrap.wrap(description, WIDTH - column - 2, break_on_hyphens=False)
    for line, told in zip_longest(lines, comment, fillvalue=""):
        yield f"{line or f'{indent}#':<{column}}# {told}" if told else line


def _indented(lines: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}{line}" for line in lines]


def _written(key: str, value: Any) -> list[str]:
    """A key and its value as lines of YAML."""
    if isinstance(value, dict):
        text = yaml.safe_dump(value, allow_unicode=True, width=math.inf, sort_keys=False, default_flow_style=None)
        return [f"{key}:", *_indented(text.splitlines(), "  ")]
    if isinstance(value, list):
        return [f"{key}: {yaml.safe_dump(value, allow_unicode=True, width=math.inf, default_flow_style=True).strip()}"]
    return [f"{key}: {_in_yaml(value) if isinstance(value, str) else shown_value(value)}"]
