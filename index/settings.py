"""config.yaml, read into typed and frozen settings.

PyYAML gives the tree with its line numbers, msgspec the types; together they name the key and the line of a mistake.
(msgspec rather than pydantic: it loads in a fifth of the time, which is felt at every question on the command line.)
"""

import difflib
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import yaml
from msgspec import Meta

from index.errors import SettingsError
from index.yaml_tree import compose_yaml, read_yaml_text

Step = str | int
"""One step into the settings: a key of a mapping, or a position in a list."""

NULLS = {"", "~", "null", "Null", "NULL"}
PROBLEM = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
"""How msgspec tells a mistake: what, and the path to it, as in `$.documents[0]`."""
WORDED = r"^[^\0]*[^\s\0][^\0]*$"
ADDRESS = r"^https?://[\w.-]+(:\d+)?(/\S*)?$"
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


@dataclass(frozen=True, slots=True)
class OutlineHeading:
    """One heading of an outline, with the headings below it."""

    text: str
    children: tuple["OutlineHeading", ...] = ()


class Outline:
    """The headings of a document, nested."""

    def __init__(self, headings: tuple[OutlineHeading, ...]) -> None:
        self.headings = headings

    @classmethod
    def parse(cls, value: Any) -> "Outline":
        """Read nested mappings and lists of headings; a list entry is a heading, or a mapping of one with its own.

        Raises ValueError when something else stands where a heading should.
        """
        return cls(_headings(value))


