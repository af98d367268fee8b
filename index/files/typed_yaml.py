"""Turns a YAML tree into plain values, and an invalid value into an error that names the key, the line and the fix."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import yaml

from index.errors import SettingsError

Step = str | int
"""One step of a path into nested values: a key of a mapping, or a position in a list."""

NON_BLANK = r"^[^\0]*[^\s\0][^\0]*$"
"""A pattern for text that is not blank."""
WEB_ADDRESS = r"^https?://[\w.-]+(:\d+)?(/\S*)?$"
"""A pattern for the addresses of web pages."""
VARIABLE_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
"""A pattern for the names of environment variables."""
COLLECTION_NAME = r"^[A-Za-z][A-Za-z0-9_]{0,60}$"
"""A pattern for the names of collections in a vector database."""
MARKDOWN_FILE = r"^[^\0]*[^\s\0/]\.([Mm][Dd]|[Mm][Aa][Rr][Kk][Dd][Oo][Ww][Nn])$"
YAML_FILE = r"^[^\0]*[^\s\0/]\.[Yy][Aa]?[Mm][Ll]$"
"""Patterns for the paths of files, by the endings of their names."""
NULLS = {"", "~", "null", "Null", "NULL"}
PROBLEM = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
"""The form of msgspec's messages: what is wrong, and the path to it, such as `$.documents[0]`."""
TYPE_NAMES = {
    " | null": "",
    "`null`": "nothing",
    "`str | array`": "text or a list",
    "`int | str | array`": "numbers or ranges",
    "`int | str`": "a number or a range",
    "`array`": "a list",
    "`object`": "keys with values",
    f"`str` matching regex {NON_BLANK!r}": "text that is not blank",
    f"`str` matching regex {WEB_ADDRESS!r}": "an address such as https://example.org/page",
    f"`str` matching regex {VARIABLE_NAME!r}": "the name of an environment variable",
    f"`str` matching regex {COLLECTION_NAME!r}": "a letter, then up to 60 letters (a-z), digits and underscores",
    f"`str` matching regex {MARKDOWN_FILE!r}": "a path that ends in .md",
    f"`str` matching regex {YAML_FILE!r}": "a path that ends in .yaml",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "of length >= 1": "with at least one entry",
    "Invalid enum value": "unknown value",
}
"""Plain words for msgspec's names of types."""
NUMBER = re.compile(r"expected (?P<kind>a whole number|a number)(?: [<>]= \S+|, got (?P<got>.+))")
"""A message on a number that is out of its limits, or on something else in its place."""
LARGEST_LIMIT = 1_000_000
"""The largest limit to name; one beyond it only keeps a number within what the database can store."""
MAX_SHOWN_VALUE = 20
"""Characters of a wrong value to show; a longer one may be a token in the wrong place."""


def plain_values(node: yaml.Node, shown: str) -> Any:
    """Return the values of a YAML tree with scalars as text, so that headings such as `Yes` or `2020` are kept as written.

    msgspec converts them to the types of the settings. Raises SettingsError for a key that is not plain text or comes twice.
    """
    if isinstance(node, yaml.SequenceNode):
        return [plain_values(entry, shown) for entry in node.value]
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key, value in node.value:
            where = f"{shown}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise SettingsError("a key must be plain text", where=where, fix="quote it")
            if key.value in values:
                raise SettingsError(f"{key.value!r} is given twice", where=where, fix="keep one of them")
            values[key.value] = plain_values(value, shown)
        return values
    if node.tag.startswith("!"):
        where, fix = f"{shown}:{node.start_mark.line + 1}", "put the value in quotes"
        raise SettingsError(f"the value starts with {node.tag}, which is a tag in YAML", where=where, fix=fix)
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style
    return None if is_plain and node.value in NULLS else node.value


@dataclass(frozen=True, slots=True)
class Fixes:
    """Fixes for mistakes that are known to be frequent: for an unknown or missing key at the end of a path, and for a value.

    Each returns None if there is nothing special about a mistake.
    """

    for_key: Callable[[Sequence[Step]], str | None]
    for_missing: Callable[[Sequence[Step]], str | None]
    for_value: Callable[[Sequence[Step], Any], str | None]


