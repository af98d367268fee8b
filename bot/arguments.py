"""The commands and their flags. Imports nothing heavy, so that `--help` appears at once."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from index.version import VERSION

MAX_HITS = 50
"""Maximum number of passages that `footnote ask --top` accepts."""
MAX_PORT = 65_535


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line into a namespace with `command`, `config` (None if not given), `debug` and the command's flags.

    Without `arguments`, those of the process are parsed. On a usage error, exits with code 2.
    """
    return _parser().parse_args(arguments, argparse.Namespace(config=None, debug=False))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings file to use (default: $FOOTNOTE_CONFIG, else ./config.yaml)",
    )
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the traceback of an error")
    parser = argparse.ArgumentParser(
        prog="footnote", description="Ask a document; get its own words and where to find them.", parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"footnote {VERSION}", help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, add_arguments, summary in (
        ("ask", _add_ask, "ask a question, or several at a prompt"),
        ("build", _add_build, "bring the index up to date with the documents"),
        ("doctor", _add_doctor, "diagnose problems that keep the bot from running"),
        ("eval", _add_eval, "measure how well judged questions are answered"),
        ("init", _add_init, "create a project from your own documents, and ask it a question"),
        ("outline", _add_outline, "show how a document is read, as a tree of its sections"),
        ("serve", _add_serve, "answer questions in Discord, with the bot token in $DISCORD_TOKEN"),
        ("settings", _add_settings, "list all settings with their current values"),
    ):
        description = f"{summary[0].upper()}{summary[1:]}."
        add_arguments(commands.add_parser(name, parents=[common], help=summary, description=description))
    return parser


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question", nargs="*", help="question to ask; if omitted, open a prompt, or read one question per line from a pipe"
    )
    parser.add_argument("--top", type=_number(1, MAX_HITS), metavar="N", help=f"number of passages to show, 1 to {MAX_HITS}")
    parser.add_argument(
        "--section", metavar="NAME", help='search only below this section, such as "Rules" or "Joining > How to apply"'
    )
    parser.add_argument("--document", metavar="NAME", help="search only in this document, given by path, file name or title")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_build(parser: argparse.ArgumentParser) -> None:
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--full", action="store_true", help="rebuild from scratch: read and embed every document again")
    mode.add_argument(
        "--check", action="store_true", help="build nothing; list what has changed, and exit with 1 if anything has"
    )
    mode.add_argument("--rollback", action="store_true", help="switch to the previous index; run again to undo")
    parser.add_argument("--strict", action="store_true", help="fail if a document cannot be read, instead of leaving it out")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="skip the checks that contact Discord")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")


def _add_eval(parser: argparse.ArgumentParser) -> None:
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


def _add_outline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="document to show; it need not be in config.yaml")
    parser.add_argument("--json", action="store_true", help="print the passages as JSON")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--logs", choices=("text", "json"), help="log format: text for people, json for one object per line")
    parser.add_argument(
        "--port", type=_number(0, MAX_PORT), metavar="N", help="port for /healthz and /metrics; 0 picks a free port"
    )
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on for --port (default: 127.0.0.1)")


def _add_init(parser: argparse.ArgumentParser) -> None:
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


def _add_settings(parser: argparse.ArgumentParser) -> None:
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--schema", action="store_true", help="print the JSON Schema of config.yaml, for editors")
    output.add_argument("--markdown", action="store_true", help="print the settings as a Markdown table")


def _number(least: int, most: int) -> Callable[[str], int]:
    """Return an argparse type for whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")

    return read
