"""Text fragments: words of a passage that a browser finds on its page."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from bot.rendering.text_fragments import fragment
from index.passages.passage import Passage
from index.passages.splitting import split
from index.reading import SourceFile, read_document
from index.reading.rich_text import Link
from index.settings import DocumentSettings
from tests.conftest import ROOT
from tests.fakes import FakeEncoder

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "p div li ul ol td th tr table dt dd dl h1 h2 h3 h4 h5 h6 pre blockquote section article summary details br figure "
        "figcaption aside header footer nav main hr",
    )
)


class Page(HTMLParser):
    """The texts of a page, one for each block: a browser finds words of a fragment only within one."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.blocks, self._unseen = [""], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._unseen += tag in {"script", "style"}
        self.blocks += [""] * (tag in BLOCKS)

    def handle_endtag(self, tag):
        self._unseen -= tag in {"script", "style"}
        self.blocks += [""] * (tag in BLOCKS)

    def handle_data(self, data):
        self.blocks[-1] += "" if self._unseen else data

    def has(self, sought):
        """Return whether a browser would find whole words of a fragment, in order."""
        found = [re.search(rf"(?<!\w){re.escape(unquote(end))}(?!\w)", self.text, re.IGNORECASE) for end in sought.split(",")]
        return all(found) and [each.start() for each in found] == sorted(each.start() for each in found)

    @property
    def text(self):
        return "\n".join(" ".join(block.split()) for block in self.blocks)


def passages_of(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    document = read_document(SourceFile(folder / name, name, DocumentSettings(path=name, url="https://e.org/"))).document
    return split([document], FakeEncoder())[0]


def sought(text, links=()):
    found = fragment(Passage("p", "a.md", (), 1, text, links=links))
    return found and [unquote(end) for end in found.split(",")]


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "tests" / "html_pages").glob("*.html")))
def test_fragments_of_saved_pages_are_words_of_the_page(tmp_path, name):
    html = (ROOT / "tests" / "html_pages" / name).read_text(encoding="utf-8").replace("[content]", CONTENT)
    page, passages = Page(html), passages_of(tmp_path, name, html)
    fragments = [found for passage in passages if (found := fragment(passage))]
    assert [found for found in fragments if not page.has(found)] == []
    assert len(fragments) >= 7


CONTENT = """
<ol start="4"><li>Send a letter to the harbour master.<li>Ask for <a href="/form">the form</a> at the pier.</ol>
<table><tr><th>Plan<th>Price<tr><td>Kids below ten<td>12<br>crowns</table>
<dl><dt>Lantern<dd>A light that hangs above the oars.</dl>
<p>The boat holds twelve people<sup>2</sup> and their <kbd>Ctrl</kbd>+C keys. See<sup><a href="#n1">[1]</a></sup> the notes.</p>
<p>It leaves at noon.<br>It is back at ten.</p><details><summary>What to bring</summary>Bring something warm to wear.</details>
"""


WRITTEN = r"""# Joining

1. First send a [letter](https://example.org/a) to the harbour master, who signs it
2. Then wait for nine days
   - or bring it along yourself
10) the tenth step of all

| Plan | Price per year | Includes |
|---|---|---|
| Kids | 12 crowns | swimming lessons on *Sundays* |
| | 5 | x |

**Q: Who may join the club?**

A: Anyone above ten years of age.

- [x] a task that is done
- The boat needs an oar[^1] and a sail on every trip
- Note: bring the stamp (it is blue) with you; otherwise wait
- Ask in <#123456789012345678> or use </help:1> before the boats leave
- Fees are ~~nine~~ twelve crowns in all cases

Line one of this\
and the second line of that paragraph

```
first line of code
second line of code
```

[^1]: Made of wood.
"""


def test_fragments_of_markdown_are_words_of_the_page_it_is_rendered_to(tmp_path):
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    page = Page(renderer.render(WRITTEN.replace("[^1]:", "1.").replace("[^1]", "<sup>1</sup>")))
    passages = passages_of(tmp_path, "a.md", WRITTEN)
    found = {passage.text: fragment(passage) for passage in passages}
    assert [text for text, words in found.items() if words and not page.has(words) and "second line of that" not in text] == []
    assert [text for text, words in found.items() if not words] == ["Price per year: 5; Includes: x"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2. Then wait for nine days.", ["Then wait for nine days."]),
        ("(a) Then wait for nine days", ["Then wait for nine days"]),
        ("iv. Then wait for nine days", ["Then wait for nine days"]),
        ("☐ Then wait for nine days", ["Then wait for nine days"]),
        ("Plan: Kids; Price: 12 crowns a year; Note: none", ["12 crowns a year"]),
        ("Plan: Kids, Adults; Includes: lessons on Sundays, oars", ["lessons on Sundays"]),
        ("Short. But here is a longer sentence, with a comma!", ["But here is a longer sentence, with a comma!"]),
        ("The boat needs an oar (made of wood) and a sail.", ["The boat needs an"]),
        (
            "one two three four five six and so on to twelve or thirteen",
            ["one two three four five six", "so on to twelve or thirteen"],
        ),
        ("{{ name }} may sail :boat: in the morning", ["in the morning"]),
        ("申请表要寄给港口管理员，然后等九天。", ["申请表要寄给港口管理员"]),
        ("ส่งจดหมายไปที่ท่าเรือ", ["ส่งจดหมายไปที่ท่าเรือ"]),
        ("x: 1; y: 2", None),
        ("Yes.", None),
        ("https://example.org/a/b", None),
    ],
)
def test_a_fragment_is_of_words_that_are_surely_next_to_each_other(text, ends):
    assert sought(text) == ends


def test_targets_of_links_are_no_words_of_the_page():
    link = Link(9, 13, "https://example.org/form")
    assert sought("Send the form (https://example.org/form) today", (link,)) == ["Send the form today"]
