"""Only what config.yaml names is answered: with the index of another project, after an edit of config.yaml, in Discord too."""

import asyncio
import json
import logging
import shutil

import pytest
import yaml

from bot.completion.index_names import document_names, section_names
from bot.upkeep import keeping
from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.quoting import find
from index.answering.searcher import Searcher
from index.building import build, build_documents, pending_changes, roll_back
from index.errors import UnknownNameError
from index.reading import find_files, read_document
from index.searching.scope import scope_of
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT
from tests import discord_bot
from tests.conftest import QUESTION as QUOTED
from tests.conftest import build_project, copy_project, write_project
from tests.discord_bot import DOCUMENTS, STAMP, STAMP_PASSAGE, open_town, with_outcome
from tests.earlier import edit_sealed
from tests.local_discord import QUOTE, eventually, new_discord, own_project, text, unbold, words_in
from tests.local_discord import town as running_town
from tests.test_upkeep import running_keeper, until

CLUB = "# Club\n\n## Fees\n\n- Membership costs twelve crowns.\n- Children pay nothing.\n"
COVID = "# Covid\n\n## Masks\n\n- Masks are worn on trains.\n- A test costs ten euros.\n"
BOTH = {"club.md": CLUB, "more/covid.md": COVID}
MASKS = "Where are masks worn?"
CANNOT_BE_READ = b"\xff\xfe\xff"

log = discord_bot.log


def name_only(folder, *documents, config=""):
    """Name other documents in config.yaml, and load its settings."""
    listing = "".join(f"  - path: '{name}'\n" for name in documents)
    (folder / "config.yaml").write_text(f"documents:\n{listing}{config}", encoding="utf-8")
    return load_settings(folder / "config.yaml")


@pytest.fixture
def settings(project, encoder):
    """A project whose index contains a document that its config.yaml does not name."""
    settings = project(BOTH)
    build(settings, encoder=encoder)
    return name_only(settings.root, "club.md")


def texts(answer):
    return [hit.passage.text for hit in answer.hits]


def test_a_document_that_config_yaml_does_not_name_is_never_quoted(settings, encoder):
    searcher = Searcher.open(settings, encoder)
    assert searcher.unnamed == ["more/covid.md"]
    assert searcher.left_out == (f"never quoted, because {settings.file} does not name it: more/covid.md",)
    answers = [
        searcher.ask(MASKS, top=9),
        ask_follow_up(searcher, "And on trains?", Earlier(MASKS, 2), top=9),
        searcher.ask("A test", top=9, scope=scope_of(searcher.generation, section="Masks")),
    ]
    assert all(set(texts(answer)) <= {"Membership costs twelve crowns.", "Children pay nothing."} for answer in answers)
    assert (searcher.passages, [document.path for document in searcher.documents]) == (2, ["club.md"])


def test_a_document_that_is_not_named_cannot_be_chosen_or_found_again(settings, encoder):
    searcher = Searcher.open(settings, encoder)
    with pytest.raises(UnknownNameError, match=r"no document 'covid'; the documents are club\.md$"):
        scope_of(searcher.generation, document="covid", within=searcher.named)
    with pytest.raises(UnknownNameError, match="no section 'Masks'"):
        scope_of(searcher.generation, section="Masks", within=searcher.named)
    masks = searcher.generation.passages[2]
    assert masks.text == "Masks are worn on trains."
    assert find(searcher.generation, masks.id, 2, searcher.named) is None


@pytest.mark.parametrize("question", [MASKS, "And why?", "What is rule 3?", "Which fees are there?", "membership in club.md"])
def test_nothing_is_found_if_no_document_of_the_index_is_named(settings, encoder, question):
    settings = name_only(settings.root, "other.md")
    searcher = Searcher.open(settings, encoder)
    answer = searcher.ask(question)
    assert (answer.outcome, answer.hits) == ("none", ())
    assert ask_follow_up(searcher, question, Earlier(MASKS, 2)).hits == ()


def test_a_file_that_a_pattern_no_longer_finds_is_not_quoted(settings, encoder):
    settings = name_only(settings.root, "club.md", "more/*.md")
    assert Searcher.open(settings, encoder).unnamed == []
    (settings.root / "more/covid.md").unlink()
    assert Searcher.open(settings, encoder).unnamed == ["more/covid.md"]


def test_a_named_document_is_quoted_from_the_index_although_its_file_is_gone(settings, encoder):
    (settings.root / "club.md").unlink()
    assert Searcher.open(settings, encoder).ask("Membership", top=1).hits[0].passage.text == "Membership costs twelve crowns."