def _headings(value: Any) -> tuple[OutlineHeading, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (_heading(value),)
    if isinstance(value, dict):
        return tuple(_heading(heading, _headings(below)) for heading, below in value.items())
    if isinstance(value, list):
        return tuple(heading for entry in value for heading in _headings(entry))
    raise ValueError("should be headings: a list, or a mapping of headings to the headings below them")


def _heading(text: str, children: tuple[OutlineHeading, ...] = ()) -> OutlineHeading:
    if not text.strip():
        raise ValueError("a heading should have words")
    return OutlineHeading(text, children)


Language = Literal[
    "arabic", "armenian", "basque", "catalan", "czech", "danish", "dutch", "english", "esperanto", "estonian", "finnish",
    "french", "german", "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali",
    "norwegian", "persian", "polish", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil",
    "turkish", "yiddish", "none",
]  # fmt: skip
Words = Annotated[str, Meta(pattern=WORDED)]
Address = Annotated[str, Meta(pattern=ADDRESS)]
DiscordId = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class DocumentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One document of the corpus, or several with the same needs."""

    path: Annotated[
        Words,
        Meta(
            description="File to read: Markdown, plain text or HTML. A pattern such as handbook/*.md or handbook/**/*.md "
            "stands for every file it matches.",
        ),
    ]
    title: Annotated[
        Words | None,
        Meta(description="Name of the document in answers. Without it: the document's own title, else its file name."),
    ] = None
    url: Annotated[
        Address | None,
        Meta(description="Where members can read the document; relative links in it start here."),
    ] = None
    outline: Annotated[
        Outline | None,
        Meta(
            description="The headings, nested, for plain text, which has no markup for them: a mapping of heading to a list "
            "or mapping of sub-headings."
        ),
    ] = None
    omit: Annotated[
        tuple[str, ...], Meta(description="Lines to leave out, or headings to leave out with all that is under them.")
    ] = ()


class DiscordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `footnote serve` needs to know. The token is not among it: it comes from the environment."""

    guild: Annotated[
        DiscordId | None,
        Meta(
            description="ID of the one server that the commands are registered in, where they show at once, for trying out. "
            "Without it they are registered everywhere."
        ),
    ] = None
    cooldown: Annotated[
        float, Meta(ge=0, le=3600, description="Seconds that a member waits between two questions; 0 for none.")
    ] = 3.0
    waiting: Annotated[
        int, Meta(ge=1, le=10_000, description="How many questions may wait for an answer; to more the bot says it is busy.")
    ] = 500
    ask_role: Annotated[
        DiscordId | None,
        Meta(description='ID of a role to name below "not in the document"; it is shown, never pinged.'),
    ] = None
    forums: Annotated[
        tuple[DiscordId, ...],
        Meta(description="IDs of forum channels where a new post is answered, if the documents do."),
    ] = ()
    corpus_roles: Annotated[
        tuple[DiscordId, ...],
        Meta(description="IDs of roles whose members may use /corpus, besides those who may manage the server."),
    ] = ()
    report_to: Annotated[
        DiscordId | None,
        Meta(
            description="ID of a channel where the bot tells of edits that it took in by watching, and of those that it could "
            "not read."
        ),
    ] = None
    message_content: Annotated[
        bool,
        Meta(
            description="Whether forum posts are read beyond their title. Needs the message content intent, which is switched "
            "on in Discord's developer portal."
        ),
    ] = False
    translations: Annotated[
        Words | None,
        Meta(description="Folder with files such as de.yaml whose lines replace the bot's own words in that language."),
    ] = None


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that config.yaml can say."""

    documents: Annotated[tuple[DocumentSettings, ...], Meta(min_length=1, description="What the answers are quoted from.")]
    model: Annotated[
        Words,
        Meta(
            description="Any sentence-transformers model: all-MiniLM-L6-v2 (comes with Footnote), the name of a model on the "
            "Hugging Face hub, or a folder that holds one (./models/mine).",
        ),
    ] = "all-MiniLM-L6-v2"
    runtime: Annotated[
        Literal["onnx", "torch"],
        Meta(
            description="What runs the model: onnx (compiled once at build, starts fast, needs no torch to answer) or torch "
            "(for models that do not compile, and for GPUs)."
        ),
    ] = "onnx"
    language: Annotated[
        Language,
        Meta(description="Language of the documents, for matching words without their endings; none leaves them on."),
    ] = "english"
    index: Annotated[Words, Meta(description="Folder of the index. All of it can be rebuilt.")] = ".footnote"
    candidates: Annotated[
        int, Meta(ge=10, le=1000, description="How many passages are compared with a question word by word.")
    ] = 32
    top: Annotated[int, Meta(ge=1, le=50, description="How many passages an answer shows.")] = 3
    watch: Annotated[
        bool,
        Meta(
            description="Whether `footnote serve` and `footnote ask` rebuild the index by themselves when documents change. "
            "An edit that cannot be read leaves the index as it was."
        ),
    ] = False
    discord: Annotated[DiscordSettings, Meta(description="What `footnote serve` needs to know.")] = DiscordSettings()


class Settings(ConfigFile, frozen=True, kw_only=True):
    """What config.yaml says, and the folder that the paths in it start from."""

    root: Path = Path()

    @property
    def index_folder(self) -> Path:
        """The folder of the index, as a path that can be opened."""
        return self.root / Path(self.index).expanduser()


def settings_hash(settings: DocumentSettings) -> str:
    """The sha256 of what config.yaml says of a document besides its path."""
    said = msgspec.json.encode(msgspec.structs.replace(settings, path=""), enc_hook=_encode)
    return hashlib.sha256(said).hexdigest()


def load_settings(path: Path) -> Settings:
    """Read config.yaml. Raises SettingsError naming the key and the line of the first mistake."""
    text = read_yaml_text(path, SettingsError, fix_missing="run footnote where config.yaml is, or name it with --config")
    return parse_settings(text, root=path.parent, shown=str(path))


def parse_settings(text: str, *, root: Path, shown: str = "config.yaml") -> Settings:
    """Turn the text of a config.yaml into settings whose paths start at `root`; `shown` names the file in errors."""
    tree = compose_yaml(text, shown, SettingsError)
    data = None if tree is None else _plain(tree, shown)
    if tree is None or not isinstance(data, dict):
        raise SettingsError("should be keys with values, as in `top: 3`", where=shown, fix="see the shipped config.yaml")
    try:
        file = msgspec.convert(data, ConfigFile, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as invalid:
        raise _explain(str(invalid), tree, shown) from None
    return Settings(**{name: getattr(file, name) for name in ConfigFile.__struct_fields__}, root=root)


def _decode(kind: type, value: Any) -> Any:
    if kind is Outline:
        return Outline.parse(value)
    raise NotImplementedError(kind)


def _encode(value: Any) -> Any:
    if isinstance(value, Outline):
        return value.headings
    raise NotImplementedError(type(value))


def _plain(node: yaml.Node, shown: str) -> Any:
    """Values of a YAML tree with scalars as written: headings such as `Yes` or `2020` stay text; msgspec parses the rest."""
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
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style
    return None if is_plain and node.value in NULLS else node.value


def _explain(problem: str, tree: yaml.Node, shown: str) -> SettingsError:
    """The mistake with its key, its line, and the nearest right key or the values there are."""
    match = PROBLEM.fullmatch(problem)
    what, place = (match["what"], match["path"] or "") if match else (problem, "")
    path: list[Step] = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", place)]
    named = re.search(r"(unknown|required) field `(?P<key>.*)`", what, re.DOTALL)
    fix = None
    if named and named[1] == "unknown":
        path.append(named["key"])
        what, fix = f"unknown key {_dotted(path)!r}", _nearest(path)
    elif named:
        what = f"{_dotted([*path, named['key']])!r} is missing"
    else:
        for name, word in WORDS.items():
            what = what.replace(name, word)
        what = f"{_dotted(path)!r}: {what[0].lower()}{what[1:]}"
        values = get_args(_type_at(path))
        if get_origin(_type_at(path)) is Literal:
            fix = f"write {' or '.join(values)}"
    return SettingsError(what, where=f"{shown}:{_line(tree, path)}", fix=fix)


def _nearest(path: list[Step]) -> str:
    known = list(getattr(_type_at(path[:-1]), "__struct_fields__", ()))
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


def _type_at(path: list[Step]) -> Any:
    """The type of the setting at a path, without what may also be said (None) or must hold (limits)."""
    kind: Any = ConfigFile
    for step in path:
        kind = get_args(kind)[0] if isinstance(step, int) else get_type_hints(kind).get(step)
        kind = next((part for part in get_args(kind) if part is not type(None)), kind) if _is_optional(kind) else kind
    return kind


def _is_optional(kind: Any) -> bool:
    return type(None) in get_args(kind)
