"""The commands and their flags. Imports nothing heavy, so that `--help` appears at once."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot.command_line.parsing import OneOf, Parser, day, number
from index.version import VERSION

MAX_HITS = 50
"""Maximum number of passages that `footnote ask --top` accepts."""
DEFAULT_GROUPS, MAX_GROUPS = 20, 1_000
"""Groups that `footnote report` shows, and the most that --limit accepts."""
MAX_PORT = 65_535
SHELLS = ("bash", "zsh", "fish")
"""The shells that can complete commands."""
DESCRIPTION = "Ask a document; get its own words and where to find them."
DETAILS = {
    "check": "Verify every file of the index; exit with 1 if one is damaged.",
    "completion": "Print the script that completes commands, flags and names in a shell.",
    "init": "Create a project from your own documents, and ask it a question.",
    "report": "Show what was asked in vain, grouped by meaning; needs `record` in config.yaml.",
    "serve": "Answer questions in Discord; asks for the bot token unless it is set.",
}
"""Descriptions of commands that say more than their summary."""
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("footnote init handbook.md", "create a project from a document"),
        ('footnote ask "Who can join?"', "ask it a question"),
        ("footnote help ask", "explain one command"),
    ),
    "ask": (
        ('footnote ask "Who can join?"', "the closest passages"),
        ("footnote ask", "a prompt for many questions"),
        ('footnote ask --section "Fees" "How much?"', "only below one section"),
        ('footnote ask --document faq.md "Who?"', "only in one document"),
        ("footnote ask --json < questions.txt", "one question per line"),
        ('footnote ask --fail-on none "Who?"', "exit with 3 if nothing answers"),
    ),
    "build": (
        ("footnote build", "after an edit of a document"),
        ("footnote build --check", "only list what has changed (in CI)"),
        ("footnote build --rollback", "back to the index before the last build"),
    ),
    "check": (
        ("footnote check", "before a copy, or after a disk had errors"),
        ("footnote check --json", "the same for programs"),
    ),
    "completion": (
        ('eval "$(footnote completion bash)"', "in ~/.bashrc"),
        ('eval "$(footnote completion zsh)"', "in ~/.zshrc, after compinit"),
        ("footnote completion fish | source", "in ~/.config/fish/config.fish"),
    ),
    "doctor": (
        ("footnote doctor", "check everything, and print the invite link"),
        ("footnote doctor --offline", "without asking Discord"),
    ),
    "eval": (
        ("footnote eval", "the metrics, and the mistakes behind them"),
        ("footnote eval --floor hit@1=0.9", "exit with 1 if quality has dropped"),
        ("footnote eval --calibrate", "fit the confidence to your own questions"),
        ("footnote eval --models owner/name", "compare another model with yours"),
    ),
    "help": (
        ("footnote help", "list the commands"),
        ("footnote help ask", "explain one, as footnote ask --help does"),
    ),
    "init": (
        ("footnote init", "prompts for everything it needs"),
        ("footnote init handbook.md", "from a file, in the current folder"),
        ("footnote init ~/docs --folder bot", "from a folder of documents, in ./bot"),
        ("footnote init --example", "from a club's handbook, to try it out"),
    ),
    "outline": (
        ("footnote outline handbook.md", "the headings, and what is left out"),
        ("footnote outline handbook.md --json", "the passages that answers quote"),
    ),
    "questions": (
        ("footnote questions", "every written question, below its passage"),
        ("footnote questions review", "keep, drop or edit one after another"),
        ("footnote questions prune", "forget those of passages that are gone"),
    ),
    "record": (
        ("footnote record", "what it contains"),
        ("footnote record export --since 30d", "a month, as lines of JSON"),
        ("footnote record delete --before 30d", "keep only the last 30 days"),
        ("footnote record backup backup.db", "a backup, made while the bot runs"),
    ),
    "report": (
        ("footnote report", "most asked first"),
        ("footnote report --since 30d --html report.html", "a page of the last 30 days"),
        ("footnote report --questions asked.yaml", "a questions file to fill in"),
    ),
    "serve": (
        ("footnote serve", "answer in Discord until Ctrl-C"),
        ("footnote serve --logs json --port 9464", "with JSON logs, health and metrics"),
        ("footnote serve --shards 0-1/4", "the first two of four shards"),
    ),
    "settings": (
        ("footnote settings", "every setting, explained"),
        ("footnote settings --json", "the values in force, for programs"),
        ("footnote settings --schema", "the JSON Schema, for editors"),
    ),
    "teach": (
        ('footnote teach "Who may join?" --passage faq.md:12', "the passage that answers"),
        ('footnote teach "Is there a pool?" --none', "no passage answers"),
        ('footnote teach "Who may join?" --undo', "take it back"),
    ),
}
"""Examples of each command, with what they do; those of footnote itself have no name."""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line into a namespace with `command`, `config` (None if not given), `debug` and the command's flags.

    `command` is None if there are no arguments but these. Without `arguments`, those of the process are parsed. On a usage
    error, exits with code 2.
    """
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments, argparse.Namespace(config=None, debug=False))
    if unexpected := [argument for argument in rest if argument != "--"]:
        parser.commands[options.command].reject_arguments(unexpected)
    found: argparse.Namespace = options
    return found


