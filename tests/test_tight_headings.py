"""Headings of Markdown without a space behind their marks, and Markdown right behind tags."""

import pytest

from tests.conftest import texts


def _texts(document):
    return [(section.path, block.text) for section in document.sections for block in section.blocks]


def test_a_heading_needs_no_space_behind_its_marks(read):
    document = read("a.md", "##Appeals\n\nWrite to a judge.\n\n###2024 season?##\nIt is over.\n")
    assert _texts(document) == [(("Appeals",), "Write to a judge."), (("Appeals", "2024 season?"), "It is over.")]


def test_a_heading_in_an_element_with_markdown_is_a_heading(read):
    text = '<div align="center" markdown="1">\n#Ranks\n</div>\n\nWelcome.\n\n<div markdown="1">\n##Staff\n</div>\nThey help.\n'
    document = read("a.md", f'{text}\n<hr>\n<div markdown="1">\n##Guests\n</div>\n<p>They look.</p>\n')
    assert document.title == "Ranks"
    assert _texts(document) == [((), "Welcome."), (("Staff",), "They help."), (("Guests",), "They look.")]


@pytest.mark.parametrize("line", ["#general", "#Announcements", "#Rules #Draft", "##", "#!/bin/sh", "##_x", "#1 is taken"])
def test_channels_tags_and_marks_are_no_headings(read, line):
    document = read("a.md", f"Hello, all.\n\n{line}\n\nBe kind.\n")
    assert {path for path, _ in _texts(document)} == {()}


def test_a_line_of_code_or_of_a_paragraph_is_no_heading(read):
    document = read("a.md", "Paste this\n##Setup\n\n```\n##Setup\nrun\n```\n")
    assert {path for path, _ in _texts(document)} == {()}


def test_a_list_right_behind_the_end_of_an_element_is_a_list(read):
    text = '<p style="color: red">\n  Read all of them.\n</p>\n- **Rule 1** - Be kind.\n- **Rule 2** - See [here](https://a.org).\n'
    assert texts(read("a.md", text)) == ["Read all of them.", "Rule 1 - Be kind.", "Rule 2 - See here (https://a.org)."]


def test_a_list_right_behind_an_element_with_markdown_is_a_list(read):
    text = '<div markdown="1">\n## Apply\n</div>\n* Have **enough** money.\n* Name the place.\n'
    assert _texts(read("a.md", text)) == [(("Apply",), "Have enough money."), (("Apply",), "Name the place.")]
