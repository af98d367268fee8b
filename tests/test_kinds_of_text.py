"""Files whose text is of another kind than their name says."""

import pytest

from tests.conftest import places, texts

BODY = "<html><head><title>Club</title></head><body>\n<h1>Fees</h1>\n<p>A day is <b>free</b>.</p>\n</body></html>\n"
PAGES = [f"<!DOCTYPE html>\n{BODY}", BODY, f"<!-- saved -->\n{BODY}", f"{BODY}<!-- 3 ms -->\n"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize("page", PAGES)
def test_a_whole_page_is_read_as_one_whatever_its_name(read, name, page):
    assert texts(read(name, page)) == ["A day is free."]


def test_text_with_front_matter_is_read_as_markdown(read):
    text = "---\ntitle: Club\nicon: boat\n---\n\n## Fees\n\n- A day is **free**.\n"
    document = read("a.txt", text)
    assert document.title == "Club"
    assert places(document) == [(8, ("Fees",), "A day is free.")]


@pytest.mark.parametrize(
    "text",
    [
        "---\nNote: bring a towel\n---\n\nOpen daily.\n",
        "<html> is the first tag of a page.\n\nOpen daily.\n",
        "---\n\nA\n\n---\n",
    ],
)
def test_other_text_stays_as_it_is(read, text):
    document = read("a.txt", text)
    said = " ".join([document.title, *(" ".join([*section, block]) for _, section, block in places(document))])
    assert all(line.strip("-") in said for line in text.split("\n"))
