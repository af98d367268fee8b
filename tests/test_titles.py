"""The titles of short pages, which are searched with each of their passages."""

import pytest

from index.answering.searcher import Searcher
from index.passages.splitting import SHORT_PAGE, Unlimited, split
from index.settings import load_settings
from tests.conftest import build_project

INSTALL = "# {0}\n\n## Install\n\n- Get the file and open it.\n- It asks for your name.\n\n## Remove\n\n- Delete its folder.\n"
PAGES = {
    "linux.md": INSTALL.format("Linux"),
    "windows.md": INSTALL.format("Windows"),
    "android.md": INSTALL.format("Android"),
    "membership-fee.md": "- Adults pay 20 euros.\n- Children pay half.\n",
    "parking.md": "# Parking\n\n- Free after 18:00 behind the hall.\n",
}


def ask(shipped, folder, documents):
    return Searcher.open(load_settings(build_project(folder, shipped, documents) / "config.yaml")).ask


@pytest.fixture(scope="module")
def ask_pages(shipped, tmp_path_factory):
    return ask(shipped, tmp_path_factory.mktemp("pages"), PAGES)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("How do I install it on Windows?", "windows.md"),
        ("install on linux", "linux.md"),
        ("How do I remove it from Android?", "android.md"),
        ("How much is the membership fee?", "membership-fee.md"),
        ("When is parking free?", "parking.md"),
    ],
)
def test_a_page_is_found_by_its_title_or_file_name(ask_pages, question, document):
    assert ask_pages(question).hits[0].passage.document == document


def test_the_title_of_a_page_counts_as_being_in_the_document(shipped, tmp_path):
    answer = ask(shipped, tmp_path, {"fee.md": "# Membership fee\n\n- Adults pay 20 euros.\n"})(
        "How much is the membership fee?"
    )
    assert answer.hits[0].passage.text == "Adults pay 20 euros."
    assert answer.unmatched == ()
    assert answer.outcome != "none"


def test_the_page_that_a_question_names_comes_first_also_if_pages_are_long(shipped, tmp_path):
    steps = "".join(f"- Step {word} of the setup takes a minute.\n" for word in ("one", "two", "three", "four") * 12)
    pages = {
        f"{name}.md": f"# {name} setup\n\n## Install\n\n{steps}- Get the file and open it.\n"
        for name in ("Linux", "Windows", "macOS")
    }
    asked = ask(shipped, tmp_path, pages)
    found = [asked(f"How do I get the file for {name}?").hits[0].passage for name in ("Windows", "Linux", "macOS")]
    assert [passage.document for passage in found] == ["Windows.md", "Linux.md", "macOS.md"]
    assert {passage.text for passage in found} == {"Get the file and open it."}
    assert asked("Is it for Windows or for macOS?").unmatched == ()


def leads(document):
    return {passage.lead for passage in split([document], Unlimited())[0]}


def test_the_title_is_the_outermost_heading_of_a_short_page_but_not_of_a_long_one(read):
    assert leads(read("a.md", "# Fees\n\n## Adults\n\n- x\n")) == {"Fees > Adults: "}
    bullets = "- x\n" * (SHORT_PAGE + 1)
    assert leads(read("a.md", f"# Fees\n\n## Adults\n\n{bullets}")) == {"Adults: "}


def test_the_section_that_is_shown_does_not_contain_the_title(read):
    [passage], _ = split([read("a.md", "# Fees\n\n## Adults\n\n- x\n")], Unlimited())
    assert passage.section == ("Adults",)


def test_a_file_name_is_read_as_words(read):
    assert leads(read("membership-fee_2025.md", "- x\n")) == {"membership fee 2025: "}
    assert leads(read("a.md", "# E-mail rules\n\n- x\n")) == {"E-mail rules: "}


def long_page(name):
    rest = "".join(f"- Setting {letter * 3} changes the {thing}.\n" for letter in "abcdefgh" for thing in LONG_PAGE_THINGS)
    return f"{INSTALL.format(name)}\n## Settings\n\n{rest}"


LONG_PAGE_THINGS = ("colours", "sounds", "window", "keyboard", "language", "map")


@pytest.fixture(scope="module")
def ask_long_pages(shipped, tmp_path_factory):
    pages = {f"{name.lower()}.md": long_page(name) for name in ("Linux", "Windows", "Android")}
    return ask(shipped, tmp_path_factory.mktemp("long"), pages)


@pytest.mark.parametrize("name", ["Linux", "Windows", "Android"])
def test_long_pages_are_told_apart_by_their_titles(ask_long_pages, name):
    answer = ask_long_pages(f"How do I remove it from {name}?")
    assert (answer.hits[0].passage.document, answer.hits[0].passage.text) == (f"{name.lower()}.md", "Delete its folder.")
    assert answer.unmatched == ()


def test_half_of_the_questions_about_long_pages_are_answered_for_sure(ask_long_pages):
    questions = ("How do I remove it from {}?", "How do I install it on {}?")
    answers = [ask_long_pages(each.format(name)) for name in ("Linux", "Windows", "Android") for each in questions]
    assert sum(answer.outcome == "answer" for answer in answers) >= 3
