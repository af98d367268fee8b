"""Ranking passages by meaning, words and tokens, with the fake encoder."""

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.searching import retrieval
from index.searching.fusing import reciprocal_rank_fusion
from index.searching.scope import scope_of
from index.settings import load_settings
from index.storing.lexical_question import best_rows

PAGE = """# Zoo

## Animals

- The falcon aviary is open in summer only.
- Error E-5107 of the ticket machine means that it has no paper.
- Pelicans live by the lake and eat fish.
- Release 6.18 of the app shows the feeding hours.
- Feeding hours are at noon and at four.

## Visit

- The lake path is closed in winter.
- Children under six pay nothing.
- Dogs wait outside.
"""
RANKINGS = ("dense", "bm25", "rrf", "fused")


@pytest.fixture
def open_index(project, encoder, tmp_path):
    """Build an index of documents and open a searcher for it."""

    def open_index(documents, config=""):
        settings = project(documents, config)
        build(settings, encoder=encoder)
        return Searcher.open(load_settings(tmp_path / "config.yaml"), encoder)

    return open_index


@pytest.fixture
def zoo(open_index):
    return open_index({"zoo.md": PAGE})


@pytest.fixture
def many(open_index):
    """A searcher for sixty passages that share words with each other."""
    lines = [f"- Cabin {number} has {number % 7} beds and {number % 5} lamps." for number in range(60)]
    sections = "\n\n".join(f"## Row {row}\n\n" + "\n".join(lines[row::6]) for row in range(6))
    return open_index({"cabins.md": f"# Cabins\n\n{sections}\n"}, "candidates: 10\n")


def first(searcher, question):
    return searcher.ask(question, top=1).hits[0].passage.text


def texts(searcher, matches):
    return [searcher.generation.passages[match.row].text for match in matches]


@pytest.mark.parametrize("typed", ["pelcans?", "where are the peilcans", "PELICNAS", "any pelicanss here"])
def test_a_misspelt_rare_word_finds_its_passage(zoo, typed):
    assert first(zoo, typed).startswith("Pelicans")


@pytest.mark.parametrize("ranking", RANKINGS)
def test_every_ranking_corrects_a_misspelt_word(zoo, ranking):
    assert zoo.index.retriever.rank("pelcans", 3, ranking) == zoo.index.retriever.rank("pelicans", 3, ranking)


@pytest.mark.parametrize("typed", ["E-5107", "e5107", "what does e-5107 mean", "E5107??", "error 5107"])
def test_an_error_code_finds_its_passage_however_it_is_written(zoo, typed):
    assert first(zoo, typed).startswith("Error E-5107")


@pytest.mark.parametrize("typed", ["6.18", "618", "what is new in 6.18?"])
def test_a_version_finds_its_passage_with_or_without_the_dot(zoo, typed):
    assert first(zoo, typed).startswith("Release 6.18")


def test_a_word_is_found_with_another_ending(zoo):
    assert texts(zoo, zoo.index.retriever.rank("dog", 1, "bm25")) == ["Dogs wait outside."]
    assert texts(zoo, zoo.index.retriever.rank("releases", 1, "bm25")) == ["Release 6.18 of the app shows the feeding hours."]


def test_bm25_finds_no_passage_without_the_words(zoo):
    assert zoo.index.retriever.rank("xylophones", 5, "bm25") == []


def test_a_heading_finds_the_passages_below_it(open_index):
    page = "# Club\n\n## Parking\n\n- Use the yard.\n- Ask at the gate.\n\n## Kitchen\n\n- Use the sink.\n- Ask Ann.\n"
    searcher = open_index({"club.md": page})
    assert {hit.passage.section for hit in searcher.ask("parking", top=2).hits} == {("Parking",)}


@pytest.mark.parametrize("question", ["cabin 7 beds", "xylophones", "Row 1", "lamps lamps lamps"])
def test_a_question_limited_to_a_section_finds_only_its_passages(many, question):
    for row in range(6):
        hits = many.ask(question, top=50, scope=scope_of(many.generation, section=f"Row {row}")).hits
        assert {hit.passage.section for hit in hits} == {(f"Row {row}",)}


