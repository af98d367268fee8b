"""Reading the footnotes and citations of reStructuredText."""

import pytest

from index.errors import DocumentError
from tests.conftest import texts
from tests.fuzzing import guarded

NOTE = ".. note::\n\n   Be kind.\n\n"


@pytest.mark.parametrize("sign", ["", NOTE])
@pytest.mark.parametrize("label", ["#", "#f1", "1", "*"])
@pytest.mark.parametrize("note", [" It is not hard\n   to write one.", "\n   It is not hard\n   to write one."])
def test_a_footnote_is_quoted_with_what_refers_to_it(read, sign, label, note):
    text = f"{sign}See the manual [{label}]_ here.\n\nThe end.\n\n.. [{label}]{note}\n"
    assert texts(read("a.txt", text))[-2:] == ["See the manual (It is not hard to write one.) here.", "The end."]


def test_footnotes_without_numbers_are_quoted_in_order(read):
    text = "One [#]_ here.\n\nTwo.\\ [#]_\n\n.. [#] First.\n.. [#] Second.\n\nThe end.\n"
    assert texts(read("a.txt", text)) == ["One (First.) here.", "Two. (Second.)", "The end."]


def test_a_citation_keeps_its_label(read):
    text = f"{NOTE}As [Lenn2002]_ says, and [Ann]_ too.\n\n.. [Lenn2002] A book on rowing.\n"
    assert texts(read("a.txt", text))[1:] == ["As Lenn2002 (A book on rowing.) says, and Ann too."]


def test_a_note_that_nothing_refers_to_is_a_passage(read):
    text = f"{NOTE}Rules [2]_\n==========\n\nNo spam.\n\n.. [1] Nobody\n   refers to it.\n.. [2] Of the club.\n\nThe end.\n"
    found = " / ".join(texts(read("a.txt", text)))
    assert all(words in found for words in ("Nobody refers to it.", "Of the club.", "The end."))


@pytest.mark.parametrize("words", ["Type ``x [1]_`` here.", "Take a[1]_b here.", "An array [1] here."])
def test_what_only_looks_like_a_reference_has_no_note(read, words):
    found = texts(read("a.txt", f"{NOTE}{words}\n\n.. [1] A note.\n"))
    assert found[1] == words.replace("`", "")


def test_brackets_of_other_texts_are_no_references(read):
    assert texts(read("a.txt", "See [1]_ and [Ann]_ here.\n\nThe end.\n"))[0] == "See [1]_ and [Ann]_ here."


@pytest.mark.parametrize("sign", ["", NOTE])
def test_bold_words_on_two_lines_lose_their_stars(read, sign):
    text = (
        f"{sign}In any case, we can only row together on the river with **mutual\nrespect** for the others, on **all** days.\n"
    )
    document = read("a.txt", text)
    assert (
        texts(document)[-1]
        == "In any case, we can only row together on the river with mutual respect for the others, on all days."
    )


def test_notes_that_are_repeated_too_often_are_refused(read):
    with pytest.raises(DocumentError, match="footnotes have more than"):
        read("a.txt", f"{'See [1]_ here.' * 5_000}\n\n.. [1] {'word ' * 1_000}\n")


@pytest.mark.parametrize(
    "piece", [".. [#] x\n", "[#]_ ", ".. [1]\n   x\n\n", "[#]_ x\n\n.. [#] y [#]_\n\n", "``[1]_ ", "** x\n", "**x\n"]
)
def test_notes_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.txt", f"{NOTE}{piece * (90_000 // len(piece))}\nword\n")
