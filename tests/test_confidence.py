"""Confidence: from evidence to a probability and an outcome, and calibrating both on a community's own questions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.answering.confidence import Calibration, Decision, Forest, fit_curve, shipped_calibration, shipped_forest
from index.answering.evidence import NAMES
from index.errors import UsageError
from index.evaluation.calibrating import (
    MAX_ANSWER_FROM,
    MAX_ANSWERED,
    MAX_REFUSED,
    MIN_ANSWER_FROM,
    MIN_PER_KIND,
    JudgedTrial,
    fit_calibration,
)


def probability(share, slope, intercept):
    return 1 / (1 + math.exp(-(slope * math.log(share / (1 - share)) + intercept)))


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (1.3, -0.6), (0.4, 1.0), (2.5, -2.0)])
def test_fitting_recovers_the_curve_that_generated_the_questions(slope, intercept):
    shares, is_right = [], []
    for share in np.linspace(0.05, 0.95, 19):
        right = round(400 * probability(share, slope, intercept))
        shares += [share] * 400
        is_right += [True] * right + [False] * (400 - right)
    found = fit_curve(shares, is_right)
    assert found == pytest.approx((slope, intercept), abs=0.05)


def test_a_few_correctly_answered_questions_do_not_give_certainty():
    slope, intercept = fit_curve(list(np.linspace(0.4, 0.95, 30)), [True] * 30)
    found = Calibration(slope, intercept, Decision(0.5, 0.1), "", 30)
    assert 0.9 < found.confidence(0.7) < 0.99


def test_a_larger_share_never_means_less_confidence():
    """Not even if the forest is right exactly where it doubts."""
    shares = list(np.linspace(0.1, 0.9, 60))
    slope, intercept = fit_curve(shares, [share < 0.5 for share in shares])
    found = Calibration(slope, intercept, Decision(0.5, 0.1), "", 60)
    confidences = [found.confidence(share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert confidences == sorted(confidences)
    assert len(set(confidences)) == 5


@pytest.mark.parametrize("right", [15, 27])
def test_an_overconfident_forest_is_corrected_to_its_accuracy(right):
    slope, intercept = fit_curve([0.99] * 30, [True] * right + [False] * (30 - right))
    found = Calibration(slope, intercept, Decision(0.5, 0.1), "", 30)
    assert found.confidence(0.99) == pytest.approx(right / 30, abs=0.05)


@given(st.floats(0, 1), st.floats(0.05, 50), st.floats(-50, 50))
def test_confidence_is_a_probability_for_any_curve(share, slope, intercept):
    assert 0 <= Calibration(slope, intercept, Decision(0.5, 0.1), "", 0).confidence(share) <= 1


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [(1.0, "answer"), (0.5, "answer"), (0.4999, "suggestions"), (0.2, "suggestions"), (0.1999, "none"), (0.0, "none")],
)
def test_a_confidence_at_a_threshold_counts_as_above_it(confidence, outcome):
    assert Decision(answer_from=0.5, suggest_from=0.2).outcome(confidence) == outcome


def test_equal_thresholds_leave_no_suggestions():
    assert [Decision(0.5, 0.5).outcome(confidence) for confidence in (0.49, 0.5)] == ["none", "answer"]


def test_a_forest_returns_the_weighted_mean_of_its_trees():
    forest = Forest(
        feature=np.array([0, -1, -1, 1, -1, 0, -1, -1], dtype=np.int8),
        skip=np.array([2, 0, 0, 2, 0, 2, 0, 0], dtype=np.uint16),
        value=np.array([0.5, 0.2, 0.8, 2, 1, -1, 0.4, 0.6], dtype=np.float32),
        roots=np.array([0, 3], dtype=np.int32),
        votes=np.array([0.75, 0.25], dtype=np.float32),
    )
    for evidence, first, second in (((0.5, 2), 0.2, 1), ((0.6, 3), 0.8, 0.6), ((-1, 3), 0.2, 0.4)):
        assert forest(np.array(evidence, dtype=np.float32)) == pytest.approx(0.75 * first + 0.25 * second)


@given(arrays(np.float32, len(NAMES), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_the_shipped_forest_returns_a_share_for_any_evidence(evidence):
    assert 0 <= shipped_forest()(evidence) <= 1


def test_the_shipped_forest_and_thresholds_fit_the_program():
    forest, calibration = shipped_forest(), shipped_calibration()
    assert set(np.unique(forest.feature)) <= {-1, *range(len(NAMES))}
    assert forest.votes.sum() == pytest.approx(1)
    assert 0 < calibration.decision.suggest_from < calibration.decision.answer_from < 1
    strong, weak = np.zeros((2, len(NAMES)), dtype=np.float32)
    for name in ("score", "cosine", "lexical", "text", "lead", "least_met", "two_least_met", "met", "shared_by_rarity"):
        strong[NAMES.index(name)] = 0.9
    assert forest(strong) > forest(weak)


def make_trials(answerable, unanswerable, seed=1):
    """Return random trials: answerable questions mostly get large shares, and are right with that probability."""
    random = np.random.default_rng(seed)
    sure, unsure = random.beta(5, 2, answerable), random.beta(2, 5, unanswerable)
    return [
        *(JudgedTrial(float(share), bool(random.random() < share), is_answerable=True) for share in sure),
        *(JudgedTrial(float(share), is_right=False, is_answerable=False) for share in unsure),
    ]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("counts", [(40, 40), (100, 11), (40, 15), (15, 60)])
def test_fitted_thresholds_keep_wrong_answers_and_refusals_rare(counts, seed):
    questions = make_trials(*counts, seed)
    found = fit_calibration(questions)
    outcomes = [(each.is_answerable, found.decision.outcome(found.confidence(each.share))) for each in questions]
    answered = [outcome == "answer" for is_answerable, outcome in outcomes if not is_answerable]
    refused = [outcome == "none" for is_answerable, outcome in outcomes if is_answerable]
    assert sum(answered) <= MAX_ANSWERED * len(answered)
    assert sum(refused) <= MAX_REFUSED * len(refused)
    assert found.questions == len(questions)
    assert MIN_ANSWER_FROM <= found.decision.answer_from <= MAX_ANSWER_FROM
    assert found.decision.suggest_from <= found.decision.answer_from


@pytest.mark.parametrize(("counts", "kind"), [((60, MIN_PER_KIND - 1), "unanswerable"), ((3, 60), "answerable")])
def test_too_few_questions_of_one_kind_are_refused(counts, kind):
    with pytest.raises(UsageError, match=rf"^{min(counts)} {kind} questions are too few to calibrate; judge at least 10$"):
        fit_calibration(make_trials(*counts))


def test_a_forest_that_is_always_wrong_gets_nearly_the_same_confidence_everywhere():
    shares, right = [0.9, 0.8, 0.2, 0.1] * 10, [False, False, True, True] * 10
    slope, intercept = fit_curve(shares, right)
    found = [Calibration(slope, intercept, Decision(0.5, 0.1), "", 40).confidence(share) for share in shares]
    assert all(0.4 < confidence < 0.6 for confidence in found)
