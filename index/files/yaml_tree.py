"""YAML files as trees whose nodes know their lines, with one way to say what is wrong with them."""

from pathlib import Path

import yaml

from index.errors import FootnoteError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where PyYAML was built with it."""
DEEPEST = 50
"""Levels of lists and mappings; nothing that a person writes has more."""

LONGEST = 2_000_000
"""Characters; ten thousand judged questions have fewer."""


def read_yaml_text(path: Path, error: type[FootnoteError], *, fix_missing: str | None = None) -> str:
    """The text of a YAML file; raises `error` when there is none, with `fix_missing`, or it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise error("no such file", where=str(path), fix=fix_missing) from None
    except OSError as problem:
        fix = "name the file in it" if isinstance(problem, IsADirectoryError) else "let Footnote read it"
        raise error(f"cannot be read ({problem.strerror})", where=str(path), fix=fix) from None
    except UnicodeDecodeError as problem:
        raise error(f"byte {problem.start} is not UTF-8", where=str(path), fix="save the file as UTF-8") from None


def compose_yaml(text: str, shown: str, error: type[FootnoteError]) -> yaml.Node | None:
    """The tree of a YAML text, None if it is empty; raises `error` naming the line when it is not YAML."""
    if len(text) > LONGEST:
        raise error(f"{len(text):,} characters (at most {LONGEST:,})", where=shown, fix="split it")
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
    """Refuse what would overflow the stack, or grow without end, when it is made into a tree."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        where = f"{shown}:{event.start_mark.line + 1}" if event.start_mark else shown
        if isinstance(event, yaml.AliasEvent):
            raise error(f"*{event.anchor} stands for something else", where=where, fix="write it out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise error(f"nested deeper than {DEEPEST}", where=where, fix="write it flatter")