def test_a_document_of_another_project_is_not_called_gone(settings):
    (settings.root / "more/covid.md").unlink()
    changes = pending_changes(settings, IndexFolder(settings.index_folder).load_manifest())
    assert changes[-1] == "more/covid.md is no longer in config.yaml"


def test_an_index_of_documents_in_memory_needs_no_names(project, encoder):
    settings = project({"club.md": CLUB})
    document = read_document(find_files(settings)[0]).document
    build_documents(name_only(settings.root, "other.md"), [document], encoder=encoder)
    assert Searcher.open(name_only(settings.root, "other.md"), encoder).ask("Membership").hits


def test_a_shell_is_not_offered_the_names_of_documents_that_are_not_named(settings):
    config = str(settings.file)
    offered = [*document_names(config), *section_names(config, None)]
    assert "club.md" in str(offered)
    assert "Fees" in str(offered)
    assert "Covid" not in str(offered)
    assert "Masks" not in str(offered)


# The command line, with the real model.


@pytest.fixture(scope="module")
def built(shipped, tmp_path_factory):
    """A project with two documents and an index, for tests to copy."""
    return build_project(tmp_path_factory.mktemp("both"), shipped, BOTH)


@pytest.fixture
def both(built, tmp_path):
    """A project with two documents and an index."""
    return copy_project(built, tmp_path)


def asked(footnote, *options, **variables):
    """Ask where masks are worn; return the quoted texts and the lines on standard error that are not steps of a build."""
    done = footnote("ask", "--json", *options, MASKS, **variables)
    lines = [line.removeprefix("footnote: ") for line in done.stderr.splitlines()]
    quoted = [hit["text"] for hit in json.loads(done.stdout)["hits"]] if done.stdout else []
    return done.returncode, quoted, [line for line in lines if ":" in line]


def test_ask_builds_first_without_the_documents_that_are_not_named(both, footnote):
    name_only(both, "club.md")
    code, quoted, lines = asked(footnote)
    assert (code, set(quoted)) == (0, {"Membership costs twelve crowns.", "Children pay nothing."})
    assert lines == ["the index contains more/covid.md, which config.yaml does not name: rebuilding it without that first"]
    assert footnote("build", "--check").returncode == 0


def test_ask_leaves_them_out_and_says_so_if_it_cannot_build(both, footnote):
    name_only(both, "club.md")
    (both / "club.md").write_bytes(CANNOT_BE_READ)
    code, quoted, lines = asked(footnote)
    assert (code, set(quoted)) == (0, {"Membership costs twelve crowns.", "Children pay nothing."})
    assert "never quoted, because config.yaml does not name it: more/covid.md" in lines


def test_ask_refuses_if_nothing_in_the_index_is_named(both, footnote):
    name_only(both, "other.md")
    code, quoted, lines = asked(footnote)
    assert (code, quoted) == (1, [])
    assert lines[-1].startswith("config.yaml: does not name club.md, more/covid.md, which the index contains, and the index ")
    assert "other.md: no such file" in lines[-1]


def test_ask_keeps_an_index_that_was_rolled_back_and_leaves_them_out(both, footnote):
    settings = name_only(both, "club.md")
    build(settings)
    assert roll_back(settings).passages == 4
    done = footnote("build", "--rollback"), footnote("build", "--rollback")
    assert "never quoted, because config.yaml does not name it: more/covid.md" in done[1].stderr
    code, quoted, lines = asked(footnote)
    assert (code, len(quoted)) == (0, 2)
    assert "never quoted, because config.yaml does not name it: more/covid.md" in lines
    assert IndexFolder(settings.index_folder).is_rolled_back


def test_serve_refuses_in_one_line_if_it_cannot_build(both, footnote):
    name_only(both, "club.md")
    (both / "club.md").write_bytes(CANNOT_BE_READ)
    done = footnote("serve", DISCORD_TOKEN="a.b.c")  # noqa: S106  # not a token
    *_, last = done.stderr.splitlines()
    assert done.returncode == 78
    assert last.startswith("footnote: config.yaml: does not name more/covid.md, which the index contains, and the index cannot")
    assert "; fix this, then run `footnote build`: club.md:" in last
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("watch", ["watch: true\n", ""])
def test_a_prompt_stops_quoting_a_document_that_is_removed_from_config_yaml(both, footnote, watch):
    name_only(both, "club.md", config=watch)
    (both / "club.md").write_bytes(CANNOT_BE_READ)
    done = footnote("ask", "--json", typed=f"{MASKS}\n{MASKS}\n")
    assert [hit["document"] for line in done.stdout.splitlines() for hit in json.loads(line)["hits"]] == ["club.md"] * 4


# A running bot.


def quoted(answers):
    return texts(answers.searcher.ask(MASKS, top=9))


