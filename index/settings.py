"""config.yaml, read into typed and frozen settings.

PyYAML gives the tree with its line numbers, msgspec the types; together they name the key and the line of a mistake.
(msgspec rather than pydantic: it loads in a fifth of the time, which is felt at every question on the command line.)
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from index.errors import SettingsError
from index.paths import located
from index.typed_yaml import ADDRESS, WORDED, explain, plain_values
from index.yaml_tree import compose_yaml, read_yaml_text


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
Port = Annotated[int, Meta(ge=0, le=65_535)]
DiscordId = Annotated[int, Meta(ge=1, le=2**63 - 1)]
AN_ID = 123456789012345678

# The descriptions are all that is said of a setting anywhere: editors show them (config.schema.json), the README's table, the
# comments in config.yaml and `footnote settings` are made of them. Examples stand where there is no default to show.


class DocumentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One document of the corpus, or several with the same needs."""

    path: Annotated[
        Words,
        Meta(
            description="File to read: Markdown (`.md`), plain text (`.txt`) or HTML (`.html`). A pattern such as "
            "`handbook/*.md` or `handbook/**/*.md` stands for every file it matches.",
            examples=["handbook.md"],
        ),
    ]
    title: Annotated[
        Words | None,
        Meta(
            description="Name of the document in answers. Without it: the document's own title, else its file name.",
            examples=["Our handbook"],
        ),
    ] = None
    url: Annotated[
        Address | None,
        Meta(
            description="Where members can read the document; relative links in it start here.",
            examples=["https://example.org/handbook"],
        ),
    ] = None
    outline: Annotated[
        Outline | None,
        Meta(
            description="The headings, nested, for plain text, which has no markup for them: a mapping of heading to a list "
            "or mapping of sub-headings. `footnote outline FILE` shows how a document is read.",
            examples=[{"Joining": ["Who can join", "How to apply"], "Rules": ["Spoilers"]}],
        ),
    ] = None
    omit: Annotated[
        tuple[str, ...],
        Meta(
            description="Lines to leave out, or headings to leave out with all that is under them.",
            examples=[["Sign up for our newsletter"]],
        ),
    ] = ()


class DiscordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the bot behaves in Discord. The token is not among it: it comes from the environment."""

    guild: Annotated[
        DiscordId | None,
        Meta(
            description="ID of the one server that the commands are registered in, where they show at once, for trying out. "
            "Without it they are registered everywhere.",
            examples=[AN_ID],
        ),
    ] = None
    cooldown: Annotated[
        float, Meta(ge=0, le=3600, description="Seconds that a member waits between two questions; 0 for none.")
    ] = 3.0
    waiting: Annotated[
        int,
        Meta(ge=1, le=10_000, description="How many questions may wait for an answer; to more the bot says that it is busy."),
    ] = 500
    ask_role: Annotated[
        DiscordId | None,
        Meta(description='ID of a role to name below "not in the document"; it is shown, never pinged.', examples=[AN_ID]),
    ] = None
    forums: Annotated[
        tuple[DiscordId, ...],
        Meta(description="IDs of forum channels where a new post is answered, if the documents do.", examples=[[AN_ID]]),
    ] = ()
    corpus_roles: Annotated[
        tuple[DiscordId, ...],
        Meta(
            description="IDs of roles whose members may use `/corpus`, besides those who may manage the server.",
            examples=[[AN_ID]],
        ),
    ] = ()
    report_to: Annotated[
        DiscordId | None,
        Meta(
            description="ID of a channel where the bot tells of edits that it took in by watching, and of those that it could "
            "not read.",
            examples=[AN_ID],
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
        Meta(
            description="Folder with files such as `de.yaml` whose lines replace the bot's own words in that language.",
            examples=["translations"],
        ),
    ] = None


class ServingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How `footnote serve` is run, for whoever keeps it running; its flags of the same names come first."""

    logs: Annotated[
        Literal["text", "json"],
        Meta(
            description="How the log is written: `text` (a line each, for people) or `json` (an object a line, for programs)."
        ),
    ] = "text"
    port: Annotated[
        Port | None,
        Meta(
            description="Port where `/healthz` tells whether the bot is well, and `/metrics` gives figures to Prometheus; 0 "
            "for a free one. Without it nothing listens.",
            examples=[9464],
        ),
    ] = None
    host: Annotated[
        Words,
        Meta(description="Address that it listens on: `127.0.0.1` for this machine only, `0.0.0.0` in a container."),
    ] = "127.0.0.1"


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that config.yaml can say."""

    documents: Annotated[
        tuple[DocumentSettings, ...], Meta(min_length=1, description="What the answers are quoted from: one document or more.")
    ]
    model: Annotated[
        Words,
        Meta(
            description="The model that turns text into vectors, any that sentence-transformers loads: `all-MiniLM-L6-v2` "
            "(comes with Footnote), the name of another on the Hugging Face hub (`owner/name`), or a folder that holds one "
            "(`./models/mine`).",
        ),
    ] = "all-MiniLM-L6-v2"
    runtime: Annotated[
        Literal["onnx", "torch"],
        Meta(
            description="What runs the model: `onnx` (compiled once at build, starts fast, needs no torch to answer) or "
            "`torch` (for models that do not compile, and for GPUs)."
        ),
    ] = "onnx"
    language: Annotated[
        Language,
        Meta(description="Language of the documents, for matching words without their endings; `none` leaves them on."),
    ] = "english"
    index: Annotated[Words, Meta(description="Folder of the index. All of it can be rebuilt from the documents.")] = ".footnote"
    candidates: Annotated[
        int,
        Meta(
            ge=10,
            le=1000,
            description="How many passages, the closest by meaning and by words, are compared with a question word by word. "
            "More of them cost time and find hardly more.",
        ),
    ] = 32
    top: Annotated[int, Meta(ge=1, le=50, description="How many passages an answer shows.")] = 3
    watch: Annotated[
        bool,
        Meta(
            description="Whether `footnote serve` and `footnote ask` rebuild the index by themselves when documents change. "
            "An edit that cannot be read (not UTF-8, an empty file) leaves the index as it was, and is reported."
        ),
    ] = False
    discord: Annotated[
        DiscordSettings,
        Meta(
            description="How the bot behaves in Discord (`footnote serve`). Its token is not written here: it comes from "
            '`DISCORD_TOKEN`. IDs are what "Copy ID" gives once Discord\'s settings have Advanced > Developer Mode on.'
        ),
    ] = DiscordSettings()
    serving: Annotated[
        ServingSettings,
        Meta(description="How `footnote serve` is run. Its flags of the same names come before what stands here."),
    ] = ServingSettings()


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
