"""Documentation of config.yaml, generated from the descriptions in `index.settings.keys`.

They go into a JSON Schema, which editors use to complete and check config.yaml. The schema is the source of everything else:
the table in the docs, the output of `footnote settings`, and the comments of a new config.yaml (`index.settings.template`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from index.settings.headings import Outline
from index.settings.keys import ConfigFile

SCHEMA_FILE = "config.schema.json"
TIME_ZONE = r"^[A-Za-z][\w+-]*(/[\w+-]+)*$"
"""Names of time zones, such as `Europe/Berlin`."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OUTLINE = {
    "description": "Headings: one, a list of them, or a mapping of headings to the headings below them.",
    "anyOf": [
        {"type": "string", "pattern": r"\S"},
        {"type": ["null", "boolean", "number"]},  # a heading such as 2020, which Footnote reads as text
        {"type": "array", "items": {"$ref": "#/$defs/Outline"}},
        {"type": "object", "propertyNames": {"pattern": r"\S"}, "additionalProperties": {"$ref": "#/$defs/Outline"}},
    ],
}
LARGEST_SHOWN_LIMIT = 1_000_000
"""Larger limits are technical (the size of an integer), so descriptions do not show them."""

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of config.yaml: its full `key`, such as `discord.guild`, and a `description` that includes the allowed values.

    `default` is None if there is none to show, and `example` is shown in its place; `parts` are the keys below it.
    `is_off` is True for keys that are off as a whole unless the one above them is written.
    """

    key: str
    name: str
    description: str
    default: Any
    example: Any
    is_required: bool
    parts: tuple["Setting", ...]
    is_off: bool = False

    @property
    def all(self) -> Iterator["Setting"]:
        """The setting and all settings below it, in the order of config.yaml."""
        yield self
        for part in self.parts:
            yield from part.all


def make_schema() -> Schema:
    """Generate the JSON Schema of config.yaml."""
    schema = msgspec.json.schema(ConfigFile, schema_hook=_schema_of)
    definitions = {
        name: {key: value for key, value in each.items() if key != "title"} for name, each in schema["$defs"].items()
    }
    for each in definitions.values():
        for value in each.get("properties", {}).values():
            if isinstance(value.get("default"), dict):
                del value["default"]  # its parts have defaults of their own
    root = definitions.pop(ConfigFile.__name__)
    return {"$schema": DIALECT, "title": "Footnote's settings", **root, "$defs": {**definitions, "Outline": OUTLINE}}


def schema_text() -> str:
    """Return the JSON Schema as the text of config.schema.json."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


def list_settings() -> tuple[Setting, ...]:
    """Return the top-level settings, with the settings below them as their parts."""
    schema = make_schema()
    return tuple(_walk_settings(schema, schema["$defs"], ""))


def markdown_table() -> str:
    """Render the settings as a Markdown table with the columns key, default and description."""
    rows = ["| key | default | description |", "|---|---|---|"]
    for setting in (each for top in list_settings() for each in top.all):
        cells = (f"`{setting.key}`", _default_cell(setting), setting.description)
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"


def format_value(value: Any) -> str:
    """Format a value in one line, much as in config.yaml."""
    if isinstance(value, list | tuple):
        return ", ".join(map(format_value, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value)


def _default_cell(setting: Setting) -> str:
    if setting.is_required:
        return "(required)"
    return "" if setting.default is None else f"`{format_value(setting.default)}`"


def _schema_of(kind: type) -> Schema:
    if kind is Outline:
        return {"$ref": "#/$defs/Outline"}
    if kind is ZoneInfo:
        return {"type": "string", "pattern": TIME_ZONE}
    raise NotImplementedError(kind)


def _walk_settings(node: Mapping[str, Any], definitions: Mapping[str, Any], above: str) -> Iterator[Setting]:
    for name, schema in node["properties"].items():
        key = f"{above}.{name}".lstrip(".")
        items = schema.get("items", {})
        optional = next((each["$ref"] for each in schema.get("anyOf", ()) if "$ref" in each), None)
        below = definitions.get((schema.get("$ref") or items.get("$ref") or optional or "").rpartition("/")[2], {})
        parts = tuple(_walk_settings(below, definitions, f"{key}[]" if items else key) if "properties" in below else ())
        yield Setting(
            key,
            name,
            " ".join(filter(None, (schema["description"], _allowed_values(schema)))),
            _shown_default(schema),
            next(iter(schema.get("examples", ())), None),
            name in node["required"],
            parts,
            is_off=bool(parts and optional),
        )


def _shown_default(schema: Mapping[str, Any]) -> Any:
    """Return the default of a setting, a tuple as a list; None if there is none or it is empty."""
    default = schema.get("default")
    return (list(default) or None) if isinstance(default, tuple) else default


def _allowed_values(schema: Mapping[str, Any]) -> str:
    """Return a sentence with the allowed values or limits of a setting, empty if its description names them."""
    kind = schema.get("items") or next(iter(schema.get("anyOf", ())), schema)
    values = [f"`{value}`" for value in kind.get("enum", ())]
    if values and not all(value in schema["description"] for value in values):
        return f"One of {', '.join(values)}."
    if "minimum" in kind and kind["maximum"] <= LARGEST_SHOWN_LIMIT:
        return f"From {kind['minimum']} to {kind['maximum']}."
    return ""
