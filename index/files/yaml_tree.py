"""YAML files as trees whose nodes know their lines, with uniform errors."""

from pathlib import Path

import yaml

from index.errors import FootnoteError
from index.files.encodings import explain_encoding, is_marked

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's fast C loader if it is available."""
MAX_DEPTH = 50
"""Levels of nested lists and mappings, more than anyone writes by hand."""
MAX_CHARACTERS = 2_000_000
"""Characters of a file; ten thousand judged questions take fewer."""


def read_yaml_text(path: Path, error: type[FootnoteError], *, fix_missing: str | None = None) -> str:
    """Return the text of a YAML file. Raises `error` if it is missing (with `fix_missing`) or cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise error("no such file", where=str(path), fix=fix_missing) from None
    except OSError as problem:
        fix = "name a file in it" if isinstance(problem, IsADirectoryError) else "check its permissions"
        raise error(f"cannot be read ({problem.strerror})", where=str(path), fix=fix) from None
    try:
        if not is_marked(data):
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    wrong = explain_encoding(data, str(path))
    raise error(wrong.what, where=f"{path}:{wrong.line}" if wrong.line else str(path), fix=wrong.fix)


def compose_yaml(text: str, shown: str, error: type[FootnoteError]) -> yaml.Node | None:
    """Parse a YAML text into a tree, None if it is empty. Raises `error` naming the line if it is not valid YAML."""
    if len(text) > MAX_CHARACTERS:
        raise error(f"has {len(text):,} characters (at most {MAX_CHARACTERS:,})", where=shown, fix="split it")
    try:
        _check_shape(text, shown, error)
        return yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f"{shown}:{min(mark.line + 1, len(text.splitlines()))}" if mark else shown
        raise error(f"not YAML: {problem.problem or problem.context}", where=where, fix="check the indentation") from None
    except yaml.YAMLError as problem:
        raise error(f"not YAML: {problem}", where=shown) from None


def _check_shape(text: str, shown: str, error: type[FootnoteError]) -> None:
    """Refuse aliases and deep nesting, which could grow without end or overflow the stack when the tree is made."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        where = f"{shown}:{event.start_mark.line + 1}" if event.start_mark else shown
        if isinstance(event, yaml.AliasEvent):
            raise error(f"alias *{event.anchor} is not supported", where=where, fix="write its value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise error(f"nested more than {MAX_DEPTH} levels deep", where=where, fix="flatten it")
