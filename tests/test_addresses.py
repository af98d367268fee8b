"""Postal addresses, whose lines are kept together, and names that look like marked answers."""

import pytest

from index.reading.addresses import is_address
from tests.conftest import places, texts

LINES = ["Rowing Club Mill", "Lake Street 4", "12345 Millbrook"]
SHOWN = "\n".join(LINES)
BELOW = "We meet on Mondays."
LAYOUTS = {
    "broken lines": ("a.html", f"<p>{'<br>'.join(LINES)}</p>"),
    "an address": ("a.html", f"<address>{'<br>'.join(LINES)}</address>"),
    "divisions": ("a.html", f"<div><div>{'</div><div>'.join(LINES)}</div></div>"),
    "paragraphs": ("a.html", f"<p>{'</p><p>'.join(LINES)}</p>"),
    "a list": ("a.html", f"<ul><li>{'<li>'.join(LINES)}</ul>"),
    "hard breaks": ("a.md", "  \n".join(LINES) + "\n\n"),
    "backslashes": ("a.md", "\\\n".join(LINES) + "\n\n"),
    "paragraphs of Markdown": ("a.md", "\n\n".join(LINES) + "\n\n"),
    "plain text": ("a.txt", f"Where we are\n============\n\n{SHOWN}\n\n"),
}


@pytest.mark.parametrize(("name", "written"), LAYOUTS.values(), ids=LAYOUTS)
def test_the_lines_of_an_address_are_one_passage(read, name, written):
    below = f"<p>{BELOW}</p>" if name.endswith("html") else f"{BELOW} They end at nine, in the house by the lake.\n"
    found = texts(read(name, written + below))
    assert found[0] == SHOWN
    assert found[1].startswith(BELOW)
    assert len(found) == 2


def test_lines_that_are_only_long_are_no_lines_of_an_address(read):
    text = "Rowing Club of the town  \nThe Old\nBoat House  \n12 Lake Street  \nSalem, MA 02110\n"
    assert texts(read("a.md", text)) == ["Rowing Club of the town\nThe Old Boat House\n12 Lake Street\nSalem, MA 02110"]


LABELS = {
    "a line above": "<p>Postal address<br>P.O. Box 66, Millbrook</p>",
    "a paragraph above": "<p>Postal address</p><p>P.O. Box 66, Millbrook</p>",
    "a paragraph above lines": "<p>Postal address</p><p>Rowing Club<br>P.O. Box 66, Millbrook</p>",
    "a colon": "<p>Postal address:<br>P.O. Box 66, Millbrook</p>",
}


@pytest.mark.parametrize("written", LABELS.values(), ids=LABELS)
def test_the_label_of_an_address_is_part_of_it(read, written):
    first, second = texts(read("a.html", f"<h2>Contact</h2>{written}<p>{BELOW}</p>"))
    assert first.startswith("Postal address")
    assert first.endswith("\nP.O. Box 66, Millbrook")
    assert second == BELOW


def test_the_lines_and_links_of_an_address_keep_their_places(read):
    page = '<p>Rowing Club</p>\n<p><a href="/map">Lake Street 4</a></p>\n<p>12345 Millbrook</p>'
    document = read("a.html", page, url="https://club.example/")
    [block] = document.blocks
    assert block.text == "Rowing Club\nLake Street 4 (https://club.example/map)\n12345 Millbrook"
    assert block.text[block.links[0].start : block.links[0].end] == "Lake Street 4"
    assert [block.line_at(block.text.index(word)) for word in ("Rowing", "Lake", "12345")] == [1, 2, 3]


ADDRESSES = [
    ["The Pavilion", "Main Street", "Long Mill", "NG31 8TR"],
    ["12 Oak Avenue", "Salem, MA 02110", "USA"],
    ["Universiteit", "Parklaan 12", "1011 AB Amsterdam", "Tel: 020 555 1234", "club@example.org"],
    ["Campus", "Avenue Roosevelt 50", "1050 Bruxelles", "Belgium"],
    ["Klub", "ul. Lipowa 7", "00-123 Warszawa"],
]
OTHERS = [
    ["Parking is free", "2015 Winners"],
    ["Ann Baker", "Treasurer"],
    ["Come to 12 Oak Avenue.", "Salem, MA 02110"],
    ["Library, Salem, MA 02110", "School, Lynn, MA 01902"],
    ["Lake Street 4", "12345 Millbrook", "Dogs are welcome in all of our boats"],
    ["Lake Street 4", "12345 Millbrook", "Hill Road 5", "12346 Milltown"],
    ["Room 12", "Room 14"],
    ["Name: Ann Baker", "Address: 12 Oak Avenue, Salem, MA 02110", "Email: ann@example.org"],
]


@pytest.mark.parametrize("lines", ADDRESSES)
def test_short_lines_with_a_postcode_are_an_address(lines):
    assert is_address(lines)


@pytest.mark.parametrize("lines", OTHERS)
def test_other_short_lines_are_no_address(read, lines):
    assert not is_address(lines)
    assert texts(read("a.html", f"<ul><li>{'<li>'.join(lines)}</ul>")) == lines


@pytest.mark.parametrize("name", ["P.O. Box 66", "C. Miller", "A. B. Cole, chair"])
def test_a_line_with_initials_is_no_answer(read, name):
    assert len(texts(read("a.html", f"<p>Office<br>{name}</p>"))) == 1


def test_a_marked_answer_below_its_question_still_ends_it(read):
    assert places(read("a.md", "Q. Who rows?\nA. Everybody.\n")) == [(2, ("Who rows?",), "Everybody.")]
