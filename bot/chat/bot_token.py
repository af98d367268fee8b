"""Find the bot's token: in the environment, in a file, in a credential of systemd, or typed at a prompt.

No message contains the token, even if it was put where its file should be named.
"""

import getpass
import os
import re
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import FootnoteError
from index.files.paths import follow_links

PORTAL = "https://discord.com/developers/applications"
TOKEN_VARIABLE = "DISCORD_TOKEN"  # noqa: S105  # the name of a variable
FILE_VARIABLE = "DISCORD_TOKEN_FILE"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
"""The environment variable with the folder where systemd puts the credentials of a service."""
CREDENTIAL = "discord-token"
"""The name of the credential, as in `LoadCredential=discord-token:/etc/footnote/token`."""
MOUNTED_SECRETS = Path("/run/secrets")
"""The folder of a container's secrets, which every user in it may read."""
MAX_FILE_BYTES = 4096
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of files that Windows writes."""
TOKEN_SHAPE = re.compile(r"[\w-]{10,}\.[\w-]{4,}\.[\w-]{10,}", re.ASCII)
PRINTABLE = re.compile(r"[!-~]+")
ALONE = "put the token there alone, without a name, quotes or white space"
"""The fix for a value that contains more than a token."""


class TokenError(FootnoteError):
    """The token is missing, cannot be read, or cannot be a token."""


@dataclass(frozen=True, slots=True)
class Token:
    """The bot's token, where it was found (for messages), and its file if every user of this machine can read that."""

    value: str = field(repr=False)
    source: str
    exposed_file: str | None = None


def read_token(*, may_ask: bool = False) -> Token:
    """Return the bot's token; with `may_ask`, prompt for it in a terminal if it is not set. Raises TokenError.

    A file is read only once, because it can be a pipe.
    """
    typed, named = os.environ.get(TOKEN_VARIABLE, "").strip(), os.environ.get(FILE_VARIABLE, "").strip()
    if typed and named:
        raise TokenError(f"{TOKEN_VARIABLE} is set too", where=FILE_VARIABLE, fix="remove one of them")
    if typed:
        return Token(_check(typed, TOKEN_VARIABLE), TOKEN_VARIABLE)
    if named:
        return _read_file(Path(named), FILE_VARIABLE)
    folder = os.environ.get(CREDENTIALS_VARIABLE)
    if folder and not _is_absent(file := Path(folder) / CREDENTIAL):
        return _read_file(file, f"the credential {CREDENTIAL}")
    if may_ask and (asked := _ask()):
        return Token(_check(asked, "the token"), "the token")
    fix = f"write the token ({PORTAL}, under Bot) to a file that only you can read, and set {FILE_VARIABLE} to its path"
    raise TokenError("is not set", where=TOKEN_VARIABLE, fix=fix)


def _ask() -> str:
    """Prompt for the token, without echo; empty if there is no terminal or nothing was typed."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        return ""
    try:
        return getpass.getpass(f"Token of your bot ({PORTAL}, under Bot; not shown): ").strip()
    except EOFError:
        return ""


def _check(text: str, source: str) -> str:
    """Return a token, or raise TokenError if the text cannot be one."""
    if re.search(r"\s", text):
        raise TokenError("contains white space", where=source, fix=ALONE)
    if "=" in text or text[0] in "\"'`<":
        raise TokenError("contains more than the token", where=source, fix=ALONE)
    if not PRINTABLE.fullmatch(text):
        raise TokenError("contains characters that no token has", where=source, fix=f"copy it again from {PORTAL}, under Bot")
    return text


def _read_file(path: Path, source: str) -> Token:
    """Return the token in a file. Raises TokenError if the file cannot be read or contains anything else."""
    shown = "a path that looks like a token" if TOKEN_SHAPE.search(str(path)) else str(path)
    try:
        path = path.expanduser()
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        is_exposed = _is_exposed(path)
    except FileNotFoundError:
        raise TokenError(f"{shown} does not exist", where=source, fix="name the file that contains the token") from None
    except IsADirectoryError:
        raise TokenError(f"{shown} is a folder", where=source, fix="name a file that contains the token") from None
    except PermissionError:
        raise TokenError(
            f"{shown} cannot be read (Permission denied)", where=source, fix=f"let {_this_user()} read it"
        ) from None
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TokenError(
            f"{shown} cannot be read ({reason})", where=source, fix="name a file that contains the token"
        ) from None
    text = data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig", "replace").strip()
    where = f"{source} ({shown})"
    if not text:
        raise TokenError("is empty", where=where, fix="write the token to it")
    if len(data) > MAX_FILE_BYTES:
        raise TokenError("is too long for a token", where=where, fix=ALONE)
    return Token(_check(text, where), where, shown if is_exposed else None)


def _is_absent(path: Path) -> bool:
    """Return whether a file does not exist, as far as this user may know."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _this_user() -> str:
    return f"user {os.getuid()}" if hasattr(os, "getuid") else "this user"


def _is_exposed(path: Path) -> bool:
    """Return whether every user of this machine can read a file: it is readable, and all folders above it are open."""
    file = follow_links(path)
    if os.name != "posix" or not file.is_file() or MOUNTED_SECRETS in file.parents:
        return False
    return bool(file.stat().st_mode & stat.S_IROTH) and all(folder.stat().st_mode & stat.S_IXOTH for folder in file.parents)
