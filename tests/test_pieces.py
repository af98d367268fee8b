"""Large documents are read by pieces: with the same result as reading them whole, and after an edit only in part."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from index.building import build
from index.errors import DocumentError
from index.reading import SourceFile
from index.reading.corpus import read_text
from index.reading.document import Section
from index.reading.files import decode_text
from index.reading.pieces import cutting, reading
from index.reading.pieces.reading import read_by_pieces
from index.settings import DocumentSettings
from tests import corpora
from tests.budgets import budget
from tests.corpora import RecordingEncoder, contents, fresh_contents, write_project
from tests.fakes import FakeEncoder

several_segments = corpora.several_segments

FILE = SourceFile(Path("big.md"), "big.md", DocumentSettings(path="big.md", url="https://club.example/rules"))
DOCUMENTS = [*Path(__file__).parents[1].glob("docs/*.md"), *Path(__file__).parents[1].glob("*.md")]
LINES = (
    *("# Club", "## Rules", "### Boots", "## Contents", "## Q: who?", "## Notes", "Title", "-----", "====", "* * *", "---"),
    *(
        "- Boots are needed.",
        "- Boots: see",
        "- Is it open?",
        "- **Bold**",
        "* a star",
        "  - nested",
        "1. first",
        "- [Rules](#rules)",
    ),
    *("- Rules", "**Fees**", "Fees:", "Is the tower open?", "Q: where?", "A: There.", "O: word", "Back to top", "> quoted"),
    *("```", "~~~", "  ```", "    ```", "<!-- hidden", "-->", "<!-- short -->", "| a | b |", "|---|---|", "<div>", "</div>"),
    *(
        "see [the list][a] and [b]",
        "[a]: https://x.example/1",
        "[b]: <u>",
        "[^1] and",
        "[^1]: a note",
        "#tag #other",
        "[[a|b]]",
    ),
    *(
        "<time>",
        "<details>",
        "</details>",
        "text that goes on",
        "![a view](x.png)",
        "Term",
        ": meaning",
        "{: .big}",
        "::: tip",
        ":::",
        "- It is written %%.",
        "%%",
        "or %% hidden",
        "only 5 %% or 100%%, or (%%)",
    ),
)
"""Lines of every kind that means something beyond its own paragraph."""

lines = st.lists(
    st.one_of(
        st.builds("- Rule {} of the club.".format, st.integers(0, 30)),
        st.builds("\n{} Part {}\n".format, st.sampled_from(["#", "##", "###"]), st.integers(0, 5)),
        st.just(""),
        st.sampled_from(LINES),
    ),
    min_size=4,
    max_size=60,
)
edits = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "move", "change"]), st.integers(0, 99), st.integers(0, 99), st.sampled_from(LINES)
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(autouse=True, scope="module")
def small_pieces():
    """Cut documents of any size, at most of the places."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "MIN_DOCUMENT", 0)
        patch.setattr(cutting, "MIN_LENGTH", 20)
        patch.setattr(cutting, "MAX_LENGTH", 60)
        patch.setattr(cutting, "CUT_SHARE", 2)
        yield


def edited(text, edit):
    kind, at, to, line = edit
    found = text.split("\n")
    at, to = at * len(found) // 100, to * len(found) // 100
    if kind == "insert":
        found.insert(at, line)
    elif kind == "delete":
        del found[at : at + 3]
    elif kind == "move":
        part = found[at : at + 3]
        del found[at : at + 3]
        found[to:to] = part
    else:
        found[at] += " more"
    return "\n".join(found)


def seen(sections):
    """Return all of some sections except the numbers that tell the lists of a document apart."""
    return [(each.path, [replace(block, list_number=0) for block in each.blocks]) for each in sections]


def with_contents(document, before):
    """Return a document with the contents of the pieces that were not parsed, from those of the document before it."""
    pieces = [
        piece if piece.before is None else replace(before[piece.before], line=piece.line, record=piece.record)
        for piece in document.pieces
    ]
    return replace(document, pieces=tuple(pieces))


def sections_of(document):
    """Return the sections of a document of which every piece was parsed, as reading it as a whole does."""
    sections = []
    for piece in document.pieces:
        if piece.head:
            sections[-1] = replace(
                sections[-1], blocks=(*sections[-1].blocks, *(moved(each, piece.line) for each in piece.head))
            )
        for section in piece.sections:
            blocks = tuple(moved(block, piece.line) for block in section.blocks)
            sections.append(Section(section.path, section.line + piece.line, blocks))
    return tuple(sections)


def moved(block, lines):
    """Return a block with its lines counted from the start of the document."""
    starts = tuple(start._replace(line=start.line + lines) for start in block.line_starts)
    return replace(block, line=block.line + lines, line_starts=starts)


@pytest.fixture(scope="module")
def compare():
    """Read a text by pieces and as a whole, and return the document, or None if it was not cut."""

    def compare(text, before):
        document = read_by_pieces(text, FILE, before.record if before else None)
        if document is None:
            return None
        whole = read_text(text, FILE)
        document = with_contents(document, before.pieces if before else ())
        assert seen(sections_of(document)) == seen(whole.sections)
        assert (document.title, document.notes) == (whole.title, whole.notes)
        return document

    return compare