def make_parser() -> Parser:
    """Return the parser of the command line, with one parser per command."""
    common = _common()
    parser = Parser(prog="footnote", description=DESCRIPTION, parents=[common], examples=EXAMPLES[""])
    parser.add_argument("-V", "--version", action="version", version=f"footnote {VERSION}", help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, add_arguments, summary in (
        ("ask", _add_ask, "ask a question, or several at a prompt"),
        ("build", _add_build, "bring the index up to date with the documents"),
        ("check", _add_json, "verify every file of the index"),
        ("completion", _add_completion, "print the script for completion in a shell"),
        ("doctor", _add_doctor, "diagnose problems that keep the bot from running"),
        ("eval", _add_eval, "measure how well judged questions are answered"),
        ("help", _add_help, "show the help of a command"),
        ("init", _add_init, "create a project from your own documents"),
        ("outline", _add_outline, "show how a document is read, as a tree of its sections"),
        ("questions", _add_questions, "list or review the questions that a language model wrote"),
        ("record", _add_record, "show, export, delete or back up the record of questions"),
        ("report", _add_report, "show what was asked in vain, grouped by meaning"),
        ("serve", _add_serve, "answer questions in Discord"),
        ("settings", _add_settings, "list all settings with their current values"),
        ("teach", _add_teach, "tie a question to a passage that answers it"),
    ):
        description = DETAILS.get(name, f"{summary[0].upper()}{summary[1:]}.")
        add_arguments(
            commands.add_parser(name, parents=[common], help=summary, description=description, examples=EXAMPLES[name])
        )
    return parser


def _common() -> Parser:
    """Return the flags that every command has."""
    common = Parser(add_help=False)
    common.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings file to use (default: $FOOTNOTE_CONFIG, else config.yaml here or in a folder above)",
    )
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the traceback of an error")
    return common


