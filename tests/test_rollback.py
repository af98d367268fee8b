"""Going back to the index before this one."""

import pytest

from index.building import build, roll_back
from index.errors import FootnoteError, StoredIndexError
from index.searching import Searcher
from index.storage import IndexFolder
from tests import corpora
from tests.corpora import CLUB, contents, damage, embedded, is_like_anew
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


def first_text(settings, question):
    return Searcher.open(settings, FakeEncoder()).ask(question, top=1).hits[0].passage.text


def test_going_back_answers_as_before_and_again_as_after(club, write):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    after = contents(settings, FakeEncoder())
    assert roll_back(settings).passages == 14
    assert contents(settings, FakeEncoder()) == before
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == after


def test_without_an_earlier_index_there_is_nothing_to_go_back_to(club):
    before = contents(club, FakeEncoder())
    with pytest.raises(StoredIndexError, match=r"no earlier index to go back to; ") as caught:
        roll_back(club)
    assert "\n" not in str(caught.value)
    assert contents(club, FakeEncoder()) == before


def test_going_back_without_any_index_says_that_there_is_none(write):
    with pytest.raises(FootnoteError, match=r"no index yet; run `footnote build`"):
        roll_back(write(CLUB))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", ["manifest.json", "passages.jsonl", "forms.json", "vectors.faiss", "segment.json"])
def test_an_earlier_index_that_is_damaged_is_not_gone_back_to(write, name, how):
    build(write({"z.md": "- The end.\n"}), encoder=FakeEncoder())
    [path] = (path for path in IndexFolder(write(CLUB).index_folder).path.rglob(name))
    settings = write({"z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    damage(path, how)
    with pytest.raises(StoredIndexError, match=name):
        roll_back(settings)
    assert first_text(settings, "end") == "Another end."


def test_a_build_after_going_back_takes_the_corpus_as_it_is(club, write):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert first_text(settings, "end") == "The end."
    assert embedded(settings) == []
    assert is_like_anew(settings)
    roll_back(settings)
    assert first_text(settings, "end") == "The end."
