"""YAML files as trees whose nodes know their lines, with uniform errors."""

from pathlib import Path

import yaml

from index.errors import FootnoteError
from index.files import conflicts
from index.files.encodings import explain_encoding, is_marked

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's fast C loader if it is available."""
SPECIAL, BRACKETS, QUOTES = "*&@`%!|>", "[{", "'\""
"""Characters with a meaning at the start of a value."""
MAX_DEPTH = 50
"""Levels of nested lists and mappings, more than anyone writes by hand."""
MAX_CHARACTERS = 2_000_000
"""Characters of a file; ten thousand judged questions take fewer."""


def read_yaml_text(path: Path, error: type[FootnoteError], *, fix_missing: str | None = None, shown: str | None = None) -> str:
    """Return the text of a YAML file. Raises `error` if it is missing (with `fix_missing`) or cannot be read.

    `shown` is its name in errors, if that is not its path.
    """
    where = shown or str(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise error("no such file", where=where, fix=fix_missing) from None
    except OSError as problem:
        fix = "name a file in it" if isinstance(problem, IsADirectoryError) else "check its permissions"
        raise error(f"cannot be read ({problem.strerror})", where=where, fix=fix) from None
    try:
        if not is_marked(data):
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    wrong = explain_encoding(data, where)
    raise error(wrong.what, where=f"{where}:{wrong.line}" if wrong.line else where, fix=wrong.fix)


def compose_yaml(text: str, shown: str, error: type[FootnoteError]) -> yaml.Node | None:
    """Parse a YAML text into a tree, None if it is empty. Raises `error` naming the line if it is not valid YAML."""
    if len(text) > MAX_CHARACTERS:
        raise error(f"has {len(text):,} characters (at most {MAX_CHARACTERS:,})", where=shown, fix="split it")
    try:
        _check_shape(text, shown, error)
        return yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as problem:
        if conflict := conflicts.find_conflict(text):
            raise error("has a merge conflict", where=f"{shown}:{conflict}", fix=conflicts.FIX) from None
        mark = _mark_of(problem)
        line = min(mark.line, len(text.splitlines()) - 1) if mark else None
        what = problem.problem or problem.context or "it cannot be read"
        where, fix = (shown, None) if line is None else (f"{shown}:{line + 1}", _advise(what, text.splitlines()[line]))
        raise error(f"not YAML: {what.removeprefix('but ')}", where=where, fix=fix) from None
    except yaml.YAMLError as problem:
        raise error(f"not YAML: {problem}", where=shown) from None


def _mark_of(problem: yaml.MarkedYAMLError) -> "yaml.Mark | None":
    """Return where a problem is: where a word or a quotation starts that has no end, and not where that is noticed."""
    starts_before = problem.context == "while scanning a simple key" or "end of stream" in (problem.problem or "")
    marks = (problem.context_mark, problem.problem_mark)
    return next(filter(None, marks if starts_before else reversed(marks)), None)


def _advise(problem: str, line: str) -> str:
    """Return the fix for a line that is not YAML."""
    value = line.strip().lstrip("- ")
    value = value.partition(": ")[2].strip() or value
    first = value[:1]
    starts_a_word = first in SPECIAL or (first in BRACKETS and value[-1] not in "[{]},:")
    fixes = (
        ("\t" in line[: len(line) - len(line.lstrip())], "indent it with spaces instead of tabs"),
        ("escape" in problem, "write the value in single quotes, or its path with / instead of \\"),
        (bool(first) and starts_a_word, f"put the value in quotes, because it starts with {first}"),
        (
            "mapping values" in problem and line.count(": ") > 1,
            "put the value in quotes, because it contains a colon and a space",
        ),
        ("another document" in problem, "remove the line ---, and what does not belong to this file"),
        (bool(first) and first in QUOTES and value.count(first) % 2 == 1, "close the quotes"),
        ("end of stream" in problem, "close the quotes or brackets above"),
        ("expected ':'" in problem, "write `key: value`, with a space after the colon"),
    )
    return next((fix for applies, fix in fixes if applies), "check the indentation")


def _check_shape(text: str, shown: str, error: type[FootnoteError]) -> None:
    """Refuse aliases and deep nesting, which could grow without end or overflow the stack when the tree is made."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        where = f"{shown}:{event.start_mark.line + 1}" if event.start_mark else shown
        if isinstance(event, yaml.AliasEvent):
            raise error(
                f"alias *{event.anchor} is not supported",
                where=where,
                fix="put it in quotes if it is a pattern, or else write its value out",
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise error(f"nested more than {MAX_DEPTH} levels deep", where=where, fix="flatten it")