def test_a_section_is_searched_even_if_better_passages_are_elsewhere(zoo):
    [hit, *_] = zoo.ask("pelicans by the lake", scope=scope_of(zoo.generation, section="Visit")).hits
    assert hit.passage.text == "The lake path is closed in winter."


@pytest.mark.parametrize("ranking", RANKINGS)
@pytest.mark.parametrize("count", [1, 4, 10])
def test_every_ranking_returns_the_best_first_and_each_passage_once(many, ranking, count):
    for question in ("cabin 7", "beds and lamps", "Row 3 cabin 21 with 0 beds", "lamps"):
        matches = many.index.retriever.rank(question, count, ranking)
        assert len(matches) == count
        assert len({match.row for match in matches}) == count
        assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
        more = many.index.retriever.rank(question, 10, ranking)
        assert [match.score for match in matches] == pytest.approx([match.score for match in more[:count]])


@pytest.mark.parametrize("ranking", RANKINGS)
def test_every_ranking_finds_a_passage_by_its_own_text(many, ranking):
    assert texts(many, many.index.retriever.rank("Cabin 23 has 2 beds and 3 lamps.", 1, ranking)) == [
        "Cabin 23 has 2 beds and 3 lamps."
    ]


def test_an_answer_has_the_passages_and_scores_of_the_ranking(many):
    answer = many.ask("cabin 7 beds", top=5)
    matches = many.index.retriever.rank("cabin 7 beds", 5)
    assert [hit.passage.text for hit in answer.hits] == texts(many, matches)
    assert [hit.score for hit in answer.hits] == [match.score for match in matches]


def test_only_the_configured_number_of_candidates_is_compared_by_tokens(many, monkeypatch):
    compared = []

    def counting(question, passages):
        compared.append(len(passages.counts))
        return nearness(question, passages)

    nearness = retrieval.nearness
    monkeypatch.setattr(retrieval, "nearness", counting)
    many.ask("cabin 7 beds")
    many.index.retriever.rank("lamps", 5)
    many.ask("lamps", scope=scope_of(many.generation, section="Row 1"))
    assert compared == [10, 10, 10]
    many.index.retriever.rank("lamps", 5, "dense")
    many.index.retriever.rank("lamps", 5, "rrf")
    assert len(compared) == 3


def test_candidates_found_only_by_words_are_compared_too(open_index):
    lines = [f"- Where is the hall {number}, and how is it, and when is it?" for number in range(40)]
    searcher = open_index({"a.md": "# Halls\n\n" + "\n".join([*lines, "- Penguins."])}, "candidates: 10\n")
    asked = "Penguins, where is the hall?"
    assert "Penguins." not in texts(searcher, searcher.index.retriever.rank(asked, 20, "dense"))
    assert "Penguins." in texts(searcher, searcher.index.retriever.rank(asked, 10))


def test_punctuation_and_whitespace_do_not_change_a_ranking(zoo):
    plain = [match.row for match in zoo.index.retriever.rank("when is the falcon aviary open", 8)]
    assert [match.row for match in zoo.index.retriever.rank("  when is the falcon -- aviary  open ?!?", 8)] == plain


def test_rank_fusion_adds_reciprocal_ranks():
    found = reciprocal_rank_fusion([[4, 2, 7], [2, 9]])
    assert [row for row, _ in found] == [2, 4, 9, 7]
    assert dict(found)[2] == pytest.approx(1 / 62 + 1 / 61)
    assert dict(found)[7] == pytest.approx(1 / 63)


def test_rows_without_a_score_are_never_among_the_best():
    scores = np.array([0, 0.5, 0, 0.9, 0.5], dtype=np.float32)
    rows = np.arange(5)
    assert best_rows(rows, scores, 10) == [3, 1, 4]
    assert best_rows(rows, scores, 2) == [3, 1]
    assert best_rows(rows[[0, 4]], scores[[0, 4]], 4) == [4]


def test_fifty_passages_can_be_returned(many):
    assert len(many.ask("cabin", top=50).hits) == 50
