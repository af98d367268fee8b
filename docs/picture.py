"""A picture of a terminal session: types the lines of a file at a shell, and draws what came back as SVG.

python docs/picture.py docs/session.txt docs/session.svg

Each line is run in a pseudo-terminal, in a copy of the project (config.yaml, corpus and index), so that nothing of it changes;
`footnote` is this checkout's. What is drawn is what the commands printed, times included. Not for Windows.
"""  # noqa: INP001  # a command, not a package

import argparse
import fcntl
import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.padding import Padding
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("config.yaml", "corpus", ".footnote")
COLUMNS, ROWS = 100, 50
MARGIN = 2
"""Columns left free at either side."""
PROMPT = "$ "
WIDTH_OF_A_LETTER = 0.6
"""Of its height, in most fonts of this sort."""
CONTROL = re.compile(r"\x1b\[(?P<count>\d*)(?P<up>A)|\x1b\[2(?P<erase>K)|\x1b\[\?25[hl]|\r*(?P<end>\n)|\r(?=\x1b)")
"""What progress bars need of a terminal: up, erase a line, hide the cursor, begin a line anew. Colours are none of these."""
LEFT_OVER = re.compile(r"\x1b(?!\[[\d;]*m|\\|\]8;)|\r")
"""What is neither that nor a colour nor a link."""
END_OF_LINE = re.compile(r"<text [^>]*>\n</text>")
"""What rich draws at the end of each line, though nothing is seen."""
THEME = TerminalTheme(
    (22, 27, 34),
    (230, 237, 243),
    [
        (110, 118, 129),
        (255, 123, 114),
        (126, 231, 135),
        (242, 204, 96),
        (121, 192, 255),
        (210, 168, 255),
        (118, 227, 234),
        (230, 237, 243),
    ],
)
"""Light letters on a dark ground, none of them with a contrast below 4.5."""
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="A terminal session">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 16px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""In place of rich's own, which fetches a font."""


def main() -> None:
    """Draw the session that is named."""
    parser = argparse.ArgumentParser(description="Draw a terminal session.")
    parser.add_argument("session", type=Path, help="commands, a line each; lines that begin with # are left out")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    options = parser.parse_args()
    lines = [line for line in options.session.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        shown = draw([(line, type_line(line, Path(folder))) for line in lines], options.picture.stem)
    options.picture.write_text(shown, encoding="utf-8")


def copy_project(folder: Path) -> None:
    """Copy what commands read into a folder, and put `footnote` where its shell finds it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy2(source, folder / name)
    command = folder / "bin" / "footnote"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def type_line(line: str, folder: Path) -> str:
    """What a command prints in a terminal, on both of its outputs."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    known = {name: value for name, value in os.environ.items() if not name.startswith(("FOOTNOTE_", "DISCORD_", "NO_COLOR"))}
    environment = {**known, "TERM": "xterm-256color", "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    shell = ["/bin/sh", "-c", line]  # of a file of this repository
    running = subprocess.Popen(shell, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its)  # noqa: S603
    os.close(its)
    printed = b"".join(_read(ours))
    running.wait()
    os.close(ours)
    return printed.decode(errors="replace")


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            found = os.read(terminal, 65_536)
        except OSError:  # that is how Linux says that the other side is closed
            return
        if not found:
            return
        yield found


def left_on_screen(printed: str) -> list[str]:
    """The lines that are seen in the end, with the codes of their colours. Raises ValueError for any other code."""
    lines, row, position = [""], 0, 0
    for control in CONTROL.finditer(printed):
        lines[row] += printed[position : control.start()]
        position = control.end()
        if control["up"]:
            row = max(0, row - int(control["count"] or 1))
        elif control["erase"]:
            lines[row] = ""
        elif control["end"]:
            row += 1
            lines += [""] * (row == len(lines))
    lines[row] += printed[position:]
    for line in lines:
        if LEFT_OVER.search(line):
            raise ValueError(f"a terminal would do more with {line!r} than is drawn here")
    return lines if lines[-1] else lines[:-1]  # where the next prompt stands


def draw(typed: Sequence[tuple[str, str]], name: str) -> str:
    """The SVG of commands and what they printed; `name` keeps its styles apart from those of others on a page."""
    columns = COLUMNS + 2 * MARGIN
    console = Console(width=columns, file=io.StringIO(), record=True, force_terminal=True, color_system="truecolor")
    for line, printed in typed:
        screen, decoder = left_on_screen(printed), AnsiDecoder()
        shown = [Text.assemble((PROMPT, "bold green"), (line, "bold")), *map(decoder.decode_line, screen)]
        for text in shown:
            text.overflow = "fold"
            console.print(Padding(text, (0, MARGIN)))
    console.print()
    picture = console.export_svg(
        title="footnote", theme=THEME, code_format=PICTURE, unique_id=name, font_aspect_ratio=WIDTH_OF_A_LETTER
    )
    return END_OF_LINE.sub("", picture)


if __name__ == "__main__":
    main()
