"""Builds with unreadable documents: they are left out and named, and the others are indexed."""

import pytest

from index.answering.searcher import Searcher
from index.building import build, pending_changes, roll_back
from index.errors import DocumentError
from tests import corpora
from tests.corpora import changes_in, contents, drafts, embedded, equals_fresh_build
from tests.fakes import FakeEncoder

several_segments, write = corpora.several_segments, corpora.write

TWENTY = {f"page{number:02}.md": f"# Page {number}\n\n- Word{number} stands here.\n" for number in range(20)}
BAD = b"# Page\n\n- Word\xff stands here.\n"


def test_one_bad_document_among_twenty_is_left_out_and_named_with_its_line(write, tmp_path):
    settings = write(TWENTY)
    (tmp_path / "page07.md").write_bytes(BAD)
    report = build(settings, encoder=FakeEncoder())
    assert (report.documents, report.passages) == (19, 19)
    [failure] = report.failures
    assert str(failure) == "page07.md:3: byte 0xFF is not UTF-8; save the file as UTF-8"
    searcher = Searcher.open(settings, FakeEncoder())
    assert {searcher.ask(f"word{number}", top=1).hits[0].passage.document for number in range(20) if number != 7} == (
        set(TWENTY) - {"page07.md"}
    )
    assert pending_changes(settings, searcher.generation.manifest)[1:] == [
        "page07.md cannot be read (byte 0xFF is not UTF-8): fix that, or `footnote build` leaves it out"
    ]


def test_a_fixed_document_is_indexed_again(write, tmp_path):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    (tmp_path / "page07.md").write_bytes(BAD)
    report = build(settings, encoder=FakeEncoder())
    assert changes_in(report) == [("removed", "page07.md", (), "Word7 stands here.", None)]
    settings = write({**TWENTY, "page07.md": "- Word7 stands here again.\n"})
    assert embedded(settings) == ["page07: Word7 stands here again."]
    assert equals_fresh_build(settings)


def test_repeated_builds_with_a_bad_document_keep_the_previous_index_for_a_rollback(write, tmp_path):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    (tmp_path / "page07.md").write_bytes(BAD)
    for _ in range(3):
        assert len(build(settings, encoder=FakeEncoder()).failures) == 1
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("word7", top=1).hits[0].passage.text == "Word7 stands here."


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (["page07.md"], r"^page07\.md:3: byte 0xFF is not UTF-8"),
        (["page07.md", "page03.md"], r"^page03\.md:3: byte 0xFF is not UTF-8"),
    ],
)
def test_a_strict_build_with_a_bad_document_leaves_the_index_unchanged(write, tmp_path, bad, message):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    before = contents(settings, FakeEncoder())
    for name in bad:
        (tmp_path / name).write_bytes(BAD)
    with pytest.raises(DocumentError, match=message):
        build(settings, encoder=FakeEncoder(), is_strict=True)
    assert contents(settings, FakeEncoder()) == before
    assert drafts(settings) == []


@pytest.mark.parametrize("names", [["page00.md"], list(TWENTY)])
def test_a_corpus_with_only_bad_documents_is_an_error_and_leaves_the_index_unchanged(write, tmp_path, names):
    settings = write({name: TWENTY[name] for name in names})
    build(settings, encoder=FakeEncoder())
    before = contents(settings, FakeEncoder())
    for name in names:
        (tmp_path / name).write_bytes(BAD)
    with pytest.raises(DocumentError) as caught:
        build(settings, encoder=FakeEncoder())
    others = ", ".join(f"{name}:3" for name in names[1:10])
    also = f" (also unreadable: {others} and 10 more)" if others else ""
    assert str(caught.value) == f"page00.md:3: byte 0xFF is not UTF-8{also}; save the file as UTF-8"
    assert contents(settings, FakeEncoder()) == before
    assert drafts(settings) == []


CONFLICT = "<<<<<<< HEAD\n- Joining costs 9 euros.\n=======\n- Joining costs 10 euros.\n>>>>>>> new-fees\n"


def test_neither_version_of_a_merge_conflict_is_quoted(write, tmp_path):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    (tmp_path / "page07.md").write_text(f"# Page\n\n{CONFLICT}", encoding="utf-8")
    [failure] = build(settings, encoder=FakeEncoder()).failures
    assert str(failure).startswith("page07.md:3: has a merge conflict; keep one of the two versions")


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{CONFLICT}```\n",
        f"~~~~ text\n~~~\n{CONFLICT}~~~~\n",
        "    " + CONFLICT.replace("\n", "\n    ") + "\n",
        "<<<<<<< Sign up here >>>>>>>\n\nFees\n=======\n",
        ">>>>>>> Quoted\n\n- See <<<<<<< HEAD in a file.\n",
    ],
)
def test_an_example_of_a_merge_conflict_is_read(write, text):
    settings = write({"git.md": f"# Git\n\nA conflict looks like this:\n\n{text}"})
    assert build(settings, encoder=FakeEncoder()).failures == ()
