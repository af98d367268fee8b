"""The command line: arguments in, exit codes out. What the commands do is in `bot.commands`, imported when one runs."""

import argparse
import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType

from bot.arguments import parse
from index.errors import FootnoteError

CONFIG_VARIABLE = "FOOTNOTE_CONFIG"
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 for what went wrong, 2 for what was typed wrong, 130 for Ctrl-C."""
    options = parse(arguments)
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
    code: int = import_module(f"bot.commands.{options.command}").run(options)
    if sys.stdout:
        sys.stdout.flush()
    return code
