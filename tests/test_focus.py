"""Ranking by how well content words are met, by new numbers, times and names, and by the headings of an FAQ."""

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.searching.focus import Focus, coverage, find_focus
from index.searching.fusing import FAQ, ORDINARY, ScoreParts, Weights, corpus_weights, question_share
from index.settings import Settings
from index.text.answer_kinds import AnswerKind, asked_kind, holds_new
from index.text.words import words


def focus(text: str, *, common: str = "") -> Focus:
    """Return the focus of a question whose tokens are its words, all equally rare."""
    found = words(text, str)
    rarity = np.array([text[word.start : word.end] not in common.split() for word in found], dtype=np.float32)
    return find_focus(text, found, rarity, np.arange(len(found)), "english")


def test_coverage_counts_only_in_long_questions_and_more_the_longer_they_are() -> None:
    shares = [coverage(content_words) for content_words in range(12)]
    assert shares[:3] == [0, 0, 0]
    assert shares == sorted(shares)
    assert shares[6:] == [1] * 6


def test_the_tokens_of_a_word_share_its_weight_and_common_words_have_none() -> None:
    rarity = np.array([2.0, 3.0, 0.0], dtype=np.float32)
    found = find_focus("old boats of", words("old boats of", str), rarity, np.array([0, 1, 1, 2]), "english")
    assert found.content == pytest.approx([0.4, 0.3, 0.3, 0.0])  # the two tokens of "boats" share its weight


def test_a_question_of_common_words_has_no_coverage() -> None:
    found = focus("is it so", common="is it so")
    assert found.coverage == 0
    assert not found.content.any()


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("how many farmers learn it", "farmers"),
        ("Which large old cities take part", "cities"),
        ("they ask how much money is left", "money"),
        ("how many of the very best and oldest boats are there", None),
        ("why do boats sink", None),
        ("how many", None),
    ],
)
def test_the_thing_that_is_asked_about_is_found(question: str, thing: str | None) -> None:
    found = focus(question, common="how many much which what of the very and best are is large old there they why do")
    at = None if found.thing is None else int(found.thing.argmax())
    assert (None if at is None else question.split()[at]) == thing


def test_other_languages_have_no_asked_thing_and_no_kind() -> None:
    found = find_focus("what fun", words("what fun", str), np.ones(2, np.float32), np.arange(2), "german")
    assert found.thing is None
    assert found.kind is None


def test_scores_are_a_weighted_mean_whatever_the_weights() -> None:
    ones = np.ones(3, dtype=np.float32)
    for weights in (ORDINARY, FAQ, ORDINARY.for_question(focus("how many blue boats"))):
        assert ScoreParts(ones, ones, ones, ones, ones, ones, ones, weights).fused == pytest.approx([1, 1, 1])


def test_new_instances_count_only_if_a_kind_is_asked_for() -> None:
    assert ORDINARY.for_question(focus("do boats sink")).instance == 0
    assert ORDINARY.for_question(focus("when do boats sink")).instance > 0


def test_the_passage_about_the_thing_that_is_counted_comes_first(shipped: Settings) -> None:
    searcher = Searcher.open(shipped)
    answer = searcher.ask("how many farmers will get livestream training")
    assert "200,000 farmers" in answer.hits[0].passage.text


@pytest.mark.parametrize(
    ("headings", "weights"),
    [
        (["How do I join?", "Who may vote?", "History"], FAQ),
        (["\u4f55\u6642\u958b\u9580\uff1f", "\u5728\u54ea\u88e1\uff1f"], FAQ),
        (["Joining", "Who may vote?", "History"], ORDINARY),
        ([], ORDINARY),
    ],
)
def test_headings_weigh_more_where_most_of_them_are_questions(headings: list[str], weights: Weights) -> None:
    assert corpus_weights(question_share(headings)) == weights


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many boats are there?", "number"),
        ("what's the membership fee", "number"),
        ("When does the ferry leave?", "time"),
        ("how long is a turn", "time"),
        ("Who repairs the kiln?", "name"),
        ("which island has a lighthouse", "name"),
        ("Why is the sauna shut?", "reason"),
        ("why does it cost more when it rains", "reason"),
        ("the boat that is why we came", None),
        ("Can I bring a dog?", None),
        ("what happens when the ferry is late", None),
        ("when I leave, do I get my deposit back?", None),
        ("my boat leaks when I row, is that normal", None),
        ("can somebody who rows borrow a boat", None),
        ("is there a hut where we can sleep", None),
        ("I lost my oar, who do I tell", "name"),
        ("by when do I have to pay", "time"),
        ("in which hut, and when", "time"),
        ("spare oars where?", "name"),
        ("", None),
    ],
)
def test_the_kind_of_answer_is_told_from_the_question(question: str, kind: AnswerKind | None) -> None:
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "question", "text", "is_new"),
    [
        ("number", "How many members came in 2019?", "In 2019 members came by boat.", False),
        ("number", "How many members came in 2019?", "In 2019, 48 members came.", True),
        ("number", "how many boats", "The club owns twelve boats.", True),
        ("time", "When does the kiosk close?", "The kiosk sells ice cream.", False),
        ("time", "When does the kiosk close?", "It closes on Sundays.", True),
        ("name", "Who is the treasurer of Blue Harbour?", "Ask the treasurer of Blue Harbour's club.", False),
        ("name", "Who is the treasurer of Blue Harbour?", "The treasurer is Ada Lind.", True),
        ("reason", "why is the sauna shut", "The sauna is shut due to a leak.", True),
        ("reason", "why is the sauna shut", "The sauna is shut on Mondays.", False),
        ("name", "who leads the Blue Harbour Club", "The Blue Harbour Club (BHC) has two boats.", False),
        ("name", "which boats are for juniors", "The small boats, A and B, are for juniors.", True),
        ("name", "which boats may I take", "As a guest, I may take boats.", False),
        ("name", "where do I report a leak", "Leaks are reported in #boats.", True),
        ("time", "how long is the ban for a lost oar", "A lost oar means a ban of three races.", True),
    ],
)
def test_an_instance_is_new_if_the_question_does_not_name_it(
    kind: AnswerKind, question: str, text: str, *, is_new: bool
) -> None:
    assert holds_new(kind, text, question) is is_new
