"""config.yaml, read into typed and frozen settings.

PyYAML gives the tree with its line numbers, msgspec the types; together they name the key and the line of a mistake.
(msgspec rather than pydantic: it loads in a fifth of the time, which is felt at every question on the command line.)
"""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from index.errors import SettingsError
from index.files.paths import located
from index.files.typed_yaml import explain, plain_values
from index.files.yaml_tree import compose_yaml, read_yaml_text
from index.settings.headings import Outline
from index.settings.keys import ConfigFile, DocumentSettings


class Settings(ConfigFile, frozen=True, kw_only=True):
    """What config.yaml says, the folder that the paths in it start from, and the file itself."""

    root: Path = Path()
    file: Path = Path("config.yaml")

    @property
    def index_folder(self) -> Path:
        """The folder of the index, as a path that can be opened."""
        return located(self.root, self.index)


def settings_hash(settings: DocumentSettings) -> str:
    """The sha256 of what config.yaml says of a document besides its path."""
    said = msgspec.json.encode(msgspec.structs.replace(settings, path=""), enc_hook=_encode)
    return hashlib.sha256(said).hexdigest()


def load_settings(path: Path) -> Settings:
    """Read config.yaml. Raises SettingsError naming the key and the line of the first mistake."""
    fix = "run footnote where config.yaml is, or name it with --config; `footnote init` makes one"
    text = read_yaml_text(path, SettingsError, fix_missing=fix)
    return parse_settings(text, root=path.parent, file=path)


def reload_settings(before: Settings) -> Settings:
    """What config.yaml says now. `watch` stays as it was until footnote is started again, which another index folder needs too.

    Raises SettingsError as `load_settings` does, or when it names another index folder.
    """
    found = load_settings(before.file)
    if found.index_folder.absolute() != before.index_folder.absolute():
        raise SettingsError("'index' names another folder now", where=str(before.file), fix="start footnote again")
    return msgspec.structs.replace(found, watch=before.watch)


def parse_settings(text: str, *, root: Path, file: Path = Path("config.yaml")) -> Settings:
    """Turn the text of a config.yaml into settings whose paths start at `root`; errors name `file`."""
    shown = str(file)
    tree = compose_yaml(text, shown, SettingsError)
    data = None if tree is None else plain_values(tree, shown)
    if tree is None or not isinstance(data, dict):
        raise SettingsError("should be keys with values, as in `top: 3`", where=shown, fix="see the shipped config.yaml")
    try:
        said = msgspec.convert(data, ConfigFile, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as invalid:
        raise explain(str(invalid), ConfigFile, tree, shown) from None
    return Settings(**{name: getattr(said, name) for name in ConfigFile.__struct_fields__}, root=root, file=file)


def _decode(kind: type, value: Any) -> Any:
    if kind is Outline:
        return Outline.parse(value)
    raise NotImplementedError(kind)


def _encode(value: Any) -> Any:
    if isinstance(value, Outline):
        return value.headings
    raise NotImplementedError(type(value))