def _add_ask(parser: Parser) -> None:
    parser.add_argument(
        "question", nargs="*", help="question to ask; if omitted, open a prompt, or read one question per line from a pipe"
    )
    parser.add_argument("--top", type=number(1, MAX_HITS), metavar="N", help=f"number of passages to show, 1 to {MAX_HITS}")
    parser.add_argument(
        "--section", metavar="NAME", help='search only below this section, such as "Rules" or "Joining > How to apply"'
    )
    parser.add_argument("--document", metavar="NAME", help="search only in this document, given by path, file name or title")
    parser.add_argument(
        "--fail-on",
        type=OneOf(("none", "suggestions")),
        metavar="OUTCOME",
        help="exit with 3 if the outcome is none, or with `suggestions`, if it is not an answer",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_build(parser: Parser) -> None:
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--full", action="store_true", help="rebuild from scratch: read and embed every document again")
    mode.add_argument(
        "--check", action="store_true", help="build nothing; list what has changed, and exit with 1 if anything has"
    )
    mode.add_argument("--rollback", action="store_true", help="switch to the previous index; run again to undo")
    parser.add_argument("--strict", action="store_true", help="fail if a document cannot be read, instead of leaving it out")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_doctor(parser: Parser) -> None:
    parser.add_argument("--offline", action="store_true", help="skip the checks that contact Discord")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")


def _add_eval(parser: Parser) -> None:
    questions = parser.add_mutually_exclusive_group()
    questions.add_argument(
        "--questions", type=Path, metavar="FILE", help="file of judged questions (default: corpus/questions.yaml)"
    )
    questions.add_argument("--beir", type=Path, metavar="DIR", help="use a BEIR folder instead; it gets its own index")
    parser.add_argument(
        "--follow-ups", type=Path, metavar="FILE", help="file of judged pairs of turns (default: corpus/follow-ups.yaml)"
    )
    parser.add_argument("--json", action="store_true", help="print the metrics as JSON")
    parser.add_argument(
        "--compare", action="store_true", help="also measure ranking by meaning only, by words only, and by both"
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="plot the confidence and how reliable it is (.png, .svg or .pdf)"
    )
    parser.add_argument(
        "--floor",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="exit with 1 if a metric is worse than this, e.g. hit@1=0.9; repeatable",
    )
    parser.add_argument("--calibrate", action="store_true", help="fit the confidence of the index to the questions")
    parser.add_argument(
        "--models",
        action="append",
        metavar="NAME,...",
        help="compare the configured model with these: names on the hub, presets or folders; changes nothing",
    )


def _add_outline(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="document to show; it need not be in config.yaml")
    parser.add_argument("--json", action="store_true", help="print the passages as JSON")


def _add_questions(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        type=OneOf(("list", "review", "prune")),
        default="list",
        metavar="ACTION",
        help="list (the default), review those that nobody has seen, or prune those of passages that are gone",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def _add_record(parser: Parser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", parser_class=Parser)
    for name, add_arguments, summary in (
        ("status", _add_json, "show what the record contains (the default)"),
        ("export", _add_record_export, "print every question as a line of JSON"),
        ("delete", _add_record_delete, "delete questions"),
        ("backup", _add_record_backup, "back up the record to a file, while the bot runs"),
        ("restore", _add_record_restore, "replace the record with a backup"),
        ("hand-over", _add_yes, "transfer the record to a bot with a different Discord application"),
    ):
        description = f"{summary[0].upper()}{summary[1:]}."
        add_arguments(actions.add_parser(name, parents=[_common()], help=summary, description=description))


def _add_record_export(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="file to write; if omitted, print the lines")
    parser.add_argument("--since", type=day, metavar="DATE", help="only from this day in UTC on, such as 2026-11-01 or 30d")
    _add_yes(parser)


def _add_record_delete(parser: Parser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--before", type=day, metavar="DATE", help="questions from before this day in UTC, such as 2026-11-01 or 30d"
    )
    which.add_argument("--all", action="store_true", help="all questions; members who opted out stay out")
    which.add_argument("--member", type=number(1, 2**63 - 1), metavar="ID", help="questions of the member with this ID")
    _add_yes(parser)


def _add_record_backup(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="file to write; the key goes to FILE.key")
    _add_yes(parser)


def _add_record_restore(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="file to read; the key is in FILE.key")
    _add_yes(parser)


def _add_yes(parser: Parser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _add_report(parser: Parser) -> None:
    parser.add_argument("--since", type=day, metavar="DATE", help="only from this day in UTC on, such as 2026-11-01 or 30d")
    count = parser.add_mutually_exclusive_group()
    count.add_argument(
        "--limit",
        type=number(1, MAX_GROUPS),
        default=DEFAULT_GROUPS,
        metavar="N",
        help=f"groups to show, most asked first (default: {DEFAULT_GROUPS})",
    )
    count.add_argument("--all", action="store_true", help="show all groups, and group all wordings; slow for a large record")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page that opens without a network")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="write the groups to a new questions file, whose quotes you fill in"
    )


def _add_serve(parser: Parser) -> None:
    parser.add_argument(
        "--logs",
        type=OneOf(("text", "json")),
        metavar="FORMAT",
        help="log format: text for people, json for one object per line",
    )
    parser.add_argument(
        "--port", type=number(0, MAX_PORT), metavar="N", help="port for /healthz and /metrics; 0 picks a free port"
    )
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on for --port (default: 127.0.0.1)")
    parser.add_argument(
        "--shards",
        metavar="IDS/TOTAL",
        help="shards that this process serves, such as 0-1/4 or 0,2/4; overrides FOOTNOTE_SHARDS",
    )


def _add_teach(parser: Parser) -> None:
    parser.add_argument("question", help="question to tie, as members ask it")
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument(
        "--passage",
        action="append",
        default=[],
        metavar="ID",
        help="passage that answers it: its place as footnote ask shows it, or its id from footnote ask --json; repeatable",
    )
    answer.add_argument("--none", action="store_true", help="say that the documents do not answer it")
    answer.add_argument("--undo", action="store_true", help="take back what the question was last tied to")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_completion(parser: Parser) -> None:
    parser.add_argument("shell", type=OneOf(SHELLS), metavar="SHELL", help=f"the shell: {', '.join(SHELLS)}")


def _add_help(parser: Parser) -> None:
    parser.add_argument("name", nargs="?", metavar="COMMAND", help="command to explain; if omitted, list them all")


def _add_init(parser: Parser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="document, or folder of documents, to copy to corpus/"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="folder for the project (default: current folder)"
    )
    parser.add_argument("--title", help="title of the document in answers")
    parser.add_argument("--url", help="address where members can read the document")
    parser.add_argument("--language", help="language of the documents (default: english)")
    parser.add_argument("--question", help="first question to ask")
    parser.add_argument(
        "--example", action="store_true", help="start with the handbook of an invented club, to try Footnote out"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not prompt; without FILE, start with a short document to replace"
    )


def _add_settings(parser: Parser) -> None:
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the values in force as JSON")
    output.add_argument("--schema", action="store_true", help="print the JSON Schema of config.yaml, for editors")
    output.add_argument("--markdown", action="store_true", help="print the settings as a Markdown table")
