"""Tables of words in files: found, counted and edited without reading all of them."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import StoredIndexError
from index.files.blocks import CheckedFolder
from index.searching.near_forms import Letter
from index.storing import word_table
from index.storing.form_table import FormTable, FormWriter
from index.storing.word_table import WordTable
from tests.budgets import budget

WORDS = st.text("abé今😀", min_size=1, max_size=12)
PAGED = settings(max_examples=budget(60), suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def pages(monkeypatch):
    """Keep no words in memory, and few on a page."""
    monkeypatch.setattr(word_table, "SMALL", 0)
    monkeypatch.setattr(word_table, "PAGE", 3)


@pytest.mark.usefixtures("pages")
@PAGED
@given(st.sets(WORDS), st.lists(WORDS))
def test_words_are_found_where_they_are_and_by_how_they_start(words, others):
    ordered = sorted(words)
    table = WordTable.of(ordered)
    assert [*table] == ordered
    assert [table.position(word) for word in ordered] == [*range(len(ordered))]
    for word in others:
        assert (word in table) == (word in words)
        found = table.starting_with(word[:2])
        assert table[found.start : found.stop] == [each for each in ordered if each.startswith(word[:2])]


@pytest.mark.parametrize("word", ["", "\n", "tower\nfalcon", "\ud800", "tower\0"])
def test_a_table_has_no_words_that_no_text_has(word):
    assert word not in WordTable.of(["falcon", "tower"])


@pytest.mark.usefixtures("pages")
@PAGED
@given(st.sets(WORDS), st.sets(WORDS), st.booleans(), st.data())
def test_an_edited_table_is_the_one_of_its_words(words, added, is_anew, data):
    ordered = sorted(words)
    dropped = data.draw(st.sets(st.sampled_from(range(len(ordered))))) if ordered else set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_table, "FEW", 1_000 if is_anew else 0)
        edited = WordTable.of(ordered).edited(sorted(dropped), sorted(added - words))
    wanted = WordTable.of(sorted({word for place, word in enumerate(ordered) if place not in dropped} | (added - words)))
    assert (edited.text, [*edited]) == (wanted.text, [*wanted])
    assert [edited.position(word) for word in wanted] == [*range(len(wanted))]


def test_a_table_whose_words_are_elsewhere_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(word_table, "SMALL", 0)
    WordTable.of(["falcon", "nest", "tower"]).save(tmp_path, "terms")
    (tmp_path / "terms.txt").write_bytes(b"falcon nest tower\n")
    table = WordTable.open(CheckedFolder.trusting(tmp_path), "terms", 3)
    with pytest.raises(StoredIndexError, match=r"terms\.txt: damaged: the words are not where they should be; run "):
        table.position("nest")


LANGUAGES = st.sampled_from(["english", "french", "german"])
FORMS = st.lists(st.text("aeéèsüß今", min_size=1, max_size=4))


@pytest.mark.usefixtures("pages")
@PAGED
@given(FORMS, FORMS, st.data(), LANGUAGES)
def test_forms_are_counted_the_same_by_edits_and_from_scratch(tmp_path_factory, before, added, data, language):
    removed = data.draw(st.lists(st.sampled_from(range(len(before))), unique=True)) if before else []
    writer = FormWriter(FormTable.of(Counter(before), language), language)
    writer.remove(before[place] for place in removed)
    writer.add(added)
    counts = Counter(before) - Counter(before[place] for place in removed) + Counter(added)
    folders = [tmp_path_factory.mktemp("forms") for _ in range(2)]
    for table, folder in zip((writer.finish(), FormTable.of(counts, language)), folders, strict=True):
        table.save(folder)
    edited, fresh = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert edited == fresh
    forms = FormTable.open(CheckedFolder.trusting(folders[0]))
    assert dict(forms) == counts
    assert list(forms) == sorted(counts)
    for letter in "aés":
        assert forms.starting_with(letter) == sorted(form for form in counts if form.startswith(letter))
        assert sorted(forms.ending_with(letter)) == sorted(form for form in counts if form.endswith(letter))


def test_the_most_frequent_word_is_meant_by_one_without_accents():
    forms = FormTable.of({"élève": 2, "élevé": 7, "eleveur": 3, "übung": 1}, "french")
    assert [forms.accented(typed) for typed in ("eleve", "élève", "eleveur", "ubung", "")] == [
        "élevé",
        None,
        None,
        "übung",
        None,
    ]
    assert FormTable.of({"élève": 2}, "english").accented("eleve") is None
    assert FormTable.of({"übung": 1}, "german").accented("uebung") == "übung"


@settings(max_examples=budget(60))
@given(st.sets(st.text("abcdeéü今", min_size=1, max_size=7)), st.text("abcdeéü", min_size=1, max_size=7), st.integers(1, 2))
def test_no_word_that_is_few_edits_away_is_left_out(words, typed, edits):
    from rapidfuzz.distance import OSA

    near = Letter.of("\n".join(["", *sorted(words), ""]).encode() if words else b"\n").near(typed, edits)
    assert near == [word for word in sorted(words) if word in near]
    assert {word for word in words if OSA.distance(word, typed) <= edits} <= {*near}
