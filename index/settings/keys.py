"""The keys of config.yaml: their types, limits, defaults and descriptions."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from index.files.typed_yaml import COLLECTION_NAME, MARKDOWN_FILE, NON_BLANK, VARIABLE_NAME, WEB_ADDRESS, YAML_FILE
from index.settings.headings import Outline
from index.settings.shards import MAX_TOTAL, Shards, parse_ids

Language = Literal[
    "arabic", "armenian", "basque", "catalan", "chinese", "czech", "danish", "dutch", "english", "esperanto", "estonian",
    "finnish", "french", "german", "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "japanese", "lithuanian",
    "nepali", "norwegian", "persian", "polish", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil",
    "turkish", "yiddish", "none",
]  # fmt: skip
Words = Annotated[str, Meta(pattern=NON_BLANK)]
Address = Annotated[str, Meta(pattern=WEB_ADDRESS)]
Prompt = Annotated[str, Meta(max_length=2000)]
Port = Annotated[int, Meta(ge=0, le=65_535)]
VariableName = Annotated[str, Meta(pattern=VARIABLE_NAME)]
DiscordId = Annotated[int, Meta(ge=1, le=2**63 - 1)]
AN_ID = 123456789012345678
"""An example of a Discord ID."""

# These descriptions are the only documentation of a setting: config.schema.json (shown by editors), the table in the docs, the
# comments in config.yaml and the output of `footnote settings` are generated from them. Settings without a default to show have
# an example.


class DocumentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One document of the corpus, or several that share their settings."""

    path: Annotated[
        Words,
        Meta(
            description="File to read: Markdown (`.md`, `.mdx`), plain text (`.txt`) or HTML (`.html`). A pattern such as "
            "`handbook/*.md` or `handbook/**/*.md` includes every matching file that has no entry of its own.",
            examples=["handbook.md"],
        ),
    ]
    title: Annotated[
        Words | None,
        Meta(
            description="Title shown in answers. Defaults to the document's own title, or else to its file name. If several "
            "documents have the same, answers add what differs in their paths.",
            examples=["Our handbook"],
        ),
    ] = None
    url: Annotated[
        Address | None,
        Meta(
            description="Address where members can read the document. Relative links in it are resolved against this address.",
            examples=["https://example.org/handbook"],
        ),
    ] = None
    outline: Annotated[
        Outline | None,
        Meta(
            description="Nested headings of a plain text file, which has no markup for them: a mapping of each heading to a "
            "list or mapping of its sub-headings. `footnote outline FILE` shows how a document is read.",
            examples=[{"Joining": ["Who can join", "How to apply"], "Rules": ["Spoilers"]}],
        ),
    ] = None
    omit: Annotated[
        tuple[str, ...],
        Meta(
            description="Lines to leave out, or headings to leave out together with everything below them.",
            examples=[["Sign up for our newsletter"]],
        ),
    ] = ()


class ShardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The shards that this process serves, if several processes share the bot's servers."""

    total: Annotated[
        int,
        Meta(ge=1, le=MAX_TOTAL, description="Number of shards of the bot, the same in all of its processes.", examples=[4]),
    ]
    ids: Annotated[
        int | str | tuple[int | str, ...] | None,
        Meta(
            description="IDs of the shards that this process serves, from 0: numbers, ranges such as `0-3`, or a list of them. "
            "Without it, this process serves all.",
            examples=[[0, 1]],
        ),
    ] = None

    def __post_init__(self) -> None:
        """Check the IDs. Raises ValueError."""
        self.chosen()

    def chosen(self) -> Shards:
        """Return the shards. Raises ValueError."""
        ids = range(self.total) if self.ids is None else parse_ids(self.ids, self.total)
        return Shards(tuple(ids), self.total)


class DiscordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bot's behaviour in Discord. The token is not a setting: it comes from the environment."""

    guild: Annotated[
        DiscordId | None,
        Meta(
            description="ID of the only server to register the commands in, where they appear at once; useful for trying the "
            "bot out. Without it, they are registered in every server.",
            examples=[AN_ID],
        ),
    ] = None
    cooldown: Annotated[
        float, Meta(ge=0, le=3600, description="Seconds a member must wait between two questions; 0 for no wait.")
    ] = 3.0
    waiting: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000,
            description="Number of questions that may wait for an answer; beyond that, the bot replies that it is busy.",
        ),
    ] = 500
    answering_processes: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            description="Number of processes that answer questions side by side, at most one for each core. With 1, the bot "
            "answers by itself, one question at a time; from 2 on, each is a further process (docs/scaling.md).",
        ),
    ] = 1
    ask_role: Annotated[
        DiscordId | None,
        Meta(
            description='ID of a role that is named under "not in the document", and that members can ask with a button if an '
            "answer was not what they asked. It is shown, but pinged only with `ping_ask_role`.",
            examples=[AN_ID],
        ),
    ] = None
    ping_ask_role: Annotated[
        bool,
        Meta(
            description="Ping the role of `ask_role` when a member asks it in a channel. The server has to allow it: the role "
            "is one that anyone may mention, or the bot may mention all roles."
        ),
    ] = False
    forums: Annotated[
        tuple[DiscordId, ...],
        Meta(
            description="IDs of forum channels where the bot answers new posts, if the documents contain an answer.",
            examples=[[AN_ID]],
        ),
    ] = ()
    public_outcomes: Annotated[
        tuple[Literal["answer", "suggestions", "none"], ...],
        Meta(
            description="What everyone sees after `/ask`: answers (`answer`), passages that may answer (`suggestions`), or "
            "that the documents do not answer (`none`). Only whoever asked sees the rest, with a button to share it."
        ),
    ] = ("answer",)
    file_and_line: Annotated[
        bool, Meta(description="Name the file and line of each passage below its document and section.")
    ] = False
    threads: Annotated[
        tuple[DiscordId, ...],
        Meta(
            description="IDs of text channels where the answer to a mention opens a thread on it. Needs the permissions Create "
            "Public Threads and Send Messages in Threads there.",
            examples=[[AN_ID]],
        ),
    ] = ()
    corpus_roles: Annotated[
        tuple[DiscordId, ...],
        Meta(
            description="IDs of roles whose members may use `/corpus`, in addition to anyone who may manage the server.",
            examples=[[AN_ID]],
        ),
    ] = ()
    report_to: Annotated[
        DiscordId | None,
        Meta(
            description="ID of a channel where the bot reports the edits that it picked up by watching, and those that it "
            "could not read.",
            examples=[AN_ID],
        ),
    ] = None
    digest: Annotated[
        Literal["never", "weekly"],
        Meta(
            description="Whether a few lines on the questions of the past week are posted to the channel of `report_to`; needs "
            "`record`."
        ),
    ] = "never"
    shards: Annotated[
        ShardSettings | None,
        Meta(
            description="The part of the bot's servers that this process answers in, if several processes share them "
            "(docs/running.md). Without it, this process answers in all, over as many connections as Discord recommends. "
            "`footnote serve --shards 0-1/4` and the variable `FOOTNOTE_SHARDS` override it.",
            examples=[{"ids": [0, 1], "total": 4}],
        ),
    ] = None
    message_content: Annotated[
        bool,
        Meta(
            description="Read forum posts beyond their title. Needs the message content intent, which you turn on in Discord's "
            "developer portal."
        ),
    ] = False
    translations: Annotated[
        Words | None,
        Meta(
            description="Folder of files such as `de.yaml`, whose entries replace the bot's own wording in that language.",
            examples=["translations"],
        ),
    ] = None


class ServingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Options of `footnote serve`; its flags of the same names override them."""

    logs: Annotated[
        Literal["text", "json"],
        Meta(
            description="Format of the log: `text` (one line per entry, for people) or `json` (one object per entry, for "
            "programs)."
        ),
    ] = "text"
    port: Annotated[
        Port | None,
        Meta(
            description="Port for `/healthz`, which reports whether the bot is healthy, and `/metrics`, for Prometheus; 0 "
            "picks a free port. Without it, no port is opened.",
            examples=[9464],
        ),
    ] = None
    host: Annotated[
        Words,
        Meta(description="Address to listen on: `127.0.0.1` for this machine only, `0.0.0.0` in a container."),
    ] = "127.0.0.1"


class ExpandSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A server that writes questions for passages while an index is built; none of it is used to answer."""

    url: Annotated[
        Address,
        Meta(
            description="Address of a server with the OpenAI API (`/chat/completions`), such as Ollama, llama.cpp or vLLM. It "
            "is sent each passage once.",
            examples=["http://localhost:11434/v1"],
        ),
    ]
    model: Annotated[Words, Meta(description="Name of the model on that server.", examples=["llama3.2"])]
    questions: Annotated[int, Meta(ge=1, le=20, description="Number of questions to write for each passage.")] = 5
    key_variable: Annotated[
        VariableName | None,
        Meta(
            description="Name of the environment variable that contains the API key, if the server wants one.",
            examples=["EXPAND_API_KEY"],
        ),
    ] = None
    timeout: Annotated[
        float, Meta(ge=1, le=3600, description="Seconds that the server may take to write the questions of one passage.")
    ] = 120.0
    parallel: Annotated[int, Meta(ge=1, le=64, description="Number of passages sent at the same time.")] = 2


class TeachSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The files that are written when somebody teaches the bot an answer."""

    answers: Annotated[
        str,
        Meta(
            pattern=MARKDOWN_FILE,
            description="Markdown file to which messages are saved as answers. It is one of the documents as soon as it "
            "exists.",
        ),
    ] = "corpus/answers.md"
    known_questions: Annotated[
        str,
        Meta(
            pattern=YAML_FILE,
            description="File to which questions that somebody tied to a passage are written. It is one of the files of known "
            "questions as soon as it exists.",
        ),
    ] = "corpus/known-questions.yaml"
    servers: Annotated[
        tuple[DiscordId, ...],
        Meta(
            description="IDs of the servers in which those who may use `/corpus` may also teach. Without it, they may as long "
            "as the bot is in one server only.",
            examples=[[AN_ID]],
        ),
    ] = ()


class RecordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The record of questions."""

    database: Annotated[
        Words,
        Meta(
            description="Where `footnote serve` records the questions that it answers: a file, created if there is none, or "
            "the URL of a PostgreSQL database.",
            examples=["record.db"],
        ),
    ]
    days: Annotated[int, Meta(ge=1, le=3650, description="Days after which a question is deleted from the record.")] = 90


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A vector database in which bots on several machines look passages up."""

    milvus: Annotated[
        Words,
        Meta(
            description="Address of a Milvus server (best 2.5 or later) or cluster, or a path that ends in `.db` for Milvus "
            "Lite, which needs no server. It needs `footnote-bot[milvus]`.",
            examples=["http://localhost:19530", ".footnote/milvus.db"],
        ),
    ]
    name: Annotated[
        str,
        Meta(
            pattern=COLLECTION_NAME,
            description="Start of the names of its collections there; different for each bot that shares a server.",
        ),
    ] = "footnote"
    token_variable: Annotated[
        VariableName | None,
        Meta(
            description="Name of the environment variable that contains `user:password` or an API key, if the server wants "
            "one.",
            examples=["MILVUS_TOKEN"],
        ),
    ] = None
    timeout: Annotated[
        float, Meta(ge=0.5, le=60, description="Seconds that the server may take for a question, all attempts together.")
    ] = 5.0


class PromptSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The texts that the model reads before each question and each passage."""

    query: Annotated[
        Prompt | None,
        Meta(
            description="Text before each question. A change takes effect at once, without a build.",
            examples=["query: "],
        ),
    ] = None
    document: Annotated[
        Prompt | None,
        Meta(
            description="Text before each passage. After a change, the next build encodes all passages again.",
            examples=["passage: "],
        ),
    ] = None


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All keys of config.yaml."""

    documents: Annotated[
        tuple[DocumentSettings, ...],
        Meta(min_length=1, description="The documents to quote answers from, at least one: an entry or a path for each."),
    ]
    community: Annotated[
        Words | tuple[Words, ...],
        Meta(
            description="The name of your community, or a list of its names, as members write them. A question that says one "
            "(`is there parking at Rivercon?`) is understood as without it too. In Discord, the name of the server is known.",
            examples=["Rivercon"],
        ),
    ] = ()
    known_questions: Annotated[
        Words | tuple[Words, ...],
        Meta(
            description="Questions whose answers you know, which help to find the answers to similar ones: a YAML file, a "
            "pattern or a folder, or a list of them, in the format of judged questions (docs/evaluation.md). Those with "
            "`quotes: []` are not answered.",
            examples=["corpus/known-questions.yaml"],
        ),
    ] = ()
    expand: Annotated[
        ExpandSettings | None,
        Meta(
            description="A language model on a server of your own that writes questions for each passage, which help to find "
            "it (docs/written-questions.md). `footnote build` has them written once. Members never see them, and nothing is "
            "generated while answering.",
        ),
    ] = None
    model: Annotated[
        Words,
        Meta(
            description="The embedding model, any that sentence-transformers can load: `all-MiniLM-L6-v2` (the default, "
            "fetched by the first build; it knows English), `multilingual` (multilingual-e5-small, about a hundred languages, "
            "downloaded from the Hugging Face Hub), the name of another model there (`owner/name`), or a folder that contains "
            "one (`./models/mine`).",
        ),
    ] = "all-MiniLM-L6-v2"
    runtime: Annotated[
        Literal["onnx", "torch"],
        Meta(
            description="Runtime for the model: `onnx` (compiled once by a build, starts fast, answers without torch) or "
            "`torch` (for models that do not compile, and for GPUs)."
        ),
    ] = "onnx"
    prompts: Annotated[
        PromptSettings | None,
        Meta(
            description="Texts that the model reads before questions and passages, for models that were trained with some. "
            "Without them, the texts that the model's own files name are used; an empty text turns one off."
        ),
    ] = None
    reranker: Annotated[
        Words | None,
        Meta(
            description="A cross-encoder that reads the closest passages together with the question and moves those that "
            "answer forward: its name on the Hugging Face Hub (`owner/name`) or a folder (`./models/mine`). It finds more, and "
            "takes most of the time of an answer.",
            examples=["cross-encoder/ms-marco-MiniLM-L6-v2"],
        ),
    ] = None
    rerank: Annotated[
        int, Meta(ge=1, le=100, description="Number of passages that the `reranker` reads. Each takes about the same time.")
    ] = 8
    language: Annotated[
        Language,
        Meta(
            description="Language of the documents, used to match words regardless of their endings. English, German, French, "
            "Spanish, Portuguese, Chinese and Japanese also bring common words, weekdays, times and the like. `none` matches "
            "exact words only, for languages that are not listed."
        ),
    ] = "english"
    timezone: Annotated[
        ZoneInfo | None,
        Meta(
            description="Time zone by which *today* and *tomorrow* in questions are understood. Without it, that of the "
            "machine, which is often UTC on servers and in containers.",
            examples=["Europe/Berlin"],
        ),
    ] = None
    index: Annotated[Words, Meta(description="Folder of the index. Everything in it can be rebuilt from the documents.")] = (
        ".footnote"
    )
    store: Annotated[
        StoreSettings | None,
        Meta(
            description="Where bots look passages up, if not in the folder of the index: a Milvus server or cluster, for more "
            "passages than one machine should hold, or for bots on several machines (docs/milvus.md)."
        ),
    ] = None
    candidates: Annotated[
        int,
        Meta(
            ge=10,
            le=1000,
            description="Number of passages, the closest by meaning and by words, that are compared with the question word by "
            "word. More take longer and rarely find more.",
        ),
    ] = 32
    top: Annotated[
        int,
        Meta(
            ge=1,
            le=50,
            description="Number of passages that an answer shows, at most: those far behind the closest are left out.",
        ),
    ] = 3
    watch: Annotated[
        bool,
        Meta(
            description="Rebuild the index automatically when documents have changed: at the start of `footnote serve` or "
            "`footnote ask`, and while it runs. An edit that cannot be read (not UTF-8, an empty file) is reported and leaves "
            "the index as it was."
        ),
    ] = False
    history: Annotated[
        bool,
        Meta(
            description="Keep the questions typed at the prompt of `footnote ask` for its next session, in a file in your own "
            "state folder that only you can read."
        ),
    ] = True
    discord: Annotated[
        DiscordSettings,
        Meta(
            description="The bot's behaviour in Discord (`footnote serve`). Its token is not set here: it comes from "
            '`DISCORD_TOKEN`. To get an ID, turn on Advanced > Developer Mode in Discord\'s settings and use "Copy ID".'
        ),
    ] = DiscordSettings()
    serving: Annotated[
        ServingSettings,
        Meta(description="Options of `footnote serve`. Its flags of the same names override them."),
    ] = ServingSettings()
    teach: Annotated[
        TeachSettings,
        Meta(
            description="Files that keep what the bot is taught: in Discord by members who may use `/corpus`, and with "
            "`footnote teach` (docs/teaching.md)."
        ),
    ] = TeachSettings()
    record: Annotated[
        RecordSettings | None,
        Meta(
            description="A record of what members ask, for `footnote report`: each question, its outcome, and a keyed hash in "
            "place of the member (docs/privacy.md). Off by default."
        ),
    ] = None
