"""A running bot follows its documents: builds in their own process, a new index between two questions, edits as they happen."""

import asyncio
import gc
import io
import os
import signal
import sys
import threading
import weakref
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.upkeep import keeping, rebuilding
from bot.upkeep.keeping import Keeper
from bot.upkeep.rebuilding import Rebuilder, RebuildError
from bot.upkeep.watching import WatchedFolders, Watcher
from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.errors import QuestionError, SettingsError, StoredIndexError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import ROOT, build_project, copy_project, write_project

HANDBOOK = "# Handbook\n\n## Fees\n\n- Membership is free.\n- Donations are welcome.\n\n## Rules\n\n- No fires on the pier.\n"
QUESTION = "What does membership cost?"
WAIT_SECONDS = 20.0
"""Seconds a test waits for a change that usually takes one or two."""


@pytest.fixture(scope="module")
def built(shipped, tmp_path_factory):
    """A project with the real model and an index, whose documents are watched, for tests to copy."""
    return build_project(tmp_path_factory.mktemp("club"), shipped, {"handbook.md": HANDBOOK}, "watch: true\n")


@pytest.fixture
def settings(built, tmp_path):
    """A project with the real model and an index, whose documents are watched."""
    copy_project(built, tmp_path)
    return load_settings(tmp_path / "config.yaml")


@dataclass
class Answers:
    """The part of the bot that answers, with the builds and failures reported to it."""

    searcher: Searcher
    built: list = field(default_factory=list)
    failed: list = field(default_factory=list)

    def first(self, question=QUESTION):
        return self.searcher.ask(question, top=1).hits[0].passage.text


def make_keeper(settings):
    answers = Answers(Searcher.open(settings, threads=1))
    return Keeper(settings, answers, answers.built.append, answers.failed.append), answers


@asynccontextmanager
async def running_keeper(settings):
    """Run a keeper, and yield it with the answers it keeps current."""
    keeper, answers = make_keeper(settings)
    running = asyncio.create_task(keeper.run())
    try:
        await asyncio.sleep(0.5)  # until it is watching
        yield keeper, answers
    finally:
        running.cancel()
        await keeper.stop()
        with suppress(asyncio.CancelledError):
            await running


