"""Reading plain text that was printed on pages, as programs that convert PDF write it."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

BODIES = [
    "Club Guidebook\n\n1. Introduction\n\nThe club was founded long ago and has had a boat since then, which",
    "everybody may take out on Sundays.\n\n2. Fees\n\nNobody pays anything at all.",
    "3. Hours\n\nThe house is open from nine.",
    "It closes at five.",
]
EDGES = {
    "a head with a number": (lambda n: f"Club Guidebook{n:>30}\n\n", lambda n: ""),
    "a number before the head": (lambda n: f"{n}{'Club Guidebook':>40}\n\n", lambda n: ""),
    "a head between two texts": (
        lambda n: "RFC 2119      Rowing      March 1997\n\n",
        lambda n: f"\n\nAnn        [Page {n}]",
    ),
    "a bar": (lambda n: f"Club Guidebook | {n}\n\n", lambda n: ""),
    "a foot with a number": (lambda n: "", lambda n: f"\n\nRowing on the Lenn      Page {n} of 4\n"),
    "numbers alone": (lambda n: "", lambda n: f"\n\n{n:>40}\n"),
    "numbers between dashes": (lambda n: "", lambda n: f"\n\n          - {n} -\n"),
    "Roman numbers": (lambda n: "", lambda n: f"\n\n{['i', 'ii', 'iii', 'iv'][n - 1]:>40}\n"),
    "a page of so many": (lambda n: f"Seite {n} von 4\n\n", lambda n: ""),
    "the same line": (lambda n: "Club Guidebook\n\n" if n > 1 else "", lambda n: "\n\n(c) The Rowing Club 2024\n"),
    "sides that alternate": (
        lambda n: f"{n}      Club Guidebook\n\n" if n % 2 else f"Rowing on the Lenn        {n}\n\n",
        lambda n: "",
    ),
}
READ = [
    (
        "1. Introduction",
        "The club was founded long ago and has had a boat since then, which everybody may take out on Sundays.",
    ),
    ("2. Fees", "Nobody pays anything at all."),
    ("3. Hours", "The house is open from nine."),
    ("3. Hours", "It closes at five."),
]


@pytest.mark.parametrize(("head", "foot"), EDGES.values(), ids=EDGES)
@pytest.mark.parametrize("end", ["\n\n\f", "\n\f\n"])
def test_running_heads_and_feet_are_no_passages_and_do_not_interrupt_sentences(read, head, foot, end):
    pages = [f"{head(number)}{body}{foot(number)}" for number, body in enumerate(BODIES, start=1)]
    document = read("a.txt", end.join(pages))
    assert [(path[-1], text) for _, path, text in places(document)] == READ
    assert 1 <= len(document.omissions) <= 3


def test_the_head_of_the_second_and_last_page_is_known_by_its_words(read):
    document = read("a.txt", "Club Guidebook\n\nBe kind.\n\n\fClub Guidebook        2\n\nNo spam.\n")
    assert texts(document) == ["Be kind.", "No spam."]


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        (
            ["Chapter 1\n\nBe kind.", "Chapter 2\n\nNo spam.", "Chapter 3\n\nNo adverts."],
            ["Chapter 1", "Chapter 2", "Chapter 3"],
        ),
        (["Boats\n\nFour        2", "Eight        4\n\nNo spam."], ["Four", "Eight"]),
        (["Rules\n\nBe kind.", "Fees\n\nBe kind.", "Hours\n\nNo spam."], ["Rules", "Fees", "Hours", "Be kind."]),
        (["Be kind to\n\nall of us", "No spam", "No adverts at all"], ["all of us", "No spam"]),
        (["Hours 9\n\nNine to five.", "Hours 12\n\nTwelve to five."], ["Hours 9", "Hours 12"]),
        (["We were ill\n\nfor days.", "then\n\nwe were\n\nill"], ["ill"]),
        (["Rules\n\nBe kind.\n\nhere", "\n\nThere"], ["here", "There"]),
    ],
)
def test_lines_beside_a_form_feed_that_are_no_heads_are_kept(read, pages, kept):
    document = read("a.txt", "\n\n\f".join(pages) + "\n\nThe end of it.\n")
    found = " / ".join([*(part for section in document.sections for part in section.path), document.title, *texts(document)])
    assert all(words in found for words in kept)


def test_text_without_form_feeds_keeps_lines_that_are_repeated(read):
    lines = "Be kind.\n\nPage 2\n\n" * 3
    assert texts(read("a.txt", f"{lines}No spam.\n")).count("Be kind.") == 3


def test_a_new_sentence_after_a_page_is_a_passage_of_its_own(read):
    document = read(
        "a.txt", "The club has had a boat for many years now.\n\n\fthe other boat is new, and is for members only.\n"
    )
    assert len(texts(document)) == 2


def test_pages_without_end_are_read_in_time(read):
    with guarded():
        for page in ("\f", "a  1\n\f", "a     \f", "\f1\n", f"{' ' * 200}x\n\f", " x"):
            read("a.txt", f"word\n{page * (90_000 // len(page))}\nword\n")
