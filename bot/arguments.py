"""What can be typed: the commands and their flags. It imports nothing heavy, for `--help` is to be there at once."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from index.version import VERSION

MOST_HITS = 50
HIGHEST_PORT = 65_535


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed, with `command`, `config` (None if not named) and `debug`; ends the process where it makes no sense."""
    return _parser().parse_args(arguments, argparse.Namespace(config=None, debug=False))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings to use (else $FOOTNOTE_CONFIG, else ./config.yaml)",
    )
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the traceback of an error")
    parser = argparse.ArgumentParser(
        prog="footnote", description="Ask a document; get its own words and where they stand.", parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"footnote {VERSION}", help="print the version and stop")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ask(commands.add_parser("ask", parents=[common], help="ask a question, or several at a prompt"))
    _add_build(commands.add_parser("build", parents=[common], help="bring the index up to date with the documents"))
    _add_doctor(commands.add_parser("doctor", parents=[common], help="look for what keeps the bot from running"))
    _add_eval(commands.add_parser("eval", parents=[common], help="measure how well judged questions are answered"))
    _add_init(commands.add_parser("init", parents=[common], help="make a project of your own documents, and ask it something"))
    _add_outline(commands.add_parser("outline", parents=[common], help="show how a document is read, as a tree"))
    _add_serve(commands.add_parser("serve", parents=[common], help="answer in Discord, with the token in $DISCORD_TOKEN"))
    _add_settings(commands.add_parser("settings", parents=[common], help="list what config.yaml can say, and what it says"))
    return parser


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="the question; without one, a prompt opens, or lines are read from a pipe")
    parser.add_argument("--top", type=_number(1, MOST_HITS), metavar="N", help=f"how many passages to show, 1 to {MOST_HITS}")
    parser.add_argument("--section", metavar="NAME", help='search only below this section ("Rules", "Joining > How to apply")')
    parser.add_argument("--document", metavar="NAME", help="search only in this document (its path, file name or title)")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_build(parser: argparse.ArgumentParser) -> None:
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--full", action="store_true", help="start anew: read and embed everything again")
    instead.add_argument("--check", action="store_true", help="build nothing; exit with 1 if documents and index differ")
    instead.add_argument("--rollback", action="store_true", help="build nothing; go back to the index before this one")
    parser.add_argument("--strict", action="store_true", help="refuse if a document cannot be read, instead of leaving it out")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="leave Discord alone")
    parser.add_argument("--json", action="store_true", help="print the checks as JSON")


def _add_eval(parser: argparse.ArgumentParser) -> None:
    questions = parser.add_mutually_exclusive_group()
    questions.add_argument("--questions", type=Path, metavar="FILE", help="judged questions (else corpus/questions.yaml)")
    questions.add_argument("--beir", type=Path, metavar="DIR", help="a BEIR folder, indexed for this")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--compare", action="store_true", help="also rank by meaning alone, by words alone, and by both")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw how sure it is, and how rightly (.png, .svg, .pdf)")
    parser.add_argument(
        "--floor", action="append", default=[], metavar="NAME=VALUE", help="fail below, as hit@1=0.9; repeatable"
    )
    parser.add_argument("--calibrate", action="store_true", help="fit the confidence of this index to these questions")


def _add_outline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a document, in config.yaml or not")
    parser.add_argument("--json", action="store_true", help="print its passages as JSON")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--logs", choices=("text", "json"), help="a line each for people, or an object a line for programs")
    parser.add_argument(
        "--port", type=_number(0, HIGHEST_PORT), metavar="N", help="where /healthz and /metrics are; 0 for a free port"
    )
    parser.add_argument("--host", metavar="ADDRESS", help="the address that it listens on (else 127.0.0.1)")


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="a document, or a folder with some; copied to corpus/"
    )
    parser.add_argument("--folder", type=Path, default=Path(), metavar="DIR", help="where the project goes (else here)")
    parser.add_argument("--title", help="the document's name in answers")
    parser.add_argument("--url", help="where members can read the document")
    parser.add_argument("--language", help="the document's language (else english)")
    parser.add_argument("--question", help="the first question")
    parser.add_argument("--yes", action="store_true", help="ask nothing; without a FILE, begin with a short one to replace")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--schema", action="store_true", help="print the JSON Schema of config.yaml, for editors")
    instead.add_argument("--markdown", action="store_true", help="print them as a table in Markdown")


def _number(least: int, most: int) -> Callable[[str], int]:
    """What reads a number between two others, these included."""

    def read(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")

    return read