@pytest.fixture
def quick(monkeypatch):
    """Wait a little for saves that may be in progress."""
    monkeypatch.setattr(keeping, "RETRY_DELAY", 0.3)


@pytest.mark.parametrize("watch", [True, False])
async def test_a_running_bot_stops_quoting_what_config_yaml_no_longer_names(both, quick, caplog, watch):
    config = "watch: true\n" if watch else ""
    async with running_keeper(name_only(both, *BOTH, config=config)) as (keeper, answers):
        assert "Masks are worn on trains." in quoted(answers)
        (both / "club.md").write_bytes(CANNOT_BE_READ)  # so that no build can remove the other
        name_only(both, "club.md", config=config)
        await until(lambda: "Masks are worn on trains." not in quoted(answers))
        assert "Children pay nothing." in quoted(answers)
        status = await keeper.status()
        assert (status.documents, status.passages) == (1, 2)
        assert "more/covid.md is no longer in config.yaml" in status.pending
        warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        assert [line for line in warnings if line.startswith("never quoted")] == [
            f"never quoted, because {both}/config.yaml does not name it: more/covid.md"
        ]
        name_only(both, *BOTH, config=config)
        await until(lambda: "Masks are worn on trains." in quoted(answers))


@pytest.mark.parametrize(
    "half", ["documents:\n  - path: club.md\n", "", "docum", "documents:\n  - path: club.md\n  - pa", "documents: ["]
)
async def test_a_half_written_config_yaml_is_not_acted_on(both, monkeypatch, caplog, half):
    monkeypatch.setattr(keeping, "RETRY_DELAY", 1.0)
    whole = "model: all-MiniLM-L6-v2\nwatch: true\n"
    async with running_keeper(name_only(both, *BOTH, config=whole)) as (keeper, answers):
        (both / "config.yaml").write_text(half, encoding="utf-8")
        await asyncio.sleep(0.5)
        name_only(both, *BOTH, config=f"top: 4\n{whole}")
        await asyncio.sleep(2.0)
        assert (answers.built, answers.failed, keeper.failure) == ([], [], None)
        assert len(quoted(answers)) == 4
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_config_yaml_that_stays_broken_is_reported_once(both, quick, monkeypatch):
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.3)
    async with running_keeper(name_only(both, *BOTH, config="watch: true\n")) as (_, answers):
        (both / "draft.yaml").write_text("documents: [", encoding="utf-8")
        (both / "draft.yaml").replace(both / "config.yaml")  # nothing half written in between is read
        await until(lambda: answers.failed)
        await asyncio.sleep(1.5)
        assert len(answers.failed) == 1
        assert len(quoted(answers)) == 4


async def test_two_bots_with_one_index_folder_keep_their_own_documents_and_do_not_fight(
    both, shipped, tmp_path, quick, monkeypatch
):
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.3)
    other = tmp_path / "other"
    other.mkdir()
    shared = f"index: {both}/.footnote\nwatch: true\n"
    second = write_project(other, {"rules.md": "# Rules\n\n- No fires on the pier.\n"}, shared)
    first = name_only(both, *BOTH, config="watch: true\n")
    async with running_keeper(first) as (keeper, answers):
        build(second)
        await until(lambda: answers.failed)
        async with running_keeper(second) as (_, others):
            current = IndexFolder(first.index_folder).current()
            await asyncio.sleep(2.0)
            assert IndexFolder(first.index_folder).current() == current
            [failure] = answers.failed
            assert failure.reason == (
                f"{both}/.footnote: a new index contains rules.md, which {both}/config.yaml does not name, so it is not used; "
                "set `index` to a folder of its own in every project, and restart footnote"
            )
            assert len(quoted(answers)) == 4
            assert texts(others.searcher.ask("fires", top=1)) == ["No fires on the pier."]
            await keeper.rebuild()  # what an admin asks for is done
            assert keeper.failure is None
            await until(lambda: others.failed)
            assert texts(others.searcher.ask("fires", top=1)) == ["No fires on the pier."]


async def test_a_new_calibration_is_used_although_the_index_contains_a_document_that_is_not_named(both, quick):
    async with running_keeper(name_only(both, *BOTH)) as (keeper, answers):
        name_only(both, "club.md")
        await until(lambda: answers.searcher.unnamed)
        before = answers.searcher
        (both / "calibration.json").write_text("{}", encoding="utf-8")
        await until(lambda: answers.searcher.calibration is not before.calibration)
        assert answers.searcher.unnamed == ["more/covid.md"]
        assert (keeper.failure, answers.failed) == (None, [])


