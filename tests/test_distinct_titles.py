"""Documents of the same title are told apart wherever titles are shown, by what differs in their paths."""

import pytest

from index import build
from index.answering.searcher import Searcher
from index.searching.scope import find_documents
from index.storing.manifest import IndexedDocument
from index.storing.titles import distinct_titles
from tests.discord_bot import open_town


def document(path, title="Handbook"):
    return IndexedDocument(path, title, None, "", "", 1)


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (("2023/handbook.md", "2024/handbook.md"), ("Handbook (2023)", "Handbook (2024)")),
        (("corpus/en/rules/a.md", "corpus/de/rules/a.md"), ("Handbook (en)", "Handbook (de)")),
        (("corpus/fees.md", "corpus/rules.md"), ("Handbook (fees)", "Handbook (rules)")),
        (("corpus/rules.md", "corpus/rules.txt"), ("Handbook (rules.md)", "Handbook (rules.txt)")),
        (("rules.md", "old/rules.md"), ("Handbook (rules)", "Handbook (old/rules)")),
        (("a/x/b.md", "a/y/b.md", "a/y/c.md"), ("Handbook (x/b)", "Handbook (y/b)", "Handbook (y/c)")),
    ],
)
def test_what_differs_between_the_paths_is_added(paths, shown):
    assert tuple(distinct_titles([*map(document, paths), document("z.md", "Other")]).values()) == shown


def test_the_case_and_blanks_of_a_title_do_not_tell_it_apart():
    documents = [document("a.md", "Rules"), document("b.md", " rules")]
    assert distinct_titles(documents) == {"a.md": "Rules (a)", "b.md": "rules (b)"}


def test_a_title_that_is_taken_already_is_not_given_to_another():
    documents = [document("x/a.md", "Rules"), document("x/b.md", "Rules"), document("c.md", "Rules (a)")]
    assert distinct_titles(documents) == {"x/a.md": "Rules (x/a.md)", "x/b.md": "Rules (b)"}


def test_what_tells_long_titles_apart_is_not_cut_off():
    documents = [document(f"{folder * 50}/a.md", "Long words " * 30) for folder in "xy"]
    shown = [*distinct_titles(documents).values()]
    assert max(map(len, shown)) <= 80
    assert [name[-2] for name in shown] == ["x", "y"]


def test_a_title_as_shown_names_one_document_and_the_title_itself_names_all():
    documents = [document("2023/handbook.md"), document("2024/handbook.md")]
    assert [each.path for each in find_documents(documents, "handbook (2024)")] == ["2024/handbook.md"]
    assert len(find_documents(documents, "Handbook")) == 2


@pytest.fixture
def settings(project):
    """The settings of a project with two documents of one title, indexed."""
    found = project(
        {
            "2023/handbook.md": "# Handbook\n\n## Fees\n\n- Membership costs ten euros a year.\n- Fees are due in May.\n",
            "2024/handbook.md": "# Handbook\n\n## Fees\n\n- Membership costs twelve euros a year.\n- Fees are due in June.\n",
        }
    )
    build(found)
    return found


def test_answers_in_a_terminal_name_the_folder(settings, footnote):
    shown = footnote("ask", "How much does membership cost?").stdout
    assert "Handbook (2023) › Fees" in shown
    assert "Handbook (2024) › Fees" in shown
    only = footnote("ask", "--document", "Handbook (2024)", "How much does membership cost?").stdout
    assert "twelve" in only
    assert "Handbook (2023)" not in only


async def test_cards_choices_and_in_context_name_the_folder(settings):
    async with open_town(Searcher.open(settings)) as town:
        offered = await town.ann.autocomplete(town.channel, "ask", "document", "")
        assert [choice["name"] for choice in offered] == ["Handbook (2023)", "Handbook (2024)"]
        asked = await town.ask("How much does membership cost?", document="Handbook (2024)")
        assert "Handbook (2024) › Fees" in town.shown(asked.response).words
        await town.press(asked.response, town.texts.in_context)
        assert "Fees are due in June" in town.shown(asked.response).words
        assert "Handbook (2024) › Fees" in town.shown(asked.response).words
