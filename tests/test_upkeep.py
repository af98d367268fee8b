"""A running bot follows its documents: builds in their own process, a new index between two questions, edits as they come."""

import asyncio
import gc
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
from index.errors import QuestionError, SettingsError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import ROOT, write_project

HANDBOOK = "# Handbook\n\n## Fees\n\n- Membership is free.\n- Donations are welcome.\n\n## Rules\n\n- No fires on the pier.\n"
ASKED = "What does membership cost?"
PATIENCE = 20.0
"""Seconds until a test gives up waiting for what should come at once."""


@pytest.fixture
def settings(compiled):
    """A project with the real model and an index, whose documents are watched."""
    settings = write_project(compiled, {"handbook.md": HANDBOOK}, "watch: true\n")
    build(settings)
    return settings


@dataclass
class Answers:
    """Who would answer."""

    searcher: Searcher
    built: list = field(default_factory=list)
    failed: list = field(default_factory=list)

    def first(self):
        return self.searcher.ask(ASKED, top=1).hits[0].passage.text


def keeper_of(settings):
    answers = Answers(Searcher.open(settings, threads=1))
    return Keeper(settings, answers, answers.built.append, answers.failed.append), answers


@asynccontextmanager
async def following(settings):
    """A keeper that is at work, and whoever answers from what it keeps."""
    keeper, answers = keeper_of(settings)
    running = asyncio.create_task(keeper.run())
    try:
        await asyncio.sleep(0.5)  # until it watches
        yield keeper, answers
    finally:
        running.cancel()
        await keeper.stop()
        with suppress(asyncio.CancelledError):
            await running


async def until(holds):
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


def edited(text, old="Membership is free.", new="Membership costs ten euros."):
    assert old in text
    return text.replace(old, new)


def write_over(path, text):
    path.write_text(text, encoding="utf-8")


def rename_another_over(path, text):
    draft = path.with_name(f".{path.name}.swp1")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def move_away_and_write_anew(path, text):
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


def fail_with(searcher):
    """An error whose traceback refers to a searcher, and to itself: only looking for circles ends it."""
    try:
        searcher.ask("?!")
    except QuestionError as error:
        held = error
    return held is None


async def test_an_index_that_was_replaced_is_let_go_even_where_errors_hold_on_to_it(settings):
    keeper, answers = keeper_of(settings)
    passages = weakref.ref(answers.searcher.generation.passages)
    gc.disable()
    try:
        fail_with(answers.searcher)
        (settings.root / "handbook.md").write_text(edited(HANDBOOK))
        await keeper.rebuild()
        assert answers.first() == "Membership costs ten euros."
        assert passages() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("save", [write_over, rename_another_over, move_away_and_write_anew, write_in_two_halves])
async def test_an_edit_is_answered_from_however_an_editor_saves_it(settings, save):
    async with following(settings) as (_, answers):
        assert answers.first() == "Membership is free."
        save(settings.root / "handbook.md", edited(HANDBOOK))
        await until(lambda: answers.first() == "Membership costs ten euros.")
        await until(lambda: answers.built)
        assert not answers.failed
        assert [(change.kind, change.before.text) for change in answers.built[0].difference.changes] == [
            ("changed", "Membership is free.")
        ]


async def test_a_file_that_is_empty_for_a_moment_while_it_is_saved_is_no_failure(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 3.0)
    async with following(settings) as (keeper, answers):
        document = settings.root / "handbook.md"
        document.write_text("")
        await until(lambda: keeper.rebuilder.is_running)
        await until(lambda: not keeper.rebuilder.is_running)
        write_over(document, edited(HANDBOOK))
        await until(lambda: answers.first() == "Membership costs ten euros.")
        assert not answers.failed
        assert keeper.failure is None


async def test_however_many_ask_how_things_are_one_thread_looks_so_that_memory_stays_what_it_was(settings):
    keeper, _ = keeper_of(settings)
    before = threading.active_count()
    statuses = await asyncio.gather(*(keeper.status() for _ in range(8)))
    assert len(statuses) == 8
    assert threading.active_count() == before + 1


@pytest.mark.parametrize(
    ("broken", "told"), [(b"# A\n\n- caf\xe9\n", "handbook.md:3: byte 0xE9 is not UTF-8"), (b" \n", "handbook.md: is empty")]
)
async def test_a_broken_edit_keeps_the_index_and_is_told_once_until_it_is_mended(settings, monkeypatch, caplog, broken, told):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.5)
    async with following(settings) as (keeper, answers):
        (settings.root / "handbook.md").write_bytes(broken)
        await until(lambda: answers.failed)
        await asyncio.sleep(3)  # long enough for it to be looked at again
        assert len(answers.failed) == 1
        assert answers.failed[0].reason.startswith(told)
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [answers.failed[0].reason]
        assert answers.first() == "Membership is free."
        status = await keeper.status()
        assert (status.failure, status.pending) == (answers.failed[0], ("handbook.md has changed",))
        write_over(settings.root / "handbook.md", edited(HANDBOOK))
        await until(lambda: answers.first() == "Membership costs ten euros.")
        await until(lambda: keeper.failure is None)
        (settings.root / "handbook.md").write_bytes(broken)
        await until(lambda: len(answers.failed) == 2)


