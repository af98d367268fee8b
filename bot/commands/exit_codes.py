"""The exit code of `footnote serve` after an error: can trying again help? Service managers decide by it."""

import errno
import socket
from collections.abc import Iterator

from index.errors import FootnoteError, UsageError

NEEDS_A_PERSON = 78
"""EX_CONFIG of sysexits.h: nothing changes until somebody does something, so the bot is not worth restarting."""
TEMPORARY = {
    *(errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.EINTR, errno.EIO, errno.ESTALE),
    *(errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH),
}
"""Error numbers of a full disk, too little memory, a disk that is away, and a network that is down."""


def serve_exit_code(error: FootnoteError) -> int:
    """Return the exit code of `serve` for an error: its own if it is a usage error or can go away by itself, else 78."""
    if isinstance(error, UsageError) or getattr(error, "is_temporary", False):
        return error.exit_code
    return error.exit_code if any(map(_is_temporary, _causes(error))) else NEEDS_A_PERSON


def _is_temporary(error: BaseException) -> bool:
    if isinstance(error, ConnectionError | TimeoutError):
        return True
    if isinstance(error, socket.gaierror):
        return error.errno == socket.EAI_AGAIN
    return isinstance(error, OSError) and error.errno in TEMPORARY


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors behind an error, those that its message replaces included."""
    known = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in known:
        yield cause
        known.add(id(cause))
        cause = cause.__cause__ or cause.__context__
