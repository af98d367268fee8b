"""Draw a terminal session as SVG: run the lines of a file in a shell and draw their output.

python docs/picture.py docs/session.txt docs/session.svg

Each line runs in a pseudo-terminal, in a new project of the example club, with the model that this checkout has compiled;
`footnote` is the one of this checkout. The picture shows the real output, times included. Does not run on Windows.
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
COMPILED = (".footnote/encoders", ".footnote/models.json")
"""What a build needs so that it does not compile the model again."""
COLUMNS, ROWS = 100, 50
MARGIN = 2
"""Empty columns on each side."""
PROMPT = "$ "
CHARACTER_ASPECT_RATIO = 0.6
"""Width of a character relative to its height, in most monospaced fonts."""
CONTROL = re.compile(r"\x1b\[(?P<count>\d*)(?P<up>A)|\x1b\[2(?P<erase>K)|\x1b\[\?25[hl]|\r*(?P<end>\n)|\r(?=\x1b)")
"""Control sequences of progress bars: move up, erase a line, hide the cursor, return to the start of a line. No colours."""
UNSUPPORTED = re.compile(r"\x1b(?!\[[\d;]*m|\\|\]8;)|\r")
"""Any other control sequence, except colours and links."""
END_OF_LINE = re.compile(r"<text [^>]*>\n</text>")
"""Invisible element that rich draws at the end of each line."""
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
"""Light text on a dark background, with a contrast of at least 4.5 for each colour."""
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
"""Template used in place of rich's own, which fetches a font."""


def main() -> None:
    """Draw the session named on the command line."""
    parser = argparse.ArgumentParser(description="Draw a terminal session.")
    parser.add_argument("session", type=Path, help="commands, one per line; lines that start with # are ignored")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    options = parser.parse_args()
    lines = [line for line in options.session.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        make_project(Path(folder))
        svg = draw([(line, run_line(line, Path(folder))) for line in lines], options.picture.stem)
    options.picture.write_text(svg, encoding="utf-8")


def make_project(folder: Path) -> None:
    """Put a `footnote` command into the `bin` of a folder, and start a project there with the example."""
    for name in COMPILED:
        source = ROOT / name
        (folder / name).parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy2(source, folder / name)
    command = folder / "bin" / "footnote"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    run_line("footnote init --example --yes", folder)


def run_line(line: str, folder: Path) -> str:
    """Run a command in a terminal; return what it prints to standard output and standard error."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("FOOTNOTE_", "DISCORD_", "NO_COLOR"))
    }
    environment = {**inherited, "TERM": "xterm-256color", "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    shell = ["/bin/sh", "-c", line]  # the line is from a file in this repository
    process = subprocess.Popen(shell, cwd=folder, env=environment, stdin=child, stdout=child, stderr=child)  # noqa: S603
    os.close(child)
    printed = b"".join(_read(parent))
    process.wait()
    os.close(parent)
    return printed.decode(errors="replace")


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 65_536)
        except OSError:  # how Linux reports that the other end is closed
            return
        if not data:
            return
        yield data


def screen_lines(printed: str) -> list[str]:
    """Return the lines finally on the screen, with their colour codes. Raises ValueError for any other control sequence."""
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
        if UNSUPPORTED.search(line):
            raise ValueError(f"unsupported control sequence in {line!r}")
    return lines if lines[-1] else lines[:-1]  # the last line is where the next prompt goes


def draw(session: Sequence[tuple[str, str]], name: str) -> str:
    """Return the SVG of commands and their output; `name` keeps its styles apart from those of other pictures on a page."""
    columns = COLUMNS + 2 * MARGIN
    console = Console(width=columns, file=io.StringIO(), record=True, force_terminal=True, color_system="truecolor")
    for number, (line, printed) in enumerate(session):
        if number and session[number - 1][1]:  # commands stand apart
            console.print()
        decoder = AnsiDecoder()
        output = map(decoder.decode_line, screen_lines(printed))
        for text in (Text.assemble((PROMPT, "bold green"), (line, "bold")), *output):
            text.overflow = "fold"
            console.print(Padding(text, (0, MARGIN)))
    console.print()
    picture = console.export_svg(
        title="footnote", theme=THEME, code_format=PICTURE, unique_id=name, font_aspect_ratio=CHARACTER_ASPECT_RATIO
    )
    return END_OF_LINE.sub("", picture)


if __name__ == "__main__":
    main()