async def until(is_true):
    """Wait until a condition is true."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not is_true():
            await asyncio.sleep(0.02)


async def until_answered(answers, wanted, question=QUESTION):
    """Wait until this is the first passage. Each index is asked once, because asking all the time keeps a core busy."""
    asked = None
    async with asyncio.timeout(WAIT_SECONDS):
        while asked is answers.searcher or answers.first(question) != wanted:
            asked = answers.searcher
            await asyncio.sleep(0.02)


def edit(text, old="Membership is free.", new="Membership costs ten euros."):
    assert old in text
    return text.replace(old, new)


def write_in_place(path, text):
    path.write_text(text, encoding="utf-8")


def replace_with_a_draft(path, text):
    draft = path.with_name(f".{path.name}.swp1")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def back_up_and_write_a_new_file(path, text):
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink()


def write_in_two_halves(path, text):
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:15])
        file.flush()
        os.fsync(file.fileno())
        file.write(text[15:])


def leave_error_in_a_cycle(searcher):
    """Leave an error whose traceback refers to a searcher and, in a cycle, to itself; only the cycle collector frees it."""
    try:
        searcher.ask("?!")
    except QuestionError as error:
        held = error
    return held is None


async def test_a_replaced_index_is_freed_even_if_errors_refer_to_it(settings):
    keeper, answers = make_keeper(settings)
    passages = weakref.ref(answers.searcher.generation.passages)
    gc.disable()
    try:
        leave_error_in_a_cycle(answers.searcher)
        (settings.root / "handbook.md").write_text(edit(HANDBOOK))
        await keeper.rebuild()
        assert answers.first() == "Membership costs ten euros."
        assert passages() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("save", [write_in_place, replace_with_a_draft, back_up_and_write_a_new_file, write_in_two_halves])
async def test_answers_follow_an_edit_however_an_editor_saves_it(settings, save):
    async with running_keeper(settings) as (_, answers):
        assert answers.first() == "Membership is free."
        save(settings.root / "handbook.md", edit(HANDBOOK))
        await until_answered(answers, "Membership costs ten euros.")
        await until(lambda: answers.built)
        assert not answers.failed
        assert [(change.kind, change.before.text) for change in answers.built[0].difference.changes] == [
            ("changed", "Membership is free.")
        ]


async def test_a_file_that_is_briefly_empty_while_saved_is_no_failure(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 3.0)
    async with running_keeper(settings) as (keeper, answers):
        document = settings.root / "handbook.md"
        document.write_text("")
        await until(lambda: keeper.rebuilder.is_running)
        await until(lambda: not keeper.rebuilder.is_running)
        write_in_place(document, edit(HANDBOOK))
        await until_answered(answers, "Membership costs ten euros.")
        assert not answers.failed
        assert keeper.failure is None


async def test_concurrent_status_requests_share_one_thread(settings):
    """Memory does not grow with the number of requests."""
    keeper, _ = make_keeper(settings)
    before = threading.active_count()
    statuses = await asyncio.gather(*(keeper.status() for _ in range(8)))
    assert len(statuses) == 8
    assert threading.active_count() == before + 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [(b"# A\n\n- caf\xe9\n", "handbook.md:3: is probably Windows-1252, not UTF-8"), (b" \n", "handbook.md: is empty")],
)
async def test_a_broken_edit_keeps_the_index_and_is_reported_once_until_it_is_fixed(
    settings, monkeypatch, caplog, broken, message
):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.5)
    async with running_keeper(settings) as (keeper, answers):
        (settings.root / "handbook.md").write_bytes(broken)
        await until(lambda: answers.failed)
        await asyncio.sleep(3)  # long enough for another check
        assert len(answers.failed) == 1
        assert answers.failed[0].reason.startswith(message)
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [answers.failed[0].reason]
        assert answers.first() == "Membership is free."
        status = await keeper.status()
        assert status.failure == answers.failed[0]
        reason = message.partition(": ")[2]
        assert status.pending == (f"handbook.md cannot be read ({reason}): fix that, or `footnote build` leaves it out",)
        write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
        await until_answered(answers, "Membership costs ten euros.")
        await until(lambda: keeper.failure is None)
        (settings.root / "handbook.md").write_bytes(broken)
        await until(lambda: len(answers.failed) == 2)


async def test_a_document_added_to_config_yaml_is_indexed(settings):
    async with running_keeper(settings) as (keeper, answers):
        (settings.root / "more").mkdir()
        (settings.root / "more/fees.md").write_text("# Fees\n\n- What membership costs: nine crowns.\n")
        config = settings.root / "config.yaml"
        config.write_text(config.read_text().replace("watch:", "  - path: more/*.md\nwatch:"))
        await until_answered(answers, "What membership costs: nine crowns.", "How many crowns?")
        (settings.root / "more/other.md").write_text("# Other\n\n- Membership costs eleven shillings.\n")
        await until(
            lambda: (
                (answers.searcher.generation.manifest.passages, len(answers.searcher.generation.manifest.documents)) == (5, 3)
            )
        )
        assert (await keeper.status()).pending == ()


async def test_config_yaml_given_by_a_relative_path_is_followed(settings, monkeypatch):
    monkeypatch.chdir(settings.root)
    async with running_keeper(load_settings(Path("config.yaml"))) as (keeper, answers):
        (settings.root / "fees.md").write_text("# Fees\n\n- What membership costs: nine crowns.\n")
        config = settings.root / "config.yaml"
        config.write_text(config.read_text().replace("watch:", "  - path: fees.md\nwatch:"))
        await until_answered(answers, "What membership costs: nine crowns.", "How many crowns?")
        assert (await keeper.status()).pending == ()


async def test_another_index_folder_in_config_yaml_is_reported_once_and_not_built(settings, monkeypatch):
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.3)
    async with running_keeper(settings) as (keeper, answers):
        config = settings.root / "config.yaml"
        config.write_text(config.read_text() + "index: elsewhere\n")
        await until(lambda: answers.failed)
        await asyncio.sleep(1)
        assert [failure.reason.split(": ", 1)[1] for failure in answers.failed] == [
            "'index' now names another folder; restart footnote"
        ]
        with pytest.raises(SettingsError, match="restart footnote"):
            await keeper.rebuild()
        assert not (settings.root / "elsewhere").exists()
        assert not answers.built


async def test_a_document_that_is_briefly_missing_is_not_removed(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 2.0)
    (settings.root / "extra.md").write_text("# Extra\n\n- There is soup.\n")
    config = settings.root / "config.yaml"
    config.write_text(config.read_text().replace("handbook.md", "'*.md'"))
    settings = load_settings(config)
    build(settings)
    async with running_keeper(settings) as (_, answers):
        (settings.root / "extra.md").unlink()
        await asyncio.sleep(1)
        (settings.root / "extra.md").write_text("# Extra\n\n- There is soup.\n")
        await asyncio.sleep(2.5)
        assert not answers.built
        (settings.root / "extra.md").unlink()
        await until(lambda: answers.built)
        assert answers.built[0].difference.removed == 1


async def test_a_document_that_stays_broken_is_not_built_repeatedly(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.1)
    async with running_keeper(settings) as (keeper, answers):
        runs = []
        run = keeper.rebuilder.run
        monkeypatch.setattr(keeper.rebuilder, "run", lambda: runs.append(1) or run())
        (settings.root / "handbook.md").write_bytes(b"- \xff\n")
        await until(lambda: answers.failed)
        tried = len(runs)
        await asyncio.sleep(2)
        assert len(runs) == tried


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
async def test_a_document_replaced_by_a_pipe_is_reported_and_does_not_block(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    async with running_keeper(settings) as (keeper, answers):
        (settings.root / "handbook.md").unlink()
        os.mkfifo(settings.root / "handbook.md")
        await until(lambda: answers.failed)
        assert answers.failed[0].reason == "handbook.md: is not a file; fix the path in config.yaml"
        assert (await keeper.status()).pending == (
            "handbook.md cannot be read (is not a file): fix that, or `footnote build` leaves it out",
        )


async def test_a_rolled_back_index_is_kept_until_the_next_edit(settings):
    write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
    build(settings)
    roll_back(settings)
    async with running_keeper(settings) as (_, answers):
        await asyncio.sleep(2)
        assert answers.first() == "Membership is free."
        write_in_place(settings.root / "handbook.md", edit(HANDBOOK, new="Membership costs twelve euros."))
        await until_answered(answers, "Membership costs twelve euros.")


async def test_an_index_built_by_another_process_is_opened_and_shares_the_encoder(settings):
    keeper, answers = make_keeper(settings)
    before = answers.searcher
    assert not await keeper.refresh()
    write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
    assert answers.first() == "Membership is free."
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "build", cwd=settings.root, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0
    assert answers.first() == "Membership is free."
    assert await keeper.refresh()
    assert answers.first() == "Membership costs ten euros."
    assert answers.searcher.index.retriever.reader.encoder is before.index.retriever.reader.encoder
    assert before.ask(QUESTION, top=1).hits[0].passage.text == "Membership is free."  # questions in progress keep the old index


async def test_a_damaged_new_index_is_reported_once_and_the_old_one_keeps_answering(settings, caplog):
    async with running_keeper(settings) as (keeper, answers):
        folder = IndexFolder(settings.index_folder)
        broken = folder.generations / "20991231T235959000000-abcdef"
        broken.mkdir()
        (broken / "manifest.json").write_text("{")
        (folder.path / "current").write_text(f"{broken.name}\n")
        await until(lambda: keeper.failure)
        await asyncio.sleep(1)
        assert "manifest.json: damaged" in keeper.failure.reason
        assert len([record for record in caplog.records if "damaged" in record.getMessage()]) == 1
        assert answers.first() == "Membership is free."


async def test_the_event_loop_never_waits_for_the_disk(settings, monkeypatch):
    async with running_keeper(settings) as (keeper, answers):
        looked = []

        def noting(real):
            def note(path, *rest, **options):
                if threading.current_thread() is threading.main_thread() and str(path).startswith(str(settings.root)):
                    looked.append(str(path))
                return real(path, *rest, **options)

            return note

        with monkeypatch.context() as patched:
            patched.setattr(os, "stat", noting(os.stat))
            patched.setattr(io, "open", noting(io.open))
            await asyncio.to_thread(write_in_place, settings.root / "handbook.md", edit(HANDBOOK))
            await until(lambda: answers.built)
            await keeper.status()
            await asyncio.sleep(3 * keeping.INDEX_CHECK_INTERVAL)
        assert looked == []


async def test_a_download_that_failed_is_forgotten_once_another_succeeded(settings, monkeypatch):
    outcomes = [StoredIndexError("the store is away"), True]

    def download(_):
        if isinstance(outcomes[0], Exception):
            raise outcomes.pop(0)
        return outcomes.pop(0)

    monkeypatch.setattr(keeping, "_download_again", download)
    keeper, _ = make_keeper(settings)
    await keeper._download_again()
    assert keeper.failure.reason == "the store is away"
    await keeper._download_again()
    assert keeper.failure is None
    keeper._stop_verifying()


async def test_a_rebuild_reports_its_stages_and_the_difference(settings):
    keeper, answers = make_keeper(settings)
    write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
    stages = set()
    task = asyncio.create_task(keeper.rebuild())
    while not task.done():
        stages.add(keeper.rebuilder.stage.name)
        await asyncio.sleep(0.001)
    built = await task
    assert "Checking the documents" in stages
    assert (built.documents, built.passages, built.embedded) == (1, 3, 1)
    assert (built.difference.added, built.difference.changed, built.difference.removed) == (0, 1, 0)
    [change] = built.difference.changes
    assert (change.passage.section, change.passage.text) == (("Fees",), "Membership costs ten euros.")
    assert answers.first() == "Membership costs ten euros."


async def test_the_status_shows_a_running_build(settings):
    keeper, _ = make_keeper(settings)
    write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
    before = await keeper.status()
    assert (before.documents, before.passages, before.model) == (1, 3, "all-MiniLM-L6-v2")
    assert (before.pending, before.is_building, before.is_watching) == (("handbook.md has changed",), False, True)
    task = asyncio.create_task(keeper.rebuild())
    await asyncio.sleep(0)
    assert (await keeper.status()).is_building
    await task
    after = await keeper.status()
    assert (after.pending, after.is_building, after.failure) == ((), False, None)


async def test_a_rebuild_with_an_unreadable_document_keeps_the_index(settings):
    keeper, answers = make_keeper(settings)
    (settings.root / "handbook.md").write_bytes(b"- \xff\n")
    with pytest.raises(RebuildError, match=r"^handbook\.md:1: byte 0xFF is not UTF-8; save the file as UTF-8$"):
        await keeper.rebuild()
    assert answers.first() == "Membership is free."
    assert "0xFF" in (await keeper.status()).failure.reason


async def test_a_rebuild_requested_during_another_starts_after_it(tmp_path, monkeypatch):
    nothing = '{"added":0,"changed":0,"removed":0}'
    built = f'{{"type":"built","documents":1,"passages":1,"difference":{nothing},"embedded":0,"seconds":0.1}}'
    code = f"import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)\nprint({built!r})"
    monkeypatch.chdir(tmp_path)
    rebuild = ScriptedRebuilder(tmp_path, code, monkeypatch)
    first = asyncio.create_task(rebuild.run())
    await until(lambda: rebuild.processes)
    others = [asyncio.create_task(rebuild.run()) for _ in range(2)]
    await asyncio.sleep(0.1)
    assert len(rebuild.processes) == 1
    (tmp_path / "go").touch()
    results = await asyncio.gather(first, *others)
    assert len(rebuild.processes) == 2
    assert results[1] is results[2]
    assert results[0] is not results[1]


async def test_a_request_right_after_a_build_does_not_start_one_beside_that_which_waits(tmp_path, monkeypatch):
    code = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)\ntime.sleep(0.1)"
    monkeypatch.chdir(tmp_path)
    rebuild = ScriptedRebuilder(tmp_path, code, monkeypatch)

    async def request_twice():
        for _ in range(2):
            with suppress(RebuildError):  # the script reports nothing
                await rebuild.run()

    first = asyncio.create_task(request_twice())
    await until(lambda: rebuild.processes)
    other = asyncio.create_task(rebuild.run())
    await asyncio.sleep(0.1)
    (tmp_path / "go").touch()
    await asyncio.gather(first, other, return_exceptions=True)
    assert rebuild.most_alive == 1
    assert len(rebuild.processes) == 2


async def test_a_bot_py_in_the_working_folder_is_not_run(settings):
    (settings.root / "bot.py").write_text("raise SystemExit('not this one')")
    (settings.root / "index").mkdir()
    (settings.root / "index/__init__.py").write_text("raise SystemExit('nor this one')")
    keeper, answers = make_keeper(settings)
    write_in_place(settings.root / "handbook.md", edit(HANDBOOK))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        f"import asyncio; from pathlib import Path; from bot.upkeep.rebuilding import Rebuilder; "
        f"print(asyncio.run(Rebuilder(Path({str(settings.root / 'config.yaml')!r})).run()).passages)",
        cwd=settings.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    stdout, _ = await process.communicate()
    assert stdout.decode().strip() == "3"
    await keeper.refresh()
    assert answers.first() == "Membership costs ten euros."


class ScriptedRebuilder(Rebuilder):
    """A rebuilder whose process runs a script instead."""

    def __init__(self, folder, code, monkeypatch):
        super().__init__(folder / "config.yaml")
        (folder / "instead.py").write_text(code)
        real = asyncio.create_subprocess_exec
        self.processes = []
        self.most_alive = 0

        async def start(*_, **options):
            process = await real(sys.executable, str(folder / "instead.py"), **options)
            self.processes.append(process)
            self.most_alive = max(self.most_alive, sum(each.returncode is None for each in self.processes))
            return process

        monkeypatch.setattr(rebuilding.asyncio, "create_subprocess_exec", start)


async def test_a_killed_build_is_reported_as_a_failed_one(tmp_path, monkeypatch):
    rebuild = ScriptedRebuilder(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch)
    with pytest.raises(
        RebuildError, match=f"the build ended with exit code -{signal.SIGKILL:d}; run `footnote build` to see why"
    ):
        await rebuild.run()
    assert not rebuild.is_running


async def test_a_build_gets_no_token_and_ignores_what_libraries_print(tmp_path, monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    code = (
        "import os; print('a library says hello'); assert 'DISCORD_TOKEN' not in os.environ\n"
        """print('{"type":"failed","reason":"as planned"}')"""
    )
    with pytest.raises(RebuildError, match=r"^as planned$"):
        await ScriptedRebuilder(tmp_path, code, monkeypatch).run()


async def test_stopping_the_bot_stops_a_running_build(tmp_path, monkeypatch):
    rebuild = ScriptedRebuilder(tmp_path, "import time; print(flush=True); time.sleep(600)", monkeypatch)
    waiting = asyncio.create_task(rebuild.run())
    await until(lambda: rebuild.processes)
    await rebuild.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert rebuild.processes[0].returncode is not None
    with pytest.raises(RebuildError, match="the bot is shutting down"):
        await rebuild.run()


async def test_a_build_that_cannot_be_started_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(RebuildError, match=r"the build cannot be started \(No such file or directory\); run `footnote build`"):
        await Rebuilder(tmp_path / "config.yaml").run()


async def test_files_that_match_a_pattern_are_watched_and_the_index_is_not(tmp_path):
    settings = write_project(tmp_path, {"docs/a/b.md": "- x\n"}, "")
    config = tmp_path / "config.yaml"
    config.write_text("documents:\n  - path: ./**/*.md\n")
    async with Watcher(WatchedFolders.from_settings(load_settings(config))) as watcher:
        await asyncio.sleep(0.5)
        settings.index_folder.mkdir()
        (settings.index_folder / "current").write_text("x")
        assert not await watcher.wait_for_change(1.5)
        (tmp_path / "docs/a/new.md").write_text("- y\n")
        assert await watcher.wait_for_change(WAIT_SECONDS)


@pytest.mark.parametrize("written", ["asked", "asked/*.yaml", "[asked/a.yaml]", "asked/a.yaml"])
def test_the_folder_of_known_questions_is_watched(tmp_path, written):
    (tmp_path / "asked").mkdir()
    settings = write_project(tmp_path, {"a.md": "- x\n"}, f"known_questions: {written}\n")
    folders = WatchedFolders.from_settings(settings)
    assert tmp_path / "asked" in {path for path, _ in folders.flat | folders.deep}


def test_watched_folders_follow_folders_that_come_and_go(tmp_path):
    settings = write_project(tmp_path, {"docs/b.md": "- x\n"}, "")
    before = WatchedFolders.from_settings(settings)
    (tmp_path / "docs").rename(tmp_path / "old")
    without = WatchedFolders.from_settings(settings)
    (tmp_path / "docs").mkdir()
    assert len({before, without, WatchedFolders.from_settings(settings)}) == 3
