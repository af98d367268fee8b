"""Finds the files that a pattern in config.yaml stands for, such as `handbook/**/*.md`."""

import glob
import os
import stat
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

ANY_FOLDERS = "**"
"""The part of a pattern that stands for any number of folders."""


def find_matches(pattern: str, root: Path) -> list[str]:
    """Return the files that match a pattern, each once, as paths below `root` if the pattern is one; sorted by name.

    Links are followed, except to a folder that the link is in. Of several paths to one file, the one without links is returned,
    or else the shortest.
    """
    top = os.fspath(root)
    same: defaultdict[tuple[int, int] | str, list[str]] = defaultdict(list)
    for match in set(_expand(pattern, top)):
        try:
            status = os.stat(os.path.join(top, match))  # noqa: PTH116, PTH118  # faster than a Path's; there may be many
        except OSError:  # a link to nothing, which is reported when it is read
            same[match].append(match)
        else:
            if not stat.S_ISDIR(status.st_mode):
                same[status.st_dev, status.st_ino].append(match)
    return sorted(match for matches in same.values() for match in (_distinct(matches, top) if matches[1:] else matches))


def _distinct(matches: Sequence[str], root: str) -> Iterator[str]:
    """Yield one path to each of some files that may be the same; hard links to one are not."""
    base = os.path.realpath(root)
    found: dict[str, tuple[bool, int, str]] = {}
    for match in matches:
        real = os.path.realpath(os.path.join(base, match))  # noqa: PTH118
        has_links = os.path.normpath(os.path.join(base, match)) != real  # noqa: PTH118
        rank = has_links, len(match), match
        found[real] = min(rank, found.get(real, rank))
    yield from (match for _, _, match in found.values())


def _expand(pattern: str, root: str) -> Iterator[str]:
    """Yield what matches a pattern, folders included, perhaps several times."""
    parts = pattern.split("/")
    if ANY_FOLDERS not in parts:
        yield from glob.glob(pattern, root_dir=root)  # noqa: PTH207  # keeps paths as written
        return
    first = parts.index(ANY_FOLDERS)
    rest = parts[first + 1 :]
    while rest[:1] == [ANY_FOLDERS]:
        del rest[0]
    head, tail = "/".join(parts[:first]), "/".join(rest) if rest else "*"
    if pattern.startswith("/"):
        head = head or "/"
    for top in glob.glob(head, root_dir=root) if head else [""]:  # noqa: PTH207
        for folder in _folders(top, root):
            for match in _expand(tail, os.path.join(root, folder)):  # noqa: PTH118
                yield os.path.join(folder, match)  # noqa: PTH118


def _folders(top: str, root: str) -> Iterator[str]:
    """Yield a folder and those below it that are not hidden, each once: through links only what is not reached without."""
    seen: set[str] = set()
    linked: deque[tuple[str, tuple[str, ...]]] = deque([(top, ())])
    while linked:
        start, passed = linked.popleft()
        waiting = [start]
        while waiting:
            folder = waiting.pop()
            real = os.path.realpath(os.path.join(root, folder))  # noqa: PTH118
            if real in seen or any(_is_inside(each, real) for each in passed):
                continue
            seen.add(real)
            yield folder
            for name, is_link in _subfolders(os.path.join(root, folder)):  # noqa: PTH118
                path = os.path.join(folder, name)  # noqa: PTH118
                if is_link:
                    linked.append((path, (*passed, real)))
                else:
                    waiting.append(path)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip(os.sep)}{os.sep}")


def _subfolders(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the name of each subfolder that is not hidden, and whether it is a link; none if the folder cannot be read."""
    with suppress(OSError), os.scandir(folder or os.curdir) as entries:
        for entry in entries:
            is_link = entry.is_symlink()
            is_folder = os.path.isdir(entry) if is_link else entry.is_dir()  # noqa: PTH112  # no error for a link to itself
            if is_folder and not entry.name.startswith("."):
                yield entry.name, is_link
