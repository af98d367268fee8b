"""Pages that consist of headings only."""

import pytest

from index.errors import DocumentError
from tests.conftest import places, texts

FRONT_PAGE = """<h1>Lake Fair</h1>
<h4>The fair of the rowing clubs</h4>
<h3>April 9, 2016</h3>
<h3>Located in the boat house, on the second floor. <a href="/way">Directions</a></h3>
<h2>5 euros at the door</h2>
<h4>Do you want to help us?</h4>
"""


IN_MARKDOWN = """# Lake Fair
#### The fair of the rowing clubs
### April 9, 2016
### Located in the boat house, on the second floor. [Directions](/way)
## 5 euros at the door
#### Do you want to help us?
"""


@pytest.mark.parametrize(("name", "page"), [("a.html", FRONT_PAGE), ("a.md", IN_MARKDOWN)])
def test_dates_prices_and_sentences_of_a_page_of_headings_are_quoted(read, name, page):
    path = ("The fair of the rowing clubs",)
    assert places(read(name, page)) == [
        (3, path, "April 9, 2016"),
        (4, path, "Located in the boat house, on the second floor. Directions"),
        (5, path, "5 euros at the door"),
    ]


@pytest.mark.parametrize(
    "fact", ["June 5", "9. April", "Doors open at 19:00", "We meet in the old boat house.", "Lake Street 4, 12345 Mill"]
)
def test_one_fact_is_enough(read, fact):
    assert texts(read("a.md", f"# Lake Fair\n\n## {fact}\n")) == [fact]


@pytest.mark.parametrize(
    "names",
    [
        ("Rules", "Members", "Fees"),
        ("Chapter 1", "Chapter 2", "Chapter 12b"),
        ("1. Rules", "2.1 Members", "(3) Fees"),
        ("Changes in 2023", "Changes in 2024"),
        ("Version 1.2", "Version 1.10.3"),
        ("How do I become a member of the club?", "What do I pay?"),
        ("The long history of our club and of the house that it owns",),
    ],
)
def test_names_of_chapters_are_nothing_to_quote(read, names):
    with pytest.raises(DocumentError, match="contains only headings"):
        read("a.md", "# Handbook\n\n" + "".join(f"## {name}\n\n" for name in names))


def test_facts_in_headings_above_text_stay_headings(read):
    assert places(read("a.md", "# Fair\n\n## April 9, 2016\n\n## Prices\n\nFree.\n")) == [(7, ("Prices",), "Free.")]
