"""From a YAML tree to typed values, and from a mistake in them to its key, its line and what would be right."""

import difflib
import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

import yaml

from index.errors import SettingsError

Step = str | int
"""One step into values: a key of a mapping, or a position in a list."""

WORDED = r"^[^\0]*[^\s\0][^\0]*$"
"""A pattern for text that says something."""
ADDRESS = r"^https?://[\w.-]+(:\d+)?(/\S*)?$"
"""A pattern for addresses of pages."""
NULLS = {"", "~", "null", "Null", "NULL"}
PROBLEM = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
"""How msgspec tells a mistake: what, and the path to it, as in `$.documents[0]`."""
WORDS = {
    " | null": "",
    "`array`": "a list",
    "`object`": "keys with values",
    f"`str` matching regex {WORDED!r}": "text, not nothing",
    f"`str` matching regex {ADDRESS!r}": "an address, as https://example.org/page",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
}
"""Its names for types, in the words of config.yaml."""


def plain_values(node: yaml.Node, shown: str) -> Any:
    """Values of a YAML tree with scalars as written: headings such as `Yes` or `2020` stay text; msgspec parses the rest."""
    if isinstance(node, yaml.SequenceNode):
        return [plain_values(entry, shown) for entry in node.value]
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key, value in node.value:
            where = f"{shown}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise SettingsError("a key should be plain text", where=where, fix="quote it")
            if key.value in values:
                raise SettingsError(f"{key.value!r} is given twice", where=where, fix="keep one of them")
            values[key.value] = plain_values(value, shown)
        return values
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style
    return None if is_plain and node.value in NULLS else node.value


def explain(problem: str, kind: type, tree: yaml.Node, shown: str) -> SettingsError:
    """The mistake with its key, its line, and the nearest right key or the values there are."""
    match = PROBLEM.fullmatch(problem)
    what, place = (match["what"], match["path"] or "") if match else (problem, "")
    path: list[Step] = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", place)]
    named = re.search(r"(unknown|required) field `(?P<key>.*)`", what, re.DOTALL)
    fix = None
    if named and named[1] == "unknown":
        path.append(named["key"])
        what, fix = f"unknown key {_dotted(path)!r}", _nearest(kind, path)
    elif named:
        what = f"{_dotted([*path, named['key']])!r} is missing"
    else:
        for name, word in WORDS.items():
            what = what.replace(name, word)
        what = f"{_dotted(path)!r}: {what[0].lower()}{what[1:]}"
        values = get_args(_type_at(kind, path))
        if get_origin(_type_at(kind, path)) is Literal:
            fix = f"write {' or '.join(values)}"
    return SettingsError(what, where=f"{shown}:{_line(tree, path)}", fix=fix)


def _nearest(kind: type, path: list[Step]) -> str:
    """The key that was meant, or those that there are; a token is told where it belongs."""
    if path[-1] == "token":
        return "the token comes from DISCORD_TOKEN; take it out, and make a new one if others have seen this file"
    known = list(getattr(_type_at(kind, path[:-1]), "__struct_fields__", ()))
    near = difflib.get_close_matches(str(path[-1]).lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(known)}"


def _dotted(path: list[Step]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _line(tree: yaml.Node, path: list[Step]) -> int:
    """Line of the deepest node on the path that exists, counted from 1."""
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
    """The type of the setting at a path, without what may also be said (None) or must hold (limits)."""
    kind: Any = root
    for step in path:
        kind = get_args(kind)[0] if isinstance(step, int) else get_type_hints(kind).get(step)
        kind = next((part for part in get_args(kind) if part is not type(None)), kind) if _is_optional(kind) else kind
    return kind


def _is_optional(kind: Any) -> bool:
    return type(None) in get_args(kind)
