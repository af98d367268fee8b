"""Locate config.yaml. A module of its own, because `footnote doctor` must run in an installation where imports fail."""

import argparse
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CONFIG = Path("config.yaml")
DOCUMENTS_KEY = re.compile(r"(?m)^(?:\{.{0,2000}?)?[\"']?\bdocuments[\"']?[ \t]{0,9}:")
"""The key that tells Footnote's config.yaml from those of other programs, of which there are many."""
MAX_CHARACTERS = 2_000_000
"""Characters of a config.yaml to search for that key."""


@dataclass(frozen=True, slots=True)
class Location:
    """The config.yaml to use, which may not exist, and one that was passed over because others control it, or None.

    `is_above` is True if it was found in a folder above the current one.
    """

    path: Path
    is_above: bool = False
    untrusted: Path | None = None


def config_file(options: argparse.Namespace) -> Path:
    """Return the path given by --config or FOOTNOTE_CONFIG, or else the closest config.yaml, here or in a folder above."""
    return locate(options).path


def locate(options: argparse.Namespace) -> Location:
    """Locate the config.yaml of a command, and report one that is passed over."""
    found = locate_config(options.config)
    if found.untrusted:
        fix = f"pass --config {found.untrusted} if you trust it"
        print(f"footnote: {found.untrusted}: ignored, because other users can write it; {fix}", file=sys.stderr)
    return found


def locate_config(named: Path | None) -> Location:
    """Locate config.yaml: the one that is named, or else the one in the current folder, or else the closest one above.

    One in a folder above counts only if it is Footnote's and only this user or root can have written it, because it can name
    a model, and loading a model can run code. The search ends at the home folder, and at the root of the file system.
    """
    if named or is_there(DEFAULT_CONFIG):
        return Location(named or DEFAULT_CONFIG)
    untrusted = None
    for folder in _folders_above():
        path = folder / DEFAULT_CONFIG
        if _is_ours(path):
            if _is_trusted(path):
                return Location(path, is_above=True, untrusted=untrusted)
            untrusted = untrusted or path
    return Location(DEFAULT_CONFIG, untrusted=untrusted)


def is_there(path: Path) -> bool:
    """Return whether a file exists, or may exist in a folder that is closed to this user, which is reported when it is read."""
    try:
        return path.exists()
    except PermissionError:
        return True
    except OSError:
        return False


def _folders_above() -> Iterator[Path]:
    """Yield the folders above the current one, relative to it: up to the home folder, and on the same file system."""
    home, above = _home(), Path()
    try:
        current = Path.cwd()
        device = current.stat().st_dev
        for folder in current.parents if current != home else ():
            above /= ".."
            if folder.stat().st_dev != device:
                return
            yield above
            if folder == home:
                return
    except OSError:
        return  # the current folder is gone, or one above it is closed to this user


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None


def _is_ours(path: Path) -> bool:
    """Return whether a file exists and is a config.yaml of Footnote."""
    try:
        if not path.is_file():
            return False  # a pipe would block
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return DOCUMENTS_KEY.search(file.read(MAX_CHARACTERS)) is not None
    except OSError:
        return False


def _is_trusted(path: Path) -> bool:
    """Return whether only this user or root can have written a file. Windows has no owners, so there every file is trusted."""
    if not hasattr(os, "geteuid"):
        return True
    trusted = {os.geteuid(), 0}
    if os.geteuid() == 0 and (user := os.environ.get("SUDO_UID", "")).isdecimal():
        trusted.add(int(user))
    try:
        link, target = path.lstat(), path.stat()
    except OSError:
        return False
    is_open = target.st_mode & stat.S_IWOTH or (target.st_mode & stat.S_IWGRP and not _is_private(target.st_gid, trusted))
    return link.st_uid in trusted and target.st_uid in trusted and not is_open


def _is_private(gid: int, users: set[int]) -> bool:
    """Return whether a group is that of one of these users alone, as far as this machine lists its members.

    Many systems make one for each user, with the same name, and let it write new files. A group such as `users`, which many
    have as their first one, lists none of them, so the name counts, too.
    """
    import grp
    import pwd

    for user in users:
        with suppress(KeyError):
            account, group = pwd.getpwuid(user), grp.getgrgid(gid)
            if (account.pw_gid, account.pw_name) == (gid, group.gr_name) and {*group.gr_mem} <= {account.pw_name}:
                return True
    return False