async def test_a_document_that_config_yaml_names_from_now_on_is_taken_in(settings):
    async with following(settings) as (keeper, answers):
        (settings.root / "more").mkdir()
        (settings.root / "more/fees.md").write_text("# Fees\n\n- What membership costs: nine crowns.\n")
        config = settings.root / "config.yaml"
        config.write_text(config.read_text().replace("watch:", "  - path: more/*.md\nwatch:"))
        await until(lambda: answers.first() == "What membership costs: nine crowns.")
        (settings.root / "more/other.md").write_text("# Other\n\n- Membership costs eleven shillings.\n")
        await until(
            lambda: (
                (answers.searcher.generation.manifest.passages, len(answers.searcher.generation.manifest.documents)) == (5, 3)
            )
        )
        assert (await keeper.status()).pending == ()


async def test_config_yaml_is_followed_where_it_was_named_from_the_folder_that_it_is_in(settings, monkeypatch):
    monkeypatch.chdir(settings.root)
    async with following(load_settings(Path("config.yaml"))) as (keeper, answers):
        (settings.root / "fees.md").write_text("# Fees\n\n- What membership costs: nine crowns.\n")
        config = settings.root / "config.yaml"
        config.write_text(config.read_text().replace("watch:", "  - path: fees.md\nwatch:"))
        await until(lambda: answers.first() == "What membership costs: nine crowns.")
        assert (await keeper.status()).pending == ()


async def test_another_index_folder_in_config_yaml_is_told_once_and_nothing_is_built_there(settings, monkeypatch):
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.3)
    async with following(settings) as (keeper, answers):
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


async def test_a_document_that_is_gone_for_a_moment_is_not_taken_out(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 2.0)
    (settings.root / "extra.md").write_text("# Extra\n\n- There is soup.\n")
    config = settings.root / "config.yaml"
    config.write_text(config.read_text().replace("handbook.md", "'*.md'"))
    settings = load_settings(config)
    build(settings)
    async with following(settings) as (_, answers):
        (settings.root / "extra.md").unlink()
        await asyncio.sleep(1)
        (settings.root / "extra.md").write_text("# Extra\n\n- There is soup.\n")
        await asyncio.sleep(2.5)
        assert not answers.built
        (settings.root / "extra.md").unlink()
        await until(lambda: answers.built)
        assert answers.built[0].difference.removed == 1


async def test_a_document_that_stays_broken_is_not_built_again_and_again(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.1)
    async with following(settings) as (keeper, answers):
        runs = []
        run = keeper.rebuilder.run
        monkeypatch.setattr(keeper.rebuilder, "run", lambda: runs.append(1) or run())
        (settings.root / "handbook.md").write_bytes(b"- \xff\n")
        await until(lambda: answers.failed)
        tried = len(runs)
        await asyncio.sleep(2)
        assert len(runs) == tried


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
async def test_a_document_that_became_a_pipe_is_told_and_holds_nothing_up(settings, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.1)
    async with following(settings) as (keeper, answers):
        (settings.root / "handbook.md").unlink()
        os.mkfifo(settings.root / "handbook.md")
        await until(lambda: answers.failed)
        assert answers.failed[0].reason == "handbook.md: is not a file; fix the path in config.yaml"
        assert (await keeper.status()).pending == ("handbook.md cannot be read (is not a file)",)


async def test_an_index_that_was_rolled_back_stays_so_until_the_next_edit(settings):
    write_over(settings.root / "handbook.md", edited(HANDBOOK))
    build(settings)
    roll_back(settings)
    async with following(settings) as (_, answers):
        await asyncio.sleep(2)
        assert answers.first() == "Membership is free."
        write_over(settings.root / "handbook.md", edited(HANDBOOK, new="Membership costs twelve euros."))
        await until(lambda: answers.first() == "Membership costs twelve euros.")


async def test_a_build_in_another_process_is_noticed_and_shares_what_has_not_changed(settings):
    keeper, answers = keeper_of(settings)
    before = answers.searcher
    assert not await keeper.refresh()
    write_over(settings.root / "handbook.md", edited(HANDBOOK))
    assert answers.first() == "Membership is free."
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "build", cwd=settings.root, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0
    assert answers.first() == "Membership is free."
    assert await keeper.refresh()
    assert answers.first() == "Membership costs ten euros."
    assert answers.searcher.index.retriever.encoder is before.index.retriever.encoder
    assert before.ask(ASKED, top=1).hits[0].passage.text == "Membership is free."  # whoever is still being answered


async def test_a_new_index_that_is_damaged_is_told_once_and_the_old_one_answers_on(settings, caplog):
    async with following(settings) as (keeper, answers):
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


async def test_a_rebuild_tells_its_stages_and_the_difference(settings):
    keeper, answers = keeper_of(settings)
    write_over(settings.root / "handbook.md", edited(HANDBOOK))
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


