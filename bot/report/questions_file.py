"""Write groups as a questions file, whose quotes a person fills in."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.report.describing import one_line, period, who
from bot.report.groups import Group
from bot.report.reporting import Report
from index.errors import UsageError
from index.files.careful_writing import fix_of_writing
from index.files.paths import require_place
from index.text.characters import fold

FLAG = "--questions"
OTHER_WORDINGS = 5
"""Wordings of a group that are written besides its question."""
MAX_LENGTH = 200
"""Characters of a wording or passage in a comment."""
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x85\u2028\u2029\ufeff]")
"""Characters that YAML does not allow, or that end a line."""
HEADER = """\
# What was asked in vain{period}, most asked first.
# Fill in the quotes of each question: a piece of text from every passage that answers it, or [] if none does.
# Delete the questions that you leave out. `footnote eval --questions` and `known_questions` in config.yaml read this file.
"""


def check_questions(path: Path) -> None:
    """Raise UsageError if a file exists, because it may have been filled in, or if there can be none."""
    try:
        require_place(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    if path.exists():
        raise UsageError(f"{path} already exists, and may have been filled in", where=FLAG, fix="name another file")


def _unwritable(path: Path, error: OSError) -> UsageError:
    fix = fix_of_writing(error, "name another file")
    return UsageError(f"{path} cannot be written ({error.strerror})", where=FLAG, fix=fix)


def write_questions(report: Report, path: Path) -> int:
    """Write the groups to a new file, and return how many there are. Raises UsageError if it exists or cannot be written."""
    header = HEADER.format(period=f" ({period(report)})" if report.first else "")
    text = header + "".join(f"\n{entry}" for group in report.groups for entry in [_entry(group)])
    is_new = False
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            is_new = True
            file.write(text)
    except OSError as error:
        if is_new:  # and only half written
            with suppress(OSError):
                path.unlink()
        check_questions(path)
        raise _unwritable(path, error) from None
    return len(report.groups)


def _entry(group: Group) -> str:
    """Return the lines of a question, with comments that help to fill in its quotes."""
    comments = "".join(f"# {line}\n" for line in _comments(group))
    return f"{comments}- question: {_quote(group.question)}\n  quotes:\n"


def _comments(group: Group) -> Iterator[str]:
    yield f"{who(group)}, {group.asked:,} in all" if group.people else who(group)
    others = [each.text for each in group.wordings if each.text != group.question]
    for text in others[:OTHER_WORDINGS]:
        yield f"also: {_shorten(text)}"
    if len(others) > OTHER_WORDINGS:
        yield f"and {len(others) - OTHER_WORDINGS:,} more wordings"
    if group.closest and group.closest.text:
        yield f"closest: {_shorten(group.closest.text)}"


def _shorten(text: str) -> str:
    return one_line(UNPRINTABLE.sub("", fold(text)), MAX_LENGTH)


def _quote(text: str) -> str:
    """Return a text as a YAML string on one line."""
    return json.dumps(UNPRINTABLE.sub("", fold(text)), ensure_ascii=False)