def explain_error(problem: str, kind: type, tree: yaml.Node, shown: str, fixes: Fixes) -> SettingsError:
    """Turn msgspec's message into an error with the key, its line, and the closest known key or the allowed values."""
    match = PROBLEM.fullmatch(problem)
    what, location = (match["what"], match["path"] or "") if match else (problem, "")
    path: list[Step] = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", location)]
    named = re.search(r"(unknown|required) field `(?P<key>.*)`", what, re.DOTALL)
    fix = None
    if named and named[1] == "unknown":
        path.append(named["key"])
        what, fix = f"unknown key {_dotted_key(path)!r}", fixes.for_key(path) or _suggest_key(kind, path)
    elif named:
        missing = [*path, named["key"]]
        what, fix = f"{_dotted_key(missing)!r} is missing", fixes.for_missing(missing) or _suggest_line(missing)
    else:
        value, key = _value_at(tree, path), _dotted_key(path)
        what = f"{key!r}: {_in_plain_words(what, value, _limits_at(kind, path))}"
        fix = fixes.for_value(path, value) or _suggest_value(_type_at(kind, path))
    return SettingsError(what, where=f"{shown}:{_line_of(tree, path)}", fix=fix)


def _in_plain_words(what: str, value: Any, limits: tuple[Any, Any] | None) -> str:
    """Return msgspec's message on a value without names of types; on a number, with its limits and what is there instead."""
    for name, word in TYPE_NAMES.items():
        what = what.replace(name, word)
    what = f"{what[0].lower()}{what[1:]}"
    number = NUMBER.fullmatch(what)
    if number is None:
        return what
    span = f" from {limits[0]} to {limits[1]}" if limits else ""
    got = repr(value) if isinstance(value, str) and len(value) <= MAX_SHOWN_VALUE else number["got"]
    return f"expected {number['kind']}{span}{f', got {got}' if got else ''}"


def _suggest_line(missing: Sequence[Step]) -> str:
    """Return the line to add for a missing key, and where."""
    *above, key = missing
    if not above:
        return f"add `{key}: ...`"
    return f"add `{key}: ...` " + ("to this entry" if isinstance(above[-1], int) else f"below `{above[-1]}:`")


def _suggest_key(kind: type, path: list[Step]) -> str:
    """Suggest the closest known key, or list the known keys."""
    known = list(getattr(_type_at(kind, path[:-1]), "__struct_fields__", ()))
    near = difflib.get_close_matches(str(path[-1]).lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(known)}"


def _suggest_value(kind: Any) -> str | None:
    return f"write {' or '.join(get_args(kind))}" if get_origin(kind) is Literal else None


def _dotted_key(path: list[Step]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _value_at(tree: yaml.Node, path: list[Step]) -> Any:
    """Return the value at a path as it is written; what is left out of the path is passed over."""
    found: Any = plain_values(tree, "")
    for step in path:
        if isinstance(found, list):
            found = found[step] if isinstance(step, int) and step < len(found) else found
        elif isinstance(found, dict):
            found = found.get(step, found)
    return found


def _line_of(tree: yaml.Node, path: list[Step]) -> int:
    """Return the line of the deepest existing node on a path, counted from 1."""
    node, line = tree, tree.start_mark.line
    for step in path:
        below: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    below, line = value, key.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            below = node.value[step]
            line = below.start_mark.line
        if below is None:
            break
        node = below
    return int(line) + 1


def _type_at(root: type, path: list[Step]) -> Any:
    """Return the type of the setting at a path, without `None` and without limits."""
    kind: Any = root
    for step in path:
        kind = get_args(kind)[0] if isinstance(step, int) else get_type_hints(kind).get(step)
        kind = next((part for part in get_args(kind) if part is not type(None)), kind) if _is_optional(kind) else kind
    return kind


def _limits_at(root: type, path: list[Step]) -> tuple[Any, Any] | None:
    """Return the least and the greatest number that the setting at a path may be; None if it has no limits that matter."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return None
    holder = _type_at(root, path[: path.index(names[-1])])
    below = [get_type_hints(holder, include_extras=True).get(names[-1])]
    while below:
        each = below.pop()
        for meta in getattr(each, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta) and meta.ge is not None and meta.le is not None and meta.le <= LARGEST_LIMIT:
                return meta.ge, meta.le
        below += get_args(each)
    return None


def _is_optional(kind: Any) -> bool:
    return type(None) in get_args(kind)