async def test_a_running_bot_reports_an_index_of_a_newer_version_once_and_leaves_it_alone(both, quick, monkeypatch):
    monkeypatch.setattr(keeping, "DOCUMENT_CHECK_INTERVAL", 0.3)
    settings = name_only(both, *BOTH, config="watch: true\n")
    async with running_keeper(settings) as (_, answers):
        folder = IndexFolder(settings.index_folder)
        newer = folder.current().with_name("20991231T235959000000-abcdef")
        shutil.copytree(folder.current(), newer)
        edit_sealed(newer / "manifest.json", format=FORMAT + 1, made_by="footnote 9.9")
        folder.switch(newer.name, folder.current().name)
        await until(lambda: answers.failed)
        (both / "club.md").write_text(CLUB.replace("twelve", "thirteen"), encoding="utf-8")
        await asyncio.sleep(2.0)
        assert ["footnote 9.9" in failure.reason for failure in answers.failed] == [True]
        assert folder.current() == newer
        assert "Membership costs twelve crowns." in quoted(answers)


async def test_a_running_bot_uses_a_new_calibration_and_logs_one_that_it_cannot_use(both, caplog):
    caplog.set_level(logging.INFO)
    settings = name_only(both, *BOTH)
    async with running_keeper(settings) as (keeper, answers):
        before = answers.searcher
        (both / "calibration.json").write_text("{}", encoding="utf-8")
        await until(lambda: answers.searcher is not before)
        assert answers.searcher.index.retriever.reader.encoder is before.index.retriever.reader.encoder
        messages = [record.getMessage() for record in caplog.records]
        assert "answering from a new calibration: 4 passages" in messages
        assert len([line for line in messages if "calibration.json: damaged" in line]) == 1
        assert (keeper.failure, answers.failed) == (None, [])


# In Discord.


async def test_an_open_card_and_the_choices_forget_a_document_that_is_no_longer_named(tmp_path):
    searcher = with_outcome(discord_bot.index(tmp_path, DOCUMENTS), "answer")
    async with open_town(searcher) as town:
        asked = await town.ask(STAMP)
        assert STAMP_PASSAGE in town.shown(asked.response).words
        town.searcher = with_outcome(searcher.limited_to(name_only(tmp_path, "sub/questions.md")), "answer")
        pressed = await town.press(asked.response, town.texts.next)
        assert (pressed.ephemeral, town.shown(pressed.response).text) == (True, town.texts.gone)
        again = await town.ask(STAMP)
        assert STAMP_PASSAGE not in town.shown(again.response).words
        refused = await town.ask(STAMP, document="Handbook")
        assert STAMP_PASSAGE not in town.shown(refused.response).words
        documents = await town.ann.autocomplete(town.channel, "ask", "document", "")
        assert [choice["name"] for choice in documents] == ["Questions"]
        sections = await town.ann.autocomplete(town.channel, "ask", "section", "")
        assert sorted(choice["name"] for choice in sections) == ["Boats", "Rules"]


async def test_a_bot_started_with_the_index_of_another_project_answers_from_its_own(shipped, tmp_path):
    discord, own = new_discord(), own_project(tmp_path / "own", shipped)
    pages = {name: tmp_path / "own" / name for name in ("club.md", "page.md")}
    pages["club.md"].write_text(CLUB, encoding="utf-8")

    def name_pages(folder, *names):
        config = folder / "config.yaml"
        tree = yaml.safe_load(config.read_text(encoding="utf-8")) | {
            "documents": [{"path": str(pages[name])} for name in names]
        }
        config.write_text(yaml.safe_dump(tree), encoding="utf-8")

    name_pages(own.root, "club.md")
    async with running_town(discord, own, tmp_path) as town:
        assert QUOTE not in unbold((await town.ask(QUOTED)).text)
        assert "Membership costs twelve crowns." in unbold((await town.ask("What does membership cost?")).text)
        assert await town.type("document", "") == ["Club"]

        name_pages(tmp_path, "club.md", "page.md")
        rebuilt = await town.corpus("rebuild")
        await eventually(lambda: words_in("en")["rebuilt"] in rebuilt.text, 30.0)
        answer = await town.ask(QUOTED)
        assert QUOTE in unbold(answer.text)
        name_pages(tmp_path, "club.md")
        await eventually(lambda: any("never quoted" in line for line in town.log()), 30.0)
        await town.expect_log(r"WARNING never quoted, because .* does not name it: .*page\.md")
        assert QUOTE not in unbold((await town.ask(QUOTED)).text)
        clicked = await town.click(answer, "Show in context", owed=1)
        await eventually(lambda: text(clicked.messages[-1]) == words_in("en")["gone"])  # behind the answer, if it was deferred
        assert await town.type("document", "") == ["Club"]
