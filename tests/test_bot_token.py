"""Where the bot's token comes from, and what is said if it is not one. No message contains it."""

import os
import stat
import threading
from pathlib import Path

import pytest

from bot.chat.bot_token import TokenError, read_token

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.a-b_c0123456789abcdefghijkl"  # noqa: S105  # only looks like one


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A token file that only this user can read, named in the environment."""
    path = tmp_path / "discord-token"
    path.touch(mode=0o600)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(path))
    return path


@pytest.mark.parametrize(
    "written",
    [
        TOKEN.encode(),
        f"{TOKEN}\n".encode(),
        f"  {TOKEN}\r\n\r\n".encode(),
        f"\ufeff{TOKEN}\r\n".encode(),  # Notepad
        f"{TOKEN}\r\n".encode("utf-16"),  # `echo ... > file` in Windows' own PowerShell
    ],
)
def test_white_space_around_the_token_in_a_file_is_left_out(file, written):
    file.write_bytes(written)
    assert read_token().value == TOKEN


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (f"{TOKEN}\n{TOKEN}\n".encode(), "contains white space"),
        (f"Bot {TOKEN}".encode(), "contains white space"),
        (f"DISCORD_TOKEN={TOKEN}\n".encode(), "contains more than the token"),
        (f'"{TOKEN}"\n'.encode(), "contains more than the token"),
        (f"<{TOKEN}>\n".encode(), "contains more than the token"),
        (f"{TOKEN}\u200b".encode(), "contains characters that no token has"),
        (b"\x80\x81\xff" * 9, "contains characters that no token has"),
        (b"a" * 1_000_000, "is too long for a token"),
    ],
)
def test_a_file_that_holds_anything_else_is_refused_in_one_line_without_the_token(file, written, what):
    file.write_bytes(written)
    with pytest.raises(TokenError) as caught:
        read_token()
    assert str(caught.value).startswith(f"DISCORD_TOKEN_FILE ({file}): {what}; ")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("typed", [f"Bot {TOKEN}", f"'{TOKEN}'", f"token={TOKEN}", f"{TOKEN[:9]}\n{TOKEN[9:]}", "TÖKEN"])
def test_a_variable_that_holds_anything_else_is_refused_too(monkeypatch, typed):
    monkeypatch.setenv("DISCORD_TOKEN", typed)
    with pytest.raises(TokenError, match=r"^DISCORD_TOKEN: contains ") as caught:
        read_token()
    assert TOKEN[9:] not in str(caught.value)


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ("missing", "missing does not exist"),
        (".", r"\. is a folder"),
        ("x" * 5000, r".* cannot be read \("),
        (TOKEN, "a path that looks like a token does not exist"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_unless_its_name_is_the_token(monkeypatch, tmp_path, named, what):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", named)
    with pytest.raises(TokenError, match=rf"^DISCORD_TOKEN_FILE: {what}") as caught:
        read_token()
    assert TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_can_hand_over_the_token(monkeypatch, tmp_path):
    os.mkfifo(tmp_path / "pipe", mode=0o600)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "pipe"))
    writing = threading.Thread(target=(tmp_path / "pipe").write_text, args=(f"{TOKEN}\n",))
    writing.start()
    assert read_token().value == TOKEN
    writing.join()


def test_two_places_for_the_token_are_refused_because_one_is_forgotten_later(monkeypatch, file):
    file.write_text(TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    with pytest.raises(TokenError, match=r"^DISCORD_TOKEN_FILE: DISCORD_TOKEN is set too; remove one of them$"):
        read_token()


def test_a_credential_of_systemd_is_the_token_if_no_variable_names_another(monkeypatch, tmp_path, file):
    (tmp_path / "credentials").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    monkeypatch.delenv("DISCORD_TOKEN_FILE")
    with pytest.raises(TokenError, match=r"^DISCORD_TOKEN: is not set; "):
        read_token()
    (tmp_path / "credentials" / "discord-token").write_text(f"{TOKEN}\n")
    assert read_token().value == TOKEN
    file.write_text("other")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))
    assert read_token().value == "other"


@pytest.mark.parametrize(
    ("mode", "folder_mode", "is_exposed"),
    [(0o600, 0o755, False), (0o640, 0o755, False), (0o644, 0o755, True), (0o644, 0o700, False)],
)
def test_a_token_file_that_every_user_can_read_is_reported(monkeypatch, file, mode, folder_mode, is_exposed):
    file.write_text(TOKEN)
    stats, folders = os.stat, {str(folder) for folder in file.parents if folder != file.parent}

    def stat_of(path, **options):
        """Return the state of a file as if all folders above the test's were open, which a temporary folder's are not."""
        found = stats(path, **options)
        is_open = str(path) in folders
        return os.stat_result((found.st_mode | stat.S_IXOTH, *found[1:])) if is_open else found

    file.chmod(mode)
    file.parent.chmod(folder_mode)
    monkeypatch.setattr(os, "stat", stat_of)
    assert read_token().exposed_file == (str(file) if is_exposed else None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("closed", ["folder", "file"])
def test_a_credential_that_this_user_may_not_read_is_named(monkeypatch, tmp_path, closed):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    (tmp_path / "credentials").mkdir()
    file = tmp_path / "credentials" / "discord-token"
    file.write_text(TOKEN)
    (file if closed == "file" else file.parent).chmod(0)
    try:
        with pytest.raises(TokenError, match=r"^the credential discord-token: .* cannot be read .*; let user \d+ read it$"):
            read_token()
    finally:
        file.parent.chmod(0o700)


def test_the_token_is_not_in_what_python_shows_of_it(file):
    file.write_text(TOKEN)
    assert TOKEN not in repr(read_token())