@sampling(max_examples=budget(60), deadline=None)
@given(lines, edits)
def test_reading_by_pieces_is_reading_the_whole_after_any_edit(compare, start, changes):
    text, before = "\n".join(start), None
    for edit in [None, *changes]:
        text = edited(text, edit) if edit else text
        try:
            text = decode_text(text.encode(), "big.md")
        except DocumentError:
            return  # it is empty
        before = compare(text, before)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_real_document_reads_the_same_by_pieces(compare, path):
    text = decode_text(path.read_bytes(), "big.md")
    document = compare(text, None)
    if document:
        halves = text.split("\n\n")
        compare("\n\n".join([*halves[: len(halves) // 2], "One more paragraph.", *halves[len(halves) // 2 :]]), document)


def test_per_cent_signs_that_begin_no_comment_are_no_reason_to_read_the_whole(compare):
    text = rules(20, {3: "## Part 3\n\n- Write it as %%.\n", 9: "## Part 9\n\n- Only 5 %% or 100%% are left (%%).\n"}.items())
    assert compare(text, None) is not None
    assert compare(text.replace("as %%.", "as %% of"), None) is None


def rules(count, changed=()):
    parts = [
        f"## Part {part}\n\n" + "".join(f"- Rule {part * 5 + n} of the club.\n" for n in range(5)) for part in range(count)
    ]
    for part, text in changed:
        parts[part] = text
    return "# Club\n\n" + "\n".join(parts)


def flat(count):
    return "# Club\n\n" + "".join(f"- Rule {number} of the club.\n" for number in range(count))


@pytest.mark.parametrize("text", [rules(40), flat(200)], ids=["sections", "one list"])
def test_one_changed_bullet_parses_only_the_pieces_around_it(text):
    before = read_by_pieces(text, FILE, None)
    after = read_by_pieces(text.replace("Rule 77 of", "Rule 77 and a half of"), FILE, before.record)
    assert len(after.pieces) > 20
    assert sum(piece.before is None for piece in after.pieces) <= 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[a]: https://x.example/other", "another target of a link"),
        ("# Another title", "no single heading of level 1"),
        ("Q: Who opens?\n\nA: Anna.", "a marker of answers"),
    ],
)
def test_what_all_pieces_depend_on_is_noticed_if_it_changes(compare, line, why):
    text = rules(20, [(9, "## Part 9\n\nSee [the list][a].\n\nA: no answer, a letter.\n")])
    before = compare(text, None)
    assert before
    assert compare(f"{text}\n\n## End\n\n{line}\n\nThe end.\n", before), why


@pytest.mark.parametrize("line", ["```", "<!-- never closed", "<details>", "::: tip", "{% note %}", '<Tabs id="x">', "    ```"])
def test_what_may_reach_beyond_a_piece_is_read_as_a_whole(line):
    assert read_by_pieces(f"{rules(10)}\n{line}\n\n{rules(10)}", FILE, None) is None


EDITS = {
    "a changed bullet": lambda text: text.replace("Rule 77 of", "Rule 77 and a half of"),
    "a bullet twice": lambda text: text.replace("- Rule 77 of the club.", "- Rule 77 of the club.\n- Rule 3 of the club."),
    "a removed bullet": lambda text: text.replace("- Rule 12 of the club.\n", ""),
    "a new section": lambda text: text.replace("## Part 20\n", "## Part 19a\n\n- A word.\n\n## Part 20\n"),
    "a section twice": lambda text: text + "\n" + text[text.index("## Part 30") : text.index("## Part 32")],
    "another order": lambda text: (
        text[: text.index("## Part 9")]
        + text[text.index("## Part 31") :]
        + "\n"
        + text[text.index("## Part 9") : text.index("## Part 31")]
    ),
    "another title": lambda text: text.replace("# Club", "# Clubs"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_index_is_the_same_with_pieces_and_without(tmp_path, monkeypatch, edit):
    settings = write_project(tmp_path, {"big.md": rules(40), "a.md": "- Rule 3 of the club.\n"})
    before = build(settings, encoder=FakeEncoder())
    settings = write_project(tmp_path, {"big.md": EDITS[edit](rules(40)), "a.md": "- Rule 3 of the club.\n"})
    report = build(settings, encoder=FakeEncoder())
    assert report.passages == before.passages + report.difference.added - report.difference.removed
    found = contents(settings, FakeEncoder())
    assert found == fresh_contents(settings)
    monkeypatch.setattr(reading, "MIN_DOCUMENT", 10**9)
    whole = fresh_contents(settings)
    assert found.pop("pieces.json")
    found.pop("blocks.npy", None), whole.pop("blocks.npy", None)
    assert found == whole


def test_an_edit_of_a_large_document_encodes_one_text_and_reports_one_change(tmp_path):
    settings = write_project(tmp_path, {"big.md": rules(40)})
    build(settings, encoder=FakeEncoder())
    encoder = RecordingEncoder()
    settings = write_project(tmp_path, {"big.md": EDITS["a changed bullet"](rules(40))})
    report = build(settings, encoder=encoder)
    assert encoder.texts == ["Part 15: Rule 77 and a half of the club."]
    [change] = report.difference.changes
    assert (change.kind, change.before.text, change.passage.text) == (
        "changed",
        "Rule 77 of the club.",
        "Rule 77 and a half of the club.",
    )
