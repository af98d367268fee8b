"""The command line: run a command and return its exit code. Each module of `bot.commands` is imported only when it runs."""

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

from bot.command_line.arguments import parse
from index.errors import FootnoteError, out_of_memory
from index.text.characters import clean, fold

CONFIG_VARIABLE = "FOOTNOTE_CONFIG"
"""The environment variable that names the config.yaml to use."""
COMPLETE = "_complete"
"""The first argument when a completion script asks what can come next."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, and when the reader of the output has gone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: success, 1: an error, 2: a usage error, 3: an outcome of `ask --fail-on`, 78: `serve` needs a person, 130: Ctrl-C.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [COMPLETE]:
        return _complete(given[1:])
    return _run_safely(parse(given))


def _run_safely(options: argparse.Namespace) -> int:
    """Run a command, report its errors in one line, and return its exit code."""
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
    except (ImportError, MemoryError, RuntimeError) as error:
        return _report_of_library(error, options, pressed)
    except BrokenPipeError:
        _drop_output()  # the reader, such as `head`, has closed the pipe
        return INTERRUPTED
    except OSError as error:
        if options.debug:
            raise
        _drop_output()
        fix = "; check its permissions" if isinstance(error, PermissionError) else ""
        line = f"{error.filename or 'the output'}: {error.strerror or error}{fix}"
        print(f"footnote: {clean(fold(line))}", file=sys.stderr)
        return 1


def _report_of_library(error: Exception, options: argparse.Namespace, pressed: threading.Event) -> int:
    """Report an error that a library raised for Ctrl-C or too little memory, and return the exit code. Raises any other."""
    if pressed.is_set() and isinstance(error, ImportError):
        return INTERRUPTED  # Ctrl-C while a compiled library is being imported raises ImportError
    if options.debug or (shortage := out_of_memory(error)) is None:
        raise error
    print(f"footnote: {shortage}", file=sys.stderr)
    return shortage.exit_code


def _watch_for_interrupt() -> threading.Event:
    """Return an event that is set on Ctrl-C, which still raises KeyboardInterrupt."""
    pressed = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, interrupt)
    return pressed


def _drop_output() -> None:
    """Redirect standard output to the null device, so that Python does not report a broken pipe when it exits."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare(options: argparse.Namespace) -> None:
    """Apply environment variables, and make the standard streams tolerate characters they cannot encode."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads would compete with those of onnxruntime
    config = os.environ.get(CONFIG_VARIABLE)
    options.config = options.config or (Path(config) if config else None)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character outside the terminal's encoding must not stop a command


def _complete(arguments: Sequence[str]) -> int:
    """Answer a completion script, which knows no errors."""
    from bot.completion.answering import answer

    answer(arguments, os.environ.get(CONFIG_VARIABLE))
    return 0


def _run(options: argparse.Namespace) -> int:
    """Import the module of the command and run it."""
    code: int = import_module(f"bot.commands.{options.command or 'welcome'}").run(options)
    if sys.stdout:
        sys.stdout.flush()
    return code
