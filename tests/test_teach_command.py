"""`footnote teach`, in its own process with the real model."""

import json

import pytest

from tests.conftest import build_project, copy_project

HANDBOOK = """# Handbook

## Fees

- Membership costs twelve crowns a year.
- Guests pay one crown a day.

## Rules

- No fires on the pier.
"""
QUESTION, OTHER_WORDS = "What do I owe if I only drop in?", "if I only drop in, what do I owe"
KNOWN = "corpus/known-questions.yaml"


@pytest.fixture(scope="module")
def built_club(shipped, tmp_path_factory):
    """A project with a document and an index, for tests to copy."""
    return build_project(tmp_path_factory.mktemp("club"), shipped, {"handbook.md": HANDBOOK})


@pytest.fixture
def club(built_club, tmp_path, footnote):
    """A project, and a function that runs a command in it and returns its exit code, output and errors."""
    folder = copy_project(built_club, tmp_path / "club")

    def run(*arguments):
        found = footnote(*arguments, cwd=folder)
        assert "Traceback" not in found.stderr
        return found.returncode, found.stdout, found.stderr

    return folder, run


def ask(run, question):
    answer = json.loads(run("ask", "--json", question)[1])
    return answer["outcome"], answer["hits"][0]


def test_a_question_finds_the_passage_that_it_was_tied_to_until_that_is_taken_back(club):
    folder, run = club
    _, hit = ask(run, "How much do guests pay for a day?")
    assert hit["text"] == "Guests pay one crown a day."
    assert ask(run, QUESTION)[0] != "answer"
    code, taught, _ = run("teach", QUESTION, "--passage", hit["id"])
    assert (code, taught) == (0, f"tied to handbook.md:6; written to {KNOWN}\n")
    for question in (QUESTION, OTHER_WORDS):
        outcome, found = ask(run, question)
        assert (outcome, found["text"]) == ("answer", hit["text"])
    assert run("build", "--check")[0] == 0
    assert run("teach", QUESTION, "--passage", "handbook.md:6")[1] == "known already; nothing has changed\n"
    code, replaced, _ = run("teach", QUESTION, "--none", "--json")
    assert json.loads(replaced) == {
        "question": QUESTION, "passages": [], "where": "", "replaced": [hit["text"]], "new": True, "built": True
    }  # fmt: skip
    assert ask(run, QUESTION)[0] == "none"
    assert run("teach", QUESTION, "--undo")[:2] == (0, "taken back\n")
    assert ask(run, QUESTION)[1]["text"] == hit["text"]
    run("build", "--rollback")
    assert ask(run, QUESTION)[0] == "none"
    assert run("teach", QUESTION, "--undo")[0] == 0
    assert ask(run, QUESTION)[0] != "answer"
    assert (folder / KNOWN).read_text(encoding="utf-8") == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            (QUESTION, "--passage", "0123456789ab"),
            2,
            "--passage: no passage has the id or place '0123456789ab'; copy its place",
        ),
        (
            (QUESTION, "--passage", "handbook.md:99"),
            2,
            "--passage: no passage begins at 'handbook.md:99'; the closest one is at line 10",
        ),
        ((QUESTION, "--passage", "hand.md:5"), 2, "--passage: no document 'hand.md'; the documents are handbook.md"),
        (("???", "--none"), 2, "the question has no words"),
        ((QUESTION,), 2, "one of --passage, --none and --undo is missing; see footnote teach --help"),
        ((QUESTION, "--none", "--undo"), 2, "--undo"),
        ((QUESTION, "--undo"), 1, f"{KNOWN}: '{QUESTION}' was not taught"),
    ],
)
def test_mistakes_are_reported_in_one_line(club, arguments, code, message):
    folder, run = club
    ended, output, errors = run("teach", *arguments)
    assert (ended, output) == (code, "")
    assert len(errors.splitlines()) == 1
    assert message in errors
    assert not (folder / "corpus").exists()


@pytest.mark.parametrize("place", ["./handbook.md:6", "HANDBOOK.md:6", "Handbook:6"])
def test_the_document_of_a_place_is_named_as_in_other_commands(club, place):
    assert club[1]("teach", QUESTION, "--passage", place)[:2] == (0, f"tied to handbook.md:6; written to {KNOWN}\n")


def test_the_place_of_a_list_as_an_answer_shows_it_ties_a_question_to_its_items(club):
    taught = json.loads(club[1]("teach", QUESTION, "--passage", "handbook.md:5-6", "--json")[1])
    assert len(taught["passages"]) == 2
    assert ["Membership costs" in taught["passages"][0], "Guests pay" in taught["passages"][1]] == [True, True]


def test_a_passage_that_was_edited_since_the_last_build_is_not_tied(club):
    folder, run = club
    edited = HANDBOOK.replace("Guests pay one crown a day.", "Guests pay two crowns.")
    (folder / "handbook.md").write_text(f"{edited}- Dogs stay outside.\n", encoding="utf-8")
    code, taught, errors = run("teach", QUESTION, "--passage", "handbook.md:6")
    assert (code, taught) == (1, "")
    said = "handbook.md:6: this passage is no longer in the documents; run `footnote build`, and choose another passage"
    assert errors.splitlines()[-1] == f"footnote: {said}"
    assert not (folder / KNOWN).exists()
    code, taught, _ = run("teach", QUESTION, "--passage", "handbook.md:10")  # the file has changed, but this passage is there
    assert (code, taught) == (0, f"tied to handbook.md:10; written to {KNOWN}\n")


def test_a_question_is_kept_although_another_document_cannot_be_read(club):
    folder, run = club
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("  - path: handbook.md\n", "  - path: handbook.md\n  - path: other.md\n"))
    (folder / "other.md").write_bytes(b"\xff\xfe\xfd")
    code, taught, errors = run("teach", QUESTION, "--none")
    assert code == 1
    assert taught == f"tied to nothing in the documents; written to {KNOWN}\n"
    assert "other.md" in errors
    assert "the index could not be updated, so answers stay as they are: " in errors
    assert QUESTION in (folder / KNOWN).read_text(encoding="utf-8")
    code, taught, errors = run("teach", QUESTION, "--undo")
    assert (code, taught) == (1, "taken back\n")
    assert "in the file" not in errors
    assert "the index could not be updated, so answers stay as they are: " in errors


def test_a_question_that_an_edit_elsewhere_leaves_without_its_passage_is_reported(club):
    folder, run = club
    long = "Membership costs twelve crowns a year, which members pay to the treasurer in January"
    page = folder / "handbook.md"
    page.write_text(HANDBOOK.replace("Membership costs twelve crowns a year", long), encoding="utf-8")
    run("build")
    page.write_text(f"{page.read_text(encoding='utf-8')}- {long}, unless they row.\n", encoding="utf-8")
    code, taught, errors = run("teach", QUESTION, "--passage", "handbook.md:5", "--json")
    assert code == 1
    assert json.loads(taught)["built"] is False
    assert f"left out: {KNOWN}:3: 2 passages contain the quote" in errors
    assert run("teach", QUESTION, "--undo")[:2] == (0, "taken back\n")
