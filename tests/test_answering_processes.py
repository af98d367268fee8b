"""Processes that answer questions side by side: the same answers, edits that take at once, and processes that are killed."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.chat.answer_work import AnswerWork
from bot.chat.answering_processes import RETRY_SECONDS, AnsweringProcesses, Portable
from bot.chat.desk import Desk
from index.answering.searcher import Searcher
from index.building import build
from index.errors import UnknownNameError
from index.searching.scope import Scope
from index.settings import Settings
from tests.conftest import QUESTION, ROOT, answering_processes, wait_until
from tests.local_discord import QUOTE, own_project

START_SECONDS = 60.0
"""Seconds after which processes must have opened the index, however busy the machine is."""


def wait_until_started(is_so: Callable[[], object]) -> None:
    """Wait until a condition holds that needs processes to start or end."""
    wait_until(is_so, START_SECONDS)


@pytest.fixture
def searcher(shipped: Settings) -> Searcher:
    """A searcher of the shipped corpus."""
    return Searcher.open(shipped, threads=1)


@pytest.fixture
def clock() -> list[float]:
    """The time in seconds, in a list, for tests to change."""
    return [0.0]


@pytest.fixture
def two(searcher: Searcher, clock: list[float]) -> Iterator[AnsweringProcesses]:
    """Two processes that have opened the shipped corpus."""
    processes = AnsweringProcesses(2, lambda: clock[0])
    processes.start(searcher)
    wait_until_started(lambda: processes.run(AnswerWork(QUESTION, 3), searcher))
    yield processes
    processes.stop()


def same(answer: Any, other: Any) -> bool:
    """Return whether two answers differ in nothing but the time they took."""
    return {**answer.to_dict(), "milliseconds": 0} == {**other.to_dict(), "milliseconds": 0}


def test_other_processes_give_the_answers_that_this_one_gives(two: AnsweringProcesses, searcher: Searcher):
    sections = (None, "Commerce > Taobao")
    for question in (QUESTION, "What is livestreaming?", "Who won the chess championship in 1972?"):
        for section in sections:
            work = AnswerWork(question, 3, section=section, shown=f"**{question}**")
            found = two.run(work, searcher)
            assert found
            assert same(found, work(searcher))


@dataclass(frozen=True, slots=True)
class ReadVariable(Portable[str]):
    """Returns a variable of the environment, or "none"."""

    name: str

    def __call__(self, searcher: Searcher) -> str:
        return os.environ.get(self.name, "none")


def test_other_processes_forget_the_token(monkeypatch: pytest.MonkeyPatch, searcher: Searcher):
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("LANGUAGE", "en")
    processes = AnsweringProcesses(1)
    processes.start(searcher)
    wait_until_started(lambda: processes.run(ReadVariable("LANGUAGE"), searcher) == "en")
    assert processes.run(ReadVariable("DISCORD_TOKEN"), searcher) == "none"
    processes.stop()


def test_a_searcher_limited_to_nothing_is_answered_with_nothing_elsewhere_too(two: AnsweringProcesses, searcher: Searcher):
    found = two.run(AnswerWork(QUESTION, 3), replace(searcher, named=Scope(())))
    assert found
    assert found.hits == ()
    everywhere = two.run(AnswerWork(QUESTION, 3), searcher)
    assert everywhere
    assert everywhere.hits


async def test_the_desk_gives_answers_and_errors_of_work_that_it_sends_elsewhere(two: AnsweringProcesses, searcher: Searcher):
    desk = Desk(searcher, 100, two)
    begun: list[bool] = []
    tickets = [desk.submit(AnswerWork(QUESTION, 3), lambda: begun.append(True)) for _ in range(8)]
    wrong = desk.submit(AnswerWork(QUESTION, 3, section="No such section"))
    own = desk.submit(lambda searcher: os.getpid())
    answers = await asyncio.gather(*(ticket.result for ticket in tickets))
    assert all(QUOTE in answer.hits[0].passage.text for answer in answers)
    assert len(begun) == 8
    with pytest.raises(UnknownNameError, match="No such section"):
        await wrong.result
    assert await own.result == os.getpid()
    assert desk.pending == 0
    desk.stop()


def test_after_an_edit_other_processes_answer_from_the_index_that_is_asked_for(shipped: Settings, tmp_path: Path):
    own = own_project(tmp_path / "own", shipped)
    before = Searcher.open(own, threads=1)
    processes = AnsweringProcesses(1)
    processes.start(before)
    wait_until_started(lambda: processes.run(AnswerWork(QUESTION, 1), before))
    page = own.root / "page.md"
    page.write_text(page.read_text(encoding="utf-8").replace(QUOTE, "300,000 farmers"), encoding="utf-8")
    build(own)
    after = Searcher.open(own, threads=1, before=before)
    for searcher, quote in ((before, QUOTE), (after, "300,000 farmers")):
        found = processes.run(AnswerWork(QUESTION, 1), searcher)
        assert found
        assert quote in found.hits[0].passage.text
    assert processes.run(AnswerWork(QUESTION, 1), before) is None  # it has the new index now, and says so
    processes.stop()


def test_a_killed_process_is_missed_by_nobody_and_replaced_after_a_while(
    two: AnsweringProcesses, searcher: Searcher, clock: list[float], caplog: pytest.LogCaptureFixture
):
    for process in answering_processes(os.getpid()):
        os.kill(process, signal.SIGKILL)
    wait_until_started(lambda: two.run(AnswerWork(QUESTION, 3), searcher) is None)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "killed" in caplog.text
    clock[0] += RETRY_SECONDS - 1
    assert two.run(AnswerWork(QUESTION, 3), searcher) is None
    assert answering_processes(os.getpid()) == set()
    clock[0] += 1
    wait_until_started(lambda: two.run(AnswerWork(QUESTION, 3), searcher))
    assert len(answering_processes(os.getpid())) == 2


def test_stopped_processes_end_and_leave_work_to_the_caller(two: AnsweringProcesses, searcher: Searcher, clock: list[float]):
    assert len(answering_processes(os.getpid())) == 2
    two.stop()
    assert answering_processes(os.getpid()) == set()
    clock[0] += 2 * RETRY_SECONDS
    assert two.run(AnswerWork(QUESTION, 3), searcher) is None


def test_where_no_process_can_be_started_the_caller_does_the_work(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("bot.chat.answering_processes.ProcessPoolExecutor", refuse)
    processes = AnsweringProcesses(2)
    processes.start(searcher)
    assert processes.run(AnswerWork(QUESTION, 3), searcher) is None
    assert "cannot start answering processes (Resource temporarily unavailable)" in caplog.text
    processes.stop()


PARENT = """
import sys, time
from pathlib import Path
from bot.chat.answering_processes import AnsweringProcesses
from index.answering.searcher import Searcher
from index.settings import load_settings

if __name__ == "__main__":
    processes = AnsweringProcesses(2)
    processes.start(Searcher.open(load_settings(Path(sys.argv[1]))))
    time.sleep(600)
"""


def test_processes_end_when_the_one_that_started_them_is_killed(shipped: Settings, tmp_path: Path):
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "parent.py"), str(shipped.root / "config.yaml")]
    parent = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    wait_until_started(lambda: len(answering_processes(parent.pid)) == 2)
    children = answering_processes(parent.pid)
    parent.kill()
    parent.wait()
    wait_until_started(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
