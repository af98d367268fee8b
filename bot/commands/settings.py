"""`footnote settings`: list all settings with their current values."""

import argparse
import json
import sys
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import msgspec

from bot.commands.project import settings_if_any
from bot.terminal.output import Styled, note, show
from index.files.paths import follow_links
from index.settings import ConfigFile, Outline, Settings
from index.settings.reference import Setting, format_value, list_settings, markdown_table, schema_text


def run(options: argparse.Namespace) -> int:
    """List the settings with the values in force, or print them as JSON, as a JSON Schema or as a Markdown table."""
    if options.schema or options.markdown:
        sys.stdout.write(schema_text() if options.schema else markdown_table())
        return 0
    settings = settings_if_any(options)
    if settings is None:
        note("no config.yaml here or in a folder above, showing the defaults; run `footnote init` to create one")
    if options.json:
        print(json.dumps(_values(settings), ensure_ascii=False, indent=2))
        return 0
    show(_listing(settings), sys.stdout)
    return 0


def _values(settings: Settings | None) -> dict[str, object]:
    """Return the config.yaml in use, or None, and the values in force, nested as there."""
    config = settings or ConfigFile(documents=())
    values = {
        name: msgspec.to_builtins(getattr(config, name), enc_hook=_plain_outline) for name in ConfigFile.__struct_fields__
    }
    return {"config": str(follow_links(settings.file)) if settings else None, "settings": values}


def _plain_outline(value: Any) -> Any:
    if isinstance(value, Outline):
        return value.headings
    raise NotImplementedError(type(value))


def _listing(settings: Settings | None) -> Iterator[Styled]:
    """Yield two lines for each setting: its key and value, and its description."""
    for setting in (each for top in list_settings() for each in top.all):
        value, is_default = _in_force(setting, settings)
        yield f"{setting.key}: {value}".rstrip(), "bold" if is_default else "bold green"
        yield f"    {setting.description}", ""


def _in_force(setting: Setting, settings: Settings | None) -> tuple[str, bool]:
    """Return the value of a setting as it is shown, and whether it is the default."""
    if setting.key == "documents":
        return format_value([each.path for each in settings.documents] if settings else []), settings is None
    if setting.is_off:
        is_on = settings is not None and attrgetter(setting.key)(settings) is not None
        return ("", False) if is_on else ("(off)", True)
    if setting.parts or "[]" in setting.key:
        return "", True
    default = "" if setting.default is None else format_value(setting.default)
    group = setting.key.rpartition(".")[0]
    is_written = settings is not None and not (group and attrgetter(group)(settings) is None)
    value: Any = attrgetter(setting.key)(settings) if is_written else setting.default
    shown = "" if value is None else format_value(value)
    if shown == default:
        return shown or "(none)", True
    return f"{shown}  (default: {default or 'none'})", False
