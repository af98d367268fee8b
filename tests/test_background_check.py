"""What opening an index leaves out is verified in the background: damage is told once, and repaired under `watch`."""

import logging
import os
import threading
import time

import pytest

from bot.commands.ask import _LiveIndex
from bot.upkeep import keeping
from bot.upkeep.verifying import BackgroundCheck
from index.answering.searcher import Searcher
from index.errors import DamagedIndexError
from index.files import blocks
from index.files.blocks import SMALL_BYTES
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import build_project, copy_project
from tests.test_upkeep import running_keeper, until

PAGE = "# Club\n\n- The fee is nine euros.\n" + "".join(
    f"- Locker {number} is in hall {number % 7}.\n" for number in range(150)
)
QUESTION = "What is the fee?"
FEE = "The fee is nine euros."


@pytest.fixture(scope="module")
def built(shipped, tmp_path_factory):
    return build_project(tmp_path_factory.mktemp("lockers"), shipped, {"club.md": PAGE})


@pytest.fixture
def settings(built, tmp_path):
    copy_project(built, tmp_path)
    return load_settings(tmp_path / "config.yaml")


def damage_tokens(settings):
    """Flip a bit in the token vectors of the last passage."""
    folder = IndexFolder(settings.index_folder)
    path = folder.segment(folder.load_manifest().segments[-1].name) / "token-codes.npy"
    assert path.stat().st_size > 2 * SMALL_BYTES
    data = bytearray(path.read_bytes())
    data[-9] ^= 2
    path.unlink()  # it may be a hard link
    path.write_bytes(data)


@pytest.fixture
def damaged(shipped, tmp_path, monkeypatch):
    """A project with an index whose keys, which no question reads, are a large file and damaged; and the path of that file."""
    monkeypatch.setattr(blocks, "SMALL_BYTES", 1_000)
    build_project(tmp_path / "other", shipped, {"club.md": PAGE})
    settings = load_settings(tmp_path / "other" / "config.yaml")
    path = IndexFolder(settings.index_folder).current() / "keys.npy"
    data = bytearray(path.read_bytes())
    data[-9] ^= 2
    path.write_bytes(data)
    return settings, path


def first(searcher):
    return searcher.ask(QUESTION, top=1).hits[0].passage.text


async def test_damage_where_no_question_reads_is_logged_once_with_what_to_do(damaged, caplog, monkeypatch):
    monkeypatch.setattr(keeping, "VERIFY_DELAY", 0.0)
    settings, path = damaged
    async with running_keeper(settings) as (keeper, answers):
        await until(lambda: keeper.failure)
        assert keeper.failure.reason == f"{path}: damaged: differs from the file that was built; run `footnote build`"
        assert first(answers.searcher) == FEE
        assert (await keeper.status()).failure == keeper.failure
        assert not await keeper.refresh()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == [keeper.failure.reason]


async def test_a_bot_that_watches_repairs_its_index(settings, monkeypatch):
    monkeypatch.setattr(keeping, "VERIFY_DELAY", 0.0)
    config = settings.file.read_text(encoding="utf-8")
    settings.file.write_text(f"{config}watch: true\n", encoding="utf-8")
    damage_tokens(settings)
    async with running_keeper(load_settings(settings.file)) as (keeper, answers):
        name = answers.searcher.generation.name
        await until(lambda: answers.searcher.generation.name != name)
        await until(lambda: keeper.failure is None)
        assert list(answers.searcher.generation.verify()) == []
        assert answers.searcher.ask("Where is locker 149?", top=1).hits[0].passage.text == "Locker 149 is in hall 2."


@pytest.mark.skipif(os.name != "posix", reason="elsewhere, a file that is mapped cannot be cut")
async def test_a_bot_whose_model_is_cut_says_so_and_answers_again_once_it_is_repaired(settings):
    folder = IndexFolder(settings.index_folder)
    weights = folder.encoder(folder.load_manifest()) / "model.onnx.data"
    intact = weights.read_bytes()
    weights.unlink()  # it may be a hard link
    weights.write_bytes(intact)
    async with running_keeper(settings) as (keeper, answers):
        assert first(answers.searcher) == FEE
        os.truncate(weights, 4_096)
        with pytest.raises(DamagedIndexError, match=r"model\.onnx\.data: damaged: .*; run `footnote build`$"):
            first(answers.searcher)
        await until(lambda: keeper.failure)
        assert "model.onnx.data: damaged" in keeper.failure.reason
        weights.unlink()
        weights.write_bytes(intact)
        await until(lambda: keeper.failure is None)
        assert first(answers.searcher) == FEE


def test_an_intact_index_is_verified_quietly_and_then_costs_nothing_to_read(settings):
    searcher = Searcher.open(settings, threads=1)
    assert first(searcher) == FEE
    found = []
    check = BackgroundCheck(searcher.generation, found.append)
    check.start()
    check.join(20)
    assert (check.is_alive(), found) == (False, [])
    assert all(file.is_verified for file in searcher.generation.files.files.values())


def test_a_check_stops_soon_when_its_index_is_no_longer_used(settings, monkeypatch):
    begun = threading.Event()

    def pausing(pause):
        def endless():
            while True:
                begun.set()
                time.sleep(0.001)
                pause()

        return endless()

    class Endless:
        verify = staticmethod(pausing)

    check = BackgroundCheck(Endless(), lambda _: None)
    check.start()
    assert begun.wait(10)
    check.stop()
    check.join(10)
    assert not check.is_alive()
    waiting = BackgroundCheck(Endless(), lambda _: None, delay=1_000.0)
    waiting.start()
    waiting.stop()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_prompt_says_before_the_next_question_what_is_damaged(damaged, capsys):
    settings, path = damaged
    live = _LiveIndex(Searcher.open(settings, threads=1), settings)
    assert first(live.refresh()) == FEE
    live.verify()
    live.verify()
    live._checking.join(20)
    assert capsys.readouterr().err == ""
    assert first(live.refresh()) == FEE
    assert capsys.readouterr().err == f"footnote: {path}: damaged: differs from the file that was built; run `footnote build`\n"
    live.refresh()
    assert capsys.readouterr().err == ""
