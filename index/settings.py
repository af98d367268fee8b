"""config.yaml, read into typed and frozen settings.

PyYAML gives the tree with its line numbers, pydantic the types; together they name the key and the line of a mistake.
"""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError

from index.errors import SettingsError

Key = str | int
"""One step into the settings: a key of a mapping, or a position in a list."""

NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class OutlineHeading:
    """One heading of an outline, with the headings below it."""

    text: str
    children: tuple["OutlineHeading", ...] = ()


def parse_outline(value: Any) -> tuple[OutlineHeading, ...]:
    """Read nested mappings and lists of headings; a list entry is a heading, or a mapping of one with its own.

    Raises ValueError when something else stands where a heading should.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return (OutlineHeading(value),)
    if isinstance(value, dict):
        return tuple(OutlineHeading(str(heading), parse_outline(below)) for heading, below in value.items())
    if isinstance(value, list | tuple):
        headings: list[OutlineHeading] = []
        for entry in value:
            headings += [entry] if isinstance(entry, OutlineHeading) else parse_outline(entry)
        return tuple(headings)
    raise ValueError("should be headings: a list, or a mapping of headings to the headings below them")


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("should not be empty")
    return value


Text = Annotated[str, AfterValidator(_not_blank)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentSettings(_Section):
    """One document, or several with the same needs, of the corpus."""

    path: Text = Field(
        description="File to read: Markdown, plain text or HTML. A pattern such as handbook/*.md or handbook/**/*.md "
        "stands for every file it matches."
    )
    title: Text | None = Field(
        default=None,
        description="Name of the document in answers. Without it: the document's own title, else its file name.",
    )
    url: Text | None = Field(default=None, description="Where members can read the document; relative links start here.")
    outline: Annotated[tuple[OutlineHeading, ...], BeforeValidator(parse_outline)] | None = Field(
        default=None,
        description="The headings, nested, for plain text that has no markup for them: a mapping of heading to a list "
        "or mapping of sub-headings.",
    )
    omit: tuple[Text, ...] = Field(
        default=(), description="Lines to leave out, or headings to leave out with all that is under them."
    )


class Settings(_Section):
    """All that config.yaml can say; `root` is the folder that its paths start from."""

    documents: tuple[DocumentSettings, ...] = Field(min_length=1, description="What the answers are quoted from.")
    model: Text = Field(
        default="all-MiniLM-L6-v2",
        description="Any sentence-transformers model: all-MiniLM-L6-v2 (installed with Footnote), the name of a model "
        "on the Hugging Face hub, or a folder that holds one (./models/mine).",
    )
    runtime: Literal["onnx", "torch"] = Field(
        default="onnx",
        description="What runs the model: onnx (compiled once at build, starts fast, needs no torch to answer) or torch "
        "(for models that do not compile, and for GPUs).",
    )
    index: Text = Field(default=".footnote", description="Folder that the index is kept in. Everything in it can be rebuilt.")
    top: int = Field(default=3, ge=1, le=50, description="How many passages an answer shows.")

    _root: Path = PrivateAttr(default=Path())

    @property
    def root(self) -> Path:
        """Folder that holds config.yaml."""
        return self._root

    @property
    def index_folder(self) -> Path:
        """Folder of the index, as a path that can be opened."""
        return self._root / self.index


def load_settings(path: Path) -> Settings:
    """Read config.yaml. Raises SettingsError naming the key and the line of the first mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            "no such file", where=str(path), fix="run footnote where config.yaml is, or name it with --config"
        ) from None
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"byte {error.start} is not UTF-8", where=str(path), fix="save the file as UTF-8") from None
    return parse_settings(text, root=path.parent, shown=str(path))


def parse_settings(text: str, *, root: Path, shown: str = "config.yaml") -> Settings:
    """Turn the text of a config.yaml into settings whose paths start at `root`; `shown` names the file in errors."""
    try:
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = _plain(tree, shown)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{shown}:{mark.line + 1}" if mark else shown
        raise SettingsError(f"not YAML: {error.problem or error.context}", where=where, fix="check the indentation") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"not YAML: {error}", where=shown) from None
    except RecursionError:
        raise SettingsError("nested too deeply, or refers to itself", where=shown, fix="write it out flat") from None
    if not isinstance(data, dict):
        raise SettingsError("should be keys with values, as in `top: 3`", where=shown, fix="see the shipped config.yaml")
    try:
        settings = Settings.model_validate(data)
    except ValidationError as invalid:
        raise _explain(invalid, tree, shown) from None
    settings._root = root
    return settings


def _plain(node: yaml.Node | None, shown: str) -> Any:
    """Values of a YAML tree with scalars as written: headings such as `Yes` or `2020` stay text; pydantic parses the rest."""
    if node is None:
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry, shown) for entry in node.value]
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key, value in node.value:
            where = f"{shown}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise SettingsError("a key should be plain text", where=where, fix="quote it")
            if key.value in values:
                raise SettingsError(f"{key.value!r} is given twice", where=where, fix="keep one of them")
            values[key.value] = _plain(value, shown)
        return values
    return None if node.style is None and node.value in NULLS else node.value


def _explain(invalid: ValidationError, tree: yaml.Node, shown: str) -> SettingsError:
    errors = invalid.errors(include_url=False, include_context=False, include_input=False)
    first, others = errors[0], len(errors) - 1
    path = tuple(first["loc"])
    key = _dotted(path)
    fix = None
    if first["type"] == "extra_forbidden":
        what = f"unknown key {key!r}"
        known = list(_model_at(path[:-1]).model_fields)
        near = difflib.get_close_matches(str(path[-1]).lower(), known, n=1)
        fix = f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(known)}"
    elif first["type"] == "missing":
        what = f"{key!r} is missing"
    else:
        what = f"{key!r}: {first['msg'].removeprefix('Value error, ')}"
    if others:
        what = f"{what} (and {others} more)"
    return SettingsError(what, where=f"{shown}:{_line(tree, path)}", fix=fix)


def _dotted(path: tuple[Key, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _line(tree: yaml.Node, path: tuple[Key, ...]) -> int:
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
    return line + 1


def _model_at(path: tuple[Key, ...]) -> type[BaseModel]:
    """The settings class that the keys at this path belong to."""
    model: type[BaseModel] = Settings
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            found = _models_in(model.model_fields[step].annotation)
            model = found[0] if found else model
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