async def test_the_status_tells_while_a_build_goes_on(settings):
    keeper, _ = keeper_of(settings)
    write_over(settings.root / "handbook.md", edited(HANDBOOK))
    before = await keeper.status()
    assert (before.documents, before.passages, before.model) == (1, 3, "all-MiniLM-L6-v2")
    assert (before.pending, before.is_building, before.is_watching) == (("handbook.md has changed",), False, True)
    task = asyncio.create_task(keeper.rebuild())
    await asyncio.sleep(0)
    assert (await keeper.status()).is_building
    await task
    after = await keeper.status()
    assert (after.pending, after.is_building, after.failure) == ((), False, None)


async def test_a_rebuild_of_documents_that_cannot_be_read_leaves_the_index(settings):
    keeper, answers = keeper_of(settings)
    (settings.root / "handbook.md").write_bytes(b"- \xff\n")
    with pytest.raises(RebuildError, match=r"^handbook\.md:1: byte 0xFF is not UTF-8; save the file as UTF-8$"):
        await keeper.rebuild()
    assert answers.first() == "Membership is free."
    assert "0xFF" in (await keeper.status()).failure.reason


async def test_who_asks_for_a_rebuild_while_one_goes_on_gets_one_that_began_later(tmp_path, monkeypatch):
    nothing = '{"added":0,"changed":0,"removed":0}'
    built = f'{{"type":"built","documents":1,"passages":1,"difference":{nothing},"embedded":0,"seconds":0.1}}'
    code = f"import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)\nprint({built!r})"
    monkeypatch.chdir(tmp_path)
    rebuild = Script(tmp_path, code, monkeypatch)
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


async def test_a_bot_py_where_the_bot_is_started_is_not_run(settings):
    (settings.root / "bot.py").write_text("raise SystemExit('not this one')")
    (settings.root / "index").mkdir()
    (settings.root / "index/__init__.py").write_text("raise SystemExit('nor this one')")
    keeper, answers = keeper_of(settings)
    write_over(settings.root / "handbook.md", edited(HANDBOOK))
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
    told, _ = await process.communicate()
    assert told.decode().strip() == "3"
    await keeper.refresh()
    assert answers.first() == "Membership costs ten euros."


class Script(Rebuilder):
    """A rebuild whose process does something else instead."""

    def __init__(self, folder, code, monkeypatch):
        super().__init__(folder / "config.yaml")
        (folder / "instead.py").write_text(code)
        real = asyncio.create_subprocess_exec
        self.processes = []

        async def start(*_, **named):
            process = await real(sys.executable, str(folder / "instead.py"), **named)
            self.processes.append(process)
            return process

        monkeypatch.setattr(rebuilding.asyncio, "create_subprocess_exec", start)


async def test_a_build_that_is_killed_is_told_as_a_build_that_failed(tmp_path, monkeypatch):
    rebuild = Script(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch)
    with pytest.raises(
        RebuildError, match=f"the build ended with exit code -{signal.SIGKILL:d}; run `footnote build` to see why"
    ):
        await rebuild.run()
    assert not rebuild.is_running


async def test_building_does_not_get_the_token_and_what_libraries_print_is_no_message(tmp_path, monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    code = (
        "import os; print('a library says hello'); assert 'DISCORD_TOKEN' not in os.environ\n"
        """print('{"type":"failed","reason":"as planned"}')"""
    )
    with pytest.raises(RebuildError, match=r"^as planned$"):
        await Script(tmp_path, code, monkeypatch).run()


async def test_ending_the_bot_ends_a_build_that_is_going_on(tmp_path, monkeypatch):
    rebuild = Script(tmp_path, "import time; print(flush=True); time.sleep(600)", monkeypatch)
    waiting = asyncio.create_task(rebuild.run())
    await until(lambda: rebuild.processes)
    await rebuild.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert rebuild.processes[0].returncode is not None
    with pytest.raises(RebuildError, match="the bot is shutting down"):
        await rebuild.run()


async def test_a_build_that_cannot_be_started_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(RebuildError, match=r"the build cannot be started \(No such file or directory\); run `footnote build`"):
        await Rebuilder(tmp_path / "config.yaml").run()


async def test_writing_the_index_is_not_noticed_and_files_below_a_pattern_are(tmp_path):
    settings = write_project(tmp_path, {"docs/a/b.md": "- x\n"}, "")
    config = tmp_path / "config.yaml"
    config.write_text("documents:\n  - path: ./**/*.md\n")
    async with Watcher(WatchedFolders.from_settings(load_settings(config))) as watcher:
        await asyncio.sleep(0.5)
        settings.index_folder.mkdir()
        (settings.index_folder / "current").write_text("x")
        assert not await watcher.wait_for_change(1.5)
        (tmp_path / "docs/a/new.md").write_text("- y\n")
        assert await watcher.wait_for_change(PATIENCE)


def test_places_follow_folders_that_come_and_go(tmp_path):
    settings = write_project(tmp_path, {"docs/b.md": "- x\n"}, "")
    before = WatchedFolders.from_settings(settings)
    (tmp_path / "docs").rename(tmp_path / "old")
    without = WatchedFolders.from_settings(settings)
    (tmp_path / "docs").mkdir()
    assert len({before, without, WatchedFolders.from_settings(settings)}) == 3
