"""The command line: arguments in, exit codes out. What the commands do is in `bot.commands`, imported when one runs."""

import argparse
import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from index.errors import FootnoteError
from index.version import VERSION

CONFIG_VARIABLE = "FOOTNOTE_CONFIG"
INTERRUPTED = 130
MOST_HITS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 for what went wrong, 2 for what was typed wrong, 130 for Ctrl-C."""
    options = _parser().parse_args(arguments, argparse.Namespace(config=None, debug=False))
    _prepare(options)
    pressed = _watch_for_interrupt()
    try:
        return _run(options)
    except FootnoteError as error:
        if options.debug:
            raise
        print(f"footnote: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except ImportError:
        if not pressed.is_set():
            raise
        return INTERRUPTED  # Ctrl-C while a compiled library was starting, which reports it so
    except BrokenPipeError:
        _drop_output()  # whoever read it has had enough
        return INTERRUPTED
    except OSError as error:
        if options.debug:
            raise
        _drop_output()
        print(f"footnote: {error.filename or 'the output'}: {error.strerror}", file=sys.stderr)
        return 1


def _watch_for_interrupt() -> threading.Event:
    """An event that is set when Ctrl-C is pressed, which raises KeyboardInterrupt as ever."""
    pressed = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, interrupt)
    return pressed


def _drop_output() -> None:
    """Keep Python from complaining, while it ends, about output that nobody takes."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare(options: argparse.Namespace) -> None:
    """Take what the environment says, and the terminal as it is."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads and onnxruntime's would wait for each other
    named = os.environ.get(CONFIG_VARIABLE)
    options.config = options.config or (Path(named) if named else None)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character that the terminal does not know is no reason to stop


def _run(options: argparse.Namespace) -> int:
    from bot import commands

    runs = {
        "ask": commands.ask,
        "build": commands.build,
        "eval": commands.evaluate,
        "outline": commands.outline,
        "serve": commands.serve,
    }
    run = runs[options.command]
    code = run(options)
    if sys.stdout:
        sys.stdout.flush()
    return code


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help=f"settings to use (else ${CONFIG_VARIABLE}, else ./config.yaml)",
    )
    common.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the traceback of an error")
    parser = argparse.ArgumentParser(
        prog="footnote", description="Ask a document; get its own words and where they stand.", parents=[common]
    )
    parser.add_argument("--version", action="version", version=f"footnote {VERSION}", help="print the version and stop")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ask(commands.add_parser("ask", parents=[common], help="ask a question, or several at a prompt"))
    _add_build(commands.add_parser("build", parents=[common], help="bring the index up to date with the documents"))
    _add_eval(commands.add_parser("eval", parents=[common], help="measure how well judged questions are answered"))
    _add_outline(commands.add_parser("outline", parents=[common], help="show how a document is read, as a tree"))
    commands.add_parser("serve", parents=[common], help="answer in Discord, with the token in $DISCORD_TOKEN")
    return parser


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="the question; without one, a prompt opens, or lines are read from a pipe")
    parser.add_argument("--top", type=_count, metavar="N", help=f"how many passages to show, 1 to {MOST_HITS}")
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


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_HITS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_HITS}")
