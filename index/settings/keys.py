"""The keys of config.yaml: their types, bounds and defaults, and what is said of them wherever they are explained."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from index.files.typed_yaml import ADDRESS, WORDED
from index.settings.headings import Outline

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
