"""After a rollback, everything that speaks of the index says what will happen, and it does."""

import logging

import msgspec
import pytest

from bot.rendering.corpus_cards import status_card
from bot.rendering.texts import Translations
from index import build, load_settings, roll_back
from tests import test_doctor
from tests.test_upkeep import make_keeper, running_keeper, until

offline = test_doctor.offline
OLD, NEW, NEWEST = "Membership is free.", "Membership costs ten euros.", "Membership costs twelve euros."
QUESTION = "How much does membership cost?"


def handbook(sentence):
    return f"# Handbook\n\n## Fees\n\n- {sentence}\n"


@pytest.fixture
def rolled_back(compiled, project, footnote):
    """Return a function that makes a project whose last edit was built and undone."""

    def rolled_back(*, watch):
        config = f"watch: {str(watch).lower()}\n"
        build(project({"handbook.md": handbook(OLD)}, config))
        (compiled / "handbook.md").write_text(handbook(NEW), encoding="utf-8")
        assert footnote("build").returncode == 0
        return footnote("build", "--rollback").stderr

    return rolled_back


def card_of(status):
    parts = status_card(status, Translations.load().for_locale("en"), "/corpus rebuild").parts
    return "\n".join(part.markdown for part in parts)


@pytest.fixture
def doctor(offline):
    """Return what the doctor finds out about the documents."""
    return lambda: offline().of("Up to date")


@pytest.mark.parametrize("watch", [True, False])
def test_doctor_says_how_long_the_index_stays_and_it_stays_so_long(compiled, footnote, doctor, rolled_back, watch):
    note = rolled_back(watch=watch)
    assert ("as does the next edit" in note) is watch
    state, found, fix = doctor()
    assert (state, found) == (
        "warning",
        "the index before the last build is in use, after a rollback: handbook.md has changed",
    )
    assert fix.startswith("run `footnote build` to answer from the documents as they are")
    assert ("or the next edit, which `watch` picks up" in fix) is watch
    for _ in range(2):
        assert OLD in footnote("ask", QUESTION).stdout
    (compiled / "handbook.md").write_text(handbook(NEWEST), encoding="utf-8")
    state, found, fix = doctor()
    assert (state, found) == ("warning", "handbook.md has changed")
    assert fix == ("start `footnote serve`, which picks up edits because `watch` is on" if watch else "run `footnote build`")
    assert (NEWEST if watch else OLD) in footnote("ask", QUESTION).stdout


def test_a_build_ends_the_rollback(footnote, doctor, rolled_back):
    rolled_back(watch=True)
    assert footnote("build").returncode == 0
    assert NEW in footnote("ask", QUESTION).stdout
    assert doctor()[0] == "ok"


async def test_the_log_of_the_bot_says_it_when_it_happens_and_at_each_start(rolled_back, compiled, caplog):
    caplog.set_level(logging.INFO)
    rolled_back(watch=True)
    settings = load_settings(compiled / "config.yaml")
    async with running_keeper(settings) as (keeper, answers):
        assert card_of(await keeper.status()).count("The last build was undone") == 1
        assert "after a rollback; it stays until a document is edited, or until `footnote build`" in caplog.text
        caplog.clear()
        roll_back(settings)
        await until(lambda: answers.searcher.ask(QUESTION, top=1).hits[0].passage.text == NEW)
        assert "rollback" not in caplog.text
        assert "undone" not in card_of(await keeper.status())
    keeper, _ = make_keeper(msgspec.structs.replace(settings, watch=False))
    roll_back(settings)
    await keeper.refresh()
    assert "after a rollback; it stays until `footnote build`" in caplog.text
