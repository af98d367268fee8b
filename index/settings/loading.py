"""Loads config.yaml into typed, frozen settings.

PyYAML provides the tree with line numbers and msgspec the types, so that an error can name its key and line.
(msgspec rather than pydantic: it imports in a fifth of the time, which every question on the command line would notice.)
"""

import hashlib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from index.errors import SettingsError
from index.files.paths import resolve_path
from index.files.typed_yaml import explain_error, plain_values
from index.files.yaml_tree import compose_yaml, read_yaml_text
from index.settings.headings import Outline
from index.settings.hints import FIXES
from index.settings.keys import ConfigFile, DocumentSettings
from index.settings.slips import accept_slips


class Settings(ConfigFile, frozen=True, kw_only=True):
    """The values of config.yaml, the folder that its paths are relative to, and the file itself."""

    root: Path = Path()
    file: Path = Path("config.yaml")

    @property
    def index_folder(self) -> Path:
        """The folder of the index, resolved against `root`."""
        return resolve_path(self.root, self.index)


def settings_hash(settings: DocumentSettings) -> str:
    """Return the sha256 of a document's settings without its path."""
    encoded = msgspec.json.encode(msgspec.structs.replace(settings, path=""), enc_hook=_encode)
    return hashlib.sha256(encoded).hexdigest()


def load_settings(path: Path) -> Settings:
    """Read config.yaml. Raises SettingsError with the key and the line of the first error."""
    is_default = path.name == str(path) == "config.yaml"
    where = "run footnote in the folder of config.yaml, or pass --config" if is_default else "check the path"
    fix = f"{where}; `footnote init` creates one"
    text = read_yaml_text(path, SettingsError, fix_missing=fix)
    return parse_settings(text, root=path.parent, file=path)


def reload_settings(before: Settings) -> Settings:
    """Read config.yaml again, keeping the value of `watch`, which only a restart changes.

    Raises SettingsError as `load_settings` does, and if `index` now names another folder or `store` another place,
    which also need a restart.
    """
    loaded = load_settings(before.file)
    if loaded.index_folder.absolute() != before.index_folder.absolute():
        raise SettingsError("'index' now names another folder", where=str(before.file), fix="restart footnote")
    if loaded.store != before.store:
        raise SettingsError("'store' has changed", where=str(before.file), fix="restart footnote")
    return msgspec.structs.replace(loaded, watch=before.watch)


def parse_settings(text: str, *, root: Path, file: Path = Path("config.yaml")) -> Settings:
    """Parse the text of a config.yaml into settings with paths relative to `root`. Raises SettingsError naming `file`."""
    shown = str(file)
    tree = compose_yaml(text, shown, SettingsError)
    data = None if tree is None else plain_values(tree, shown)
    if tree is None or not isinstance(data, dict):
        fix = "begin with `documents: handbook.md`"
        raise SettingsError("must be keys with values, such as `top: 3`", where=shown, fix=fix)
    try:
        config = msgspec.convert(accept_slips(data, ConfigFile), ConfigFile, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as invalid:
        raise explain_error(str(invalid), ConfigFile, tree, shown, FIXES) from None
    return Settings(**{name: getattr(config, name) for name in ConfigFile.__struct_fields__}, root=root, file=file)


def _decode(kind: type, value: Any) -> Any:
    if kind is Outline:
        return Outline.parse(value)
    if kind is ZoneInfo:
        return _time_zone(value)
    raise NotImplementedError(kind)


def _time_zone(name: object) -> ZoneInfo:
    """Return a time zone. Raises ValueError if there is none of this name here."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {str(name)[:40]!r}") from None


def _encode(value: Any) -> Any:
    if isinstance(value, Outline):
        return value.headings
    if isinstance(value, ZoneInfo):
        return value.key
    raise NotImplementedError(type(value))
