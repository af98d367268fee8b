"""What config.yaml can say, from one source: the descriptions in `index.settings`.

A JSON Schema is made of them, by which editors complete and check config.yaml; and of the schema all else: the table in the
README, what `footnote settings` shows, and the comments of a new config.yaml (`index.settings.template`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from index.settings.headings import Outline
from index.settings.keys import ConfigFile

SCHEMA_FILE = "config.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OUTLINE = {
    "description": "Headings: one, a list of them, or a mapping of headings to the headings below them.",
    "anyOf": [
        {"type": "string", "pattern": r"\S"},
        {"type": ["null", "boolean", "number"]},  # a heading such as 2020; config.yaml takes it as it is written
        {"type": "array", "items": {"$ref": "#/$defs/Outline"}},
        {"type": "object", "propertyNames": {"pattern": r"\S"}, "additionalProperties": {"$ref": "#/$defs/Outline"}},
    ],
}
LARGEST_TOLD = 1_000_000
"""Above it, a limit is that of the machine, and tells a person nothing."""

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of config.yaml: `key` with those above it, as in `discord.guild`, and `description` with the values it can have.

    `default` is None where there is none to show, and `example` is shown in its place; `parts` are the keys below it.
    """

    key: str
    name: str
    description: str
    default: Any
    example: Any
    is_required: bool
    parts: tuple["Setting", ...]

    @property
    def all(self) -> Iterator["Setting"]:
        """The setting and all below it, in the order of config.yaml."""
        yield self
        for part in self.parts:
            yield from part.all


def make_schema() -> Schema:
    """The JSON Schema of config.yaml."""
    made = msgspec.json.schema(ConfigFile, schema_hook=_schema_of)
    definitions = {name: {key: value for key, value in each.items() if key != "title"} for name, each in made["$defs"].items()}
    for each in definitions.values():
        for value in each.get("properties", {}).values():
            if isinstance(value.get("default"), dict):
                del value["default"]  # each part of it has its own
    root = definitions.pop(ConfigFile.__name__)
    return {"$schema": DIALECT, "title": "Footnote's settings", **root, "$defs": {**definitions, "Outline": OUTLINE}}


def schema_text() -> str:
    """The JSON Schema as config.schema.json holds it."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


def list_settings() -> tuple[Setting, ...]:
    """All settings, those below others as their parts."""
    schema = make_schema()
    return tuple(_settings_in(schema, schema["$defs"], ""))


def markdown_table() -> str:
    """The settings as a table in Markdown: key, default, what it is."""
    rows = ["| key | default | what it is |", "|---|---|---|"]
    for setting in (each for top in list_settings() for each in top.all):
        cells = (f"`{setting.key}`", _default_cell(setting), setting.description)
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"


def shown_value(value: Any) -> str:
    """A value in one line, much as config.yaml writes it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(shown_value, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value)


def _default_cell(setting: Setting) -> str:
    if setting.is_required:
        return "(required)"
    return "" if setting.default is None else f"`{shown_value(setting.default)}`"


def _schema_of(kind: type) -> Schema:
    if kind is Outline:
        return {"$ref": "#/$defs/Outline"}
    raise NotImplementedError(kind)


def _settings_in(node: Mapping[str, Any], definitions: Mapping[str, Any], above: str) -> Iterator[Setting]:
    for name, said in node["properties"].items():
        key = f"{above}.{name}".lstrip(".")
        items = said.get("items", {})
        below = definitions.get((said.get("$ref") or items.get("$ref") or "").rpartition("/")[2])
        parts = _settings_in(below, definitions, f"{key}[]" if items else key) if below else ()
        yield Setting(
            key,
            name,
            " ".join(filter(None, (said["description"], _limits(said)))),
            said.get("default") if said.get("default") != () else None,
            next(iter(said.get("examples", ())), None),
            name in node["required"],
            tuple(parts),
        )


def _limits(said: Mapping[str, Any]) -> str:
    """The values that a setting can have, in a sentence, where its description does not name them."""
    kind = said.get("items") or next(iter(said.get("anyOf", ())), said)
    values = [f"`{value}`" for value in kind.get("enum", ())]
    if values and not all(value in said["description"] for value in values):
        return f"One of {', '.join(values)}."
    if "minimum" in kind and kind["maximum"] <= LARGEST_TOLD:
        return f"From {kind['minimum']} to {kind['maximum']}."
    return ""
