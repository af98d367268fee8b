"""The prompt of `footnote ask`, in a terminal, and the history that it keeps between sessions."""

import shutil
import stat
import sys
from pathlib import Path

import pytest

from bot.terminal.history import MAX_QUESTIONS, History
from tests.conftest import copy_project
from tests.shells import run_in_terminal

ANSWER = "200,000 farmers"
QUESTION, ABSENT = "How many farmers will Taobao Live train?", "What is the refund policy for yachts?"
UP = "\x1b[A"


@pytest.fixture
def project(shipped, tmp_path):
    copy_project(shipped.index_folder, tmp_path / "project" / ".footnote")
    shutil.copy(shipped.file, tmp_path / "project")
    return tmp_path / "project"


def ask(project, *lines, flags=(), **variables):
    """Type lines at the prompt; return the exit code, the screen, and the history, None if there is none."""
    home = project.parent
    state = home / "state"
    command = [sys.executable, "-m", "bot", "ask", *flags]
    typed = "".join(f"{line}\n" for line in lines)
    code, screen = run_in_terminal(command, typed, project, home, XDG_STATE_HOME=str(state), NO_COLOR="1", **variables)
    file = state / "footnote" / "history"
    return code, screen, file.read_text(encoding="utf-8").splitlines() if file.is_file() else None


@pytest.mark.parametrize("leave", ["exit", "quit", " Exit "])
def test_the_prompt_answers_explains_itself_and_ends_on_a_word(project, leave):
    code, screen, _ = ask(project, QUESTION, "help", leave, ABSENT)
    assert code == 0
    assert ANSWER in screen.replace("\r", "")
    assert "recall earlier questions" in screen
    assert "Not in the document." not in screen, "nothing is asked after the end"


def test_questions_are_recalled_in_the_next_session_from_a_file_that_only_the_user_can_read(project):
    _, _, history = ask(project, QUESTION, "help", "", QUESTION, ABSENT, "exit")
    assert history == [QUESTION, ABSENT], "neither commands, nor blank lines, nor repetitions"
    file = project.parent / "state" / "footnote" / "history"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    _, screen, history = ask(project, f"{UP}{UP}", "exit")
    assert ANSWER in screen
    assert history == [QUESTION, ABSENT, QUESTION]


def test_a_setting_turns_the_history_off(project):
    text = (project / "config.yaml").read_text(encoding="utf-8")
    (project / "config.yaml").write_text(text.replace("history: true", "history: false"), encoding="utf-8")
    code, screen, history = ask(project, QUESTION, "exit")
    assert (code, history) == (0, None)
    assert ANSWER in screen


def test_a_state_folder_that_cannot_be_written_costs_only_the_history(project):
    (project.parent / "state").write_text("a file", encoding="utf-8")
    code, screen, _ = ask(project, QUESTION, ABSENT, "exit")
    assert code == 0
    assert ANSWER in screen
    assert screen.count("questions are not kept for the next session") == 1
    assert "Traceback" not in screen


def test_the_prompt_ends_well_whatever_an_outcome_is_to_fail(project):
    assert ask(project, ABSENT, "exit", flags=["--fail-on", "none"])[0] == 0


@pytest.fixture
def file(tmp_path):
    return Path(tmp_path / "footnote" / "history")


def test_the_history_is_cut_to_its_last_questions_when_it_has_grown(file):
    file.parent.mkdir()
    file.write_text("".join(f"question {number}\n" for number in range(2 * MAX_QUESTIONS + 1)), encoding="utf-8")
    History(file).add("one more")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == MAX_QUESTIONS + 1
    assert lines[-2:] == [f"question {2 * MAX_QUESTIONS}", "one more"]
    assert [path.name for path in file.parent.iterdir()] == ["history"]


def test_two_prompts_share_a_history_that_others_cannot_read_even_if_it_was_open_before(file):
    file.parent.mkdir()
    file.write_bytes(b"old\n\xff\x1b[2J\n\n")
    file.chmod(0o644)
    first, second = History(file), History(file)
    first.add("from the first\nin two lines")
    second.add("from the\x1b second")
    assert file.read_bytes() == b"old\n\xff\x1b[2J\n\nfrom the first in two lines\nfrom the second\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_history_that_is_no_file_is_reported_and_left_alone(file, capsys):
    file.mkdir(parents=True)
    history = History(file)
    history.add("question")
    history.add("another")
    assert capsys.readouterr().err.count("questions are not kept for the next session") == 1
