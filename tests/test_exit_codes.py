"""The exit code of `serve` after an error: 78 if trying again cannot help, so that service managers stop."""

import errno
import socket
from pathlib import Path

import pytest

from bot.chat.login import DiscordError, UnreachableError
from bot.chat.observing.port import MonitoringError
from bot.commands.exit_codes import serve_exit_code
from index.errors import DocumentError, FootnoteError, ModelError, SettingsError, StoredIndexError, UsageError
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST
from tests.conftest import copy_project
from tests.earlier import edit_sealed
from tests.local_discord import serve_until_exit


def caused(error: FootnoteError, *causes: BaseException) -> FootnoteError:
    """Return an error that replaces others, as raised in an `except` block with `from None`."""
    for cause, effect in zip(causes, [*causes[1:], error], strict=True):
        effect.__context__, effect.__suppress_context__ = cause, True
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("unknown key"), 78),
        (DocumentError("is not UTF-8"), 78),
        (DiscordError("Discord rejected this token"), 78),
        (caused(MonitoringError("cannot listen"), OSError(errno.EADDRINUSE, "in use")), 78),
        (caused(StoredIndexError("cannot be read"), PermissionError(errno.EACCES, "denied")), 78),
        (caused(MonitoringError("cannot listen"), socket.gaierror(socket.EAI_NONAME, "unknown")), 78),
        (UsageError("no question"), 2),
        (UnreachableError("cannot be reached"), 1),
        (caused(StoredIndexError("cannot be written"), OSError(errno.ENOSPC, "full")), 1),
        (caused(ModelError("cannot be downloaded"), ConnectionRefusedError(), ValueError("retries")), 1),
        (caused(ModelError("cannot be downloaded"), socket.gaierror(socket.EAI_AGAIN, "later")), 1),
    ],
    ids=str,
)
def test_only_errors_that_can_go_away_by_themselves_are_worth_another_start(error, code):
    assert serve_exit_code(error) == code


def test_errors_that_cause_each_other_come_to_an_end():
    first, second = SettingsError("one"), SettingsError("two")
    first.__context__, second.__context__ = second, first
    assert serve_exit_code(first) == 78


@pytest.mark.parametrize("watch", [False, True])
async def test_an_index_of_a_newer_version_is_not_worth_another_start(shipped: Settings, tmp_path: Path, watch: bool):  # noqa: FBT001
    own = copy_project(shipped.root, tmp_path / "own")
    text = (own / "config.yaml").read_text(encoding="utf-8")
    (own / "config.yaml").write_text(text.replace("watch: false", f"watch: {str(watch).lower()}"), encoding="utf-8")
    folder = IndexFolder(own / ".footnote")
    edit_sealed(folder.current() / MANIFEST, format=999, made_by="Footnote 99.0")
    code, lines = await serve_until_exit(own, DISCORD_TOKEN="a.b.c")  # noqa: S106  # only looks like one
    assert code == 78
    assert "99.0" in lines[-1]
