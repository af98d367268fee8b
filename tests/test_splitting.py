"""Splitting documents into passages that fit an encoder's window."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoding.models import find_model
from index.encoding.window import TokenizerWindow
from index.passages.splitting import Unlimited, split
from index.reading import Document, Section
from index.reading.blocks import Block
from index.reading.rich_text import Link
from index.text.sentences import sentences
from tests.budgets import budget
from tests.conftest import ROOT
from tests.fakes import FakeEncoder


def document(*blocks: Block, section: tuple[str, ...] = ("Rules",)) -> Document:
    return Document("a.md", "A", None, (Section(section, 1, blocks),))


@pytest.fixture(scope="module")
def window() -> TokenizerWindow:
    found = TokenizerWindow.from_model(find_model("all-MiniLM-L6-v2", ROOT).folder)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. Smith paid approx. 3.5 million. Then he left.", ["Dr. Smith paid approx. 3.5 million.", "Then he left."]),
        ("He said “Stop.” She did.", ["He said “Stop.”", "She did."]),
        ("See example.org for more. ok", ["See example.org for more. ok"]),
        ("J. R. Hartley wrote it. Twice.", ["J. R. Hartley wrote it.", "Twice."]),
        ("一つ目。二つ目。", ["一つ目。", "二つ目。"]),
        ("line one\nline two", ["line one", "line two"]),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_would_pause(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_passage_that_fits_is_kept_whole_and_embedded_after_its_section_and_context():
    block = Block("Mods can (https://x.y) ban.", 7, ("Roles:",), (Link(5, 8, "https://x.y"),))
    [passage], _ = split([document(block, section=("Joining", "Roles"))], FakeEncoder())
    assert (passage.text, passage.line, passage.section) == (block.text, 7, ("Joining", "Roles"))
    assert passage.embedding_text == "A > Joining > Roles: Roles: Mods can ban."
    assert passage.location == "a.md:7"


def test_a_long_passage_is_split_at_sentences():
    text = " ".join(
        f"Sentence {word} has exactly seven words." for word in ["one", "two", "three", "four", "five", "six", "seven"]
    )
    passages, _ = split([document(Block(text, 3))], FakeEncoder(limit=32))
    assert len(passages) > 1
    assert all(re.fullmatch(r"Sentence \w+ .*words\.", passage.text) for passage in passages)
    assert {passage.line for passage in passages} == {3}
    assert " ".join(passage.text for passage in passages) == text


def test_an_id_survives_changes_of_line_and_heading_and_distinguishes_duplicates():
    block = Block("Free for all.", 3)
    [before], _ = split([document(block)], Unlimited())
    [after], _ = split([document(replace(block, line=99), section=("Prices", "New"))], Unlimited())
    assert after.id == before.id
    twice, _ = split([document(block, block, Block("Free for some.", 4))], Unlimited())
    assert [passage.id for passage in twice[:2]] == [before.id, f"{before.id}-2"]
    assert len({passage.id for passage in twice}) == 3


def test_section_rows_cover_all_passages_in_order():
    a = Document(
        "a.md", "A", None, (Section((), 1, (Block("x", 1),)), Section(("E",), 2, ()), Section(("F",), 3, (Block("y", 4),)))
    )
    b = Document("b.md", "B", None, (Section(("G",), 1, (Block("z", 2), Block("w", 3))),))
    passages, sections = split([a, b], Unlimited())
    assert [(rows.document, rows.path, rows.start, rows.stop) for rows in sections] == [
        ("a.md", (), 0, 1),
        ("a.md", ("E",), 1, 1),
        ("a.md", ("F",), 1, 2),
        ("b.md", ("G",), 2, 4),
    ]
    assert [passage.text for passage in passages] == ["x", "y", "z", "w"]


words = st.text(st.sampled_from("abcxyz.!? éß漢😀-/:0"), min_size=1, max_size=900)


@settings(deadline=None, max_examples=budget(20))
@given(text=st.lists(words, min_size=1, max_size=6).map(" ".join), heading=words, context=words)
def test_with_the_real_tokenizer_no_passage_is_cut_off_and_no_text_lost(window, text, heading, context):
    block = Block(text.strip() or "x", 1, (context,))
    passages, _ = split([document(block, section=(heading,))], window)
    assert all(len(window.token_starts(passage.embedding_text)) <= window.limit for passage in passages)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(block.text.split())
