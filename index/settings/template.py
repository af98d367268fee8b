"""The text of a new config.yaml: every key with its description, and keys without a default commented out."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

import yaml

from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, Setting, format_value, list_settings

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""The comment that points editors to the JSON Schema."""
HEADER = "# Footnote's settings. Paths are relative to this file. Keys that are left out have the default shown here, if any."
WIDTH = 128
"""Columns of a line, unless a value needs more."""
MAX_VALUE_WIDTH = 48
"""Columns of a key with its value that still has its description beside it; longer ones have it above."""


def config_text(documents: Sequence[DocumentSettings], values: Mapping[str, Any] | None = None) -> str:
    """Return the text of a config.yaml with the path, title and url of documents, and `values` of top-level keys.

    Loading it gives back the same values, whatever their characters, except lone surrogates, which no file can contain.
    """
    blocks = [[SCHEMA_LINE, HEADER]]
    for setting in list_settings():
        comment = [f"# {line}" for line in textwrap.wrap(setting.description, WIDTH - 2, break_on_hyphens=False)]
        if setting.name == "documents":
            lines = ["documents:", *chain.from_iterable(_document_entries(documents, setting.parts))]
        elif setting.is_off:
            lines = [f"# {setting.name}:", *_format_parts(setting.parts, _examples(setting.parts), "#   ")]
        elif setting.parts:
            lines = [f"{setting.name}:", *_format_parts(setting.parts, {}, "  ")]
        else:
            lines = _format_part(setting, values or {}, "")
        blocks.append([*comment, *lines])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _examples(parts: Sequence[Setting]) -> dict[str, Any]:
    """Return examples of the keys that must be written, or of all if none must."""
    return {part.name: part.example for part in parts if part.is_required} or {part.name: part.example for part in parts}


def _to_yaml(text: str) -> str:
    """Write a text as YAML in one line: plain if that is unambiguous, otherwise in quotes."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=math.inf).removesuffix("...\n")
    if dumped.count("\n") > 1:
        dumped = yaml.safe_dump(text, allow_unicode=True, width=math.inf, default_style='"')
    return dumped.rstrip("\n")


def _document_entries(documents: Sequence[DocumentSettings], parts: Sequence[Setting]) -> Iterator[list[str]]:
    """Return the lines of each entry in the list of documents; the first entry describes every key."""
    for number, document in enumerate(documents):
        values = {key: value for key in ("path", "title", "url") if (value := getattr(document, key))}
        if number == 0:
            lines = _format_parts(parts, values, "    ")
        else:
            lines = _indent(chain.from_iterable(_format_key(key, value) for key, value in values.items()), "    ")
        yield ["  - " + line[4:] if position == 0 else line for position, line in enumerate(lines)]


def _format_parts(parts: Sequence[Setting], values: Mapping[str, Any], indent: str) -> list[str]:
    """Return the lines of keys below another one, each with its description beside it."""
    formatted = [(part, _format_part(part, values, indent)) for part in parts]
    lengths = (len(line) for _, lines in formatted for line in lines)
    column = 2 + max(length for length in lengths if length <= MAX_VALUE_WIDTH)
    return list(chain.from_iterable(_add_comment(part.description, lines, indent, column) for part, lines in formatted))


def _format_part(part: Setting, values: Mapping[str, Any], indent: str) -> list[str]:
    """Return the lines of a key with its value, or commented out with an example if it has none."""
    value = values.get(part.name, part.default)
    if value is None:
        return _indent(_format_key(part.name, part.example), f"{indent}# ")
    return _indent(_format_key(part.name, value), indent)


def _add_comment(description: str, lines: Sequence[str], indent: str, column: int) -> Iterator[str]:
    """Add a description to the right of lines, or above them if they are too long."""
    if any(len(line) > column - 2 for line in lines):
        yield from (f"{indent}# {line}" for line in textwrap.wrap(description, WIDTH - len(indent) - 2))
        yield from lines
        return
    comment = textwrap.wrap(description, WIDTH - column - 2, break_on_hyphens=False)
    for line, words in zip_longest(lines, comment, fillvalue=""):
        yield f"{line or f'{indent}#':<{column}}# {words}" if words else line


def _indent(lines: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}{line}" for line in lines]


def _format_key(key: str, value: Any) -> list[str]:
    """Format a key and its value as lines of YAML."""
    if isinstance(value, dict):
        text = yaml.safe_dump(value, allow_unicode=True, width=math.inf, sort_keys=False, default_flow_style=None)
        return [f"{key}:", *_indent(text.splitlines(), "  ")]
    if isinstance(value, list):
        return [f"{key}: {yaml.safe_dump(value, allow_unicode=True, width=math.inf, default_flow_style=True).strip()}"]
    return [f"{key}: {_to_yaml(value) if isinstance(value, str) else format_value(value)}"]
