"""Evaluation figures, each checked against a calculation by hand."""

import math
import sys
from dataclasses import dataclass

import pytest

from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation import ask_all, compare, evaluate
from index.evaluation.judged import JudgedQuestion, JudgedSet
from index.evaluation.plotting import check_plot_file, plot
from index.evaluation.ranking_metrics import require_ranking_metrics
from index.passages.passage import Passage
from index.progress import NoProgress
from index.searching.question_reading import QuestionReader
from tests.conftest import QUESTION
from tests.fake_searcher import FakeSearcher, Reply, passages

NAMES = [*"abcdefghijklmno"]


def judged(question, *right, kind=None, grades=None):
    return JudgedQuestion(question, right, kind, 1, grades or {})


def measure(script, *questions):
    """Evaluate questions against a scripted searcher."""
    searcher = FakeSearcher(passages(*NAMES), script)
    return evaluate(ask_all(searcher, JudgedSet("q.yaml", questions), NoProgress()))


def test_hits_and_ranks_are_averaged_over_answerable_questions():
    script = {
        "first": Reply(["a", "b"]),
        "second": Reply(["b", "a"]),
        "sixth": Reply(["b", "c", "d", "e", "f", "a", "g"]),
        "eleventh": Reply(["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "a"]),
        "nothing is right": Reply(["a"]),
    }
    questions = [*(judged(name, "a") for name in list(script)[:-1]), judged("nothing is right")]
    figures = measure(script, *questions).to_dict()
    assert (figures["questions"], figures["answerable"]) == (5, 4)
    assert (figures["hit@1"], figures["hit@3"], figures["hit@5"]) == (0.25, 0.5, 0.5)
    assert figures["mrr@10"] == round((1 + 1 / 2 + 1 / 6 + 0) / 4, 4)
    assert figures["ndcg@10"] == round((1 + 1 / math.log2(3) + 1 / math.log2(7) + 0) / 4, 4)


def test_each_question_is_read_once_and_gets_the_answer_and_ranks_of_asking(shipped, monkeypatch):
    searcher = Searcher.open(shipped, threads=1)
    read, real = [], QuestionReader.read
    monkeypatch.setattr(QuestionReader, "read", lambda reader, question: read.append(question) or real(reader, question))
    [trial] = ask_all(searcher, JudgedSet("q.yaml", (judged(QUESTION, "a"),)), NoProgress())
    assert read == [QUESTION]
    answer, ranked = searcher.ask(QUESTION), searcher.index.retriever.rank(QUESTION, 10)
    assert (trial.outcome, trial.confidence) == (answer.outcome, answer.confidence)
    assert [hit.passage for hit in trial.hits] == [searcher.generation.passages[match.row] for match in ranked]


@pytest.mark.parametrize(
    "message",
    [
        "I sell shampoo and face cream. Was there a plan from Tmall for companies like mine?",
        "How many doctors used DingTalk? And what did Damai do?",
    ],
)
def test_a_message_is_judged_by_what_members_see(shipped, message):
    searcher = Searcher.open(shipped, threads=1)
    [trial] = ask_all(searcher, JudgedSet("q.yaml", (judged(message, "a"),)), NoProgress())
    answer = searcher.ask(message)
    assert (trial.outcome, trial.confidence) == (answer.outcome, answer.confidence)
    assert [hit.passage for hit in trial.hits[: len(answer.hits)]] == [hit.passage for hit in answer.hits]


def test_of_two_right_passages_the_first_sets_the_rank_and_both_count_for_ndcg():
    figures = measure({"who": Reply(["b", "a", "c"])}, judged("who", "b", "c")).to_dict()
    assert (figures["hit@1"], figures["mrr@10"]) == (1.0, 1.0)
    assert figures["ndcg@10"] == round((1 + 1 / 2) / (1 + 1 / math.log2(3)), 4)


def test_a_higher_grade_counts_more_for_ndcg():
    figures = measure({"who": Reply(["b", "a"])}, judged("who", "a", "b", grades={"a": 2, "b": 1})).to_dict()
    assert figures["ndcg@10"] == round((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)), 4)


def test_auroc_is_the_share_of_pairs_ranked_correctly_with_ties_as_half():
    script = {
        "right": Reply(["a"], 0.9),
        "unsure": Reply(["a"], 0.5),
        "tempting": Reply(["a"], 0.5),
        "far": Reply(["a"], 0.1),
    }
    questions = judged("right", "a"), judged("unsure", "a"), judged("tempting"), judged("far")
    assert measure(script, *questions).to_dict()["auroc"] == 3.5 / 4


def test_wrong_decisions_are_shares_of_answerable_or_unanswerable_questions():
    script = {
        "right": Reply(["a"], outcome="answer"),
        "hinted": Reply(["a"], outcome="suggestions"),
        "refused": Reply(["a"], outcome="none"),
        "refused too": Reply(["a"], outcome="none"),
        "answered": Reply(["a"], outcome="answer"),
        "hinted at": Reply(["a"], outcome="suggestions"),
        "left alone": Reply(["a"], outcome="none"),
    }
    answerable = [judged(name, "a") for name in list(script)[:4]]
    figures = measure(script, *answerable, *(judged(name) for name in list(script)[4:])).to_dict()
    assert figures["refused_answerable"] == 0.5
    assert figures["answered_unanswerable"] == round(1 / 3, 4)


def test_the_calibration_error_is_the_gap_between_confidence_and_precision():
    script = {
        "right": Reply(["a"], 0.94),
        "wrong": Reply(["b"], 0.96),
        "certain": Reply(["a"], 1.0),
        "far": Reply(["a"], 0.15),
    }
    questions = judged("right", "a"), judged("wrong", "a"), judged("certain", "a"), judged("far")
    sure = abs((0.94 + 0.96 + 1.0) / 3 - 2 / 3)
    assert measure(script, *questions).to_dict()["calibration_error"] == round((3 * sure + 1 * 0.15) / 4, 4)


def test_latencies_are_percentiles_of_the_answer_times():
    script = {name: Reply(["a"], milliseconds=took) for name, took in (("a", 40), ("b", 10), ("c", 30), ("d", 20))}
    figures = measure(script, *(judged(name, "a") for name in script)).to_dict()
    assert figures["p50_ms"] == 25.0
    assert figures["p95_ms"] == 30 + 0.85 * 10


def test_a_question_without_words_counts_as_refused_with_confidence_0_and_is_not_timed():
    script = {"who": Reply(["a"], 0.9, milliseconds=7.0)}
    found = measure(script, judged("who", "a"), judged("???!!!"))
    _, unasked = found.trials
    assert (unasked.outcome, unasked.confidence, unasked.hits) == ("none", 0.0, ())
    figures = found.to_dict()
    assert (figures["auroc"], figures["answered_unanswerable"], figures["p95_ms"]) == (1.0, 0.0, 7.0)
    assert found.notes == ()


def test_an_answerable_question_that_cannot_be_asked_is_noted():
    found = measure({"who": Reply(["a"])}, judged("who", "a"), judged("?", "a"))
    assert found.to_dict()["refused_answerable"] == 0.5
    assert any(
        "1 answerable question could not be asked; the first, in line 1: the question has no words" in note
        for note in found.notes
    )


def test_without_unanswerable_questions_their_figures_are_omitted_with_a_note():
    found = measure({"who": Reply(["a"])}, judged("who", "a", kind="fact"))
    assert not {"auroc", "answered_unanswerable"} & found.to_dict().keys()
    assert found.to_dict()["refused_answerable"] == 0.0
    assert found.notes == ("no unanswerable questions, so these metrics are left out: auroc, answered_unanswerable",)


def test_without_answerable_questions_only_figures_of_refusals_remain():
    found = measure({"who": Reply(["a"], 0.2, "none")}, judged("who"))
    assert found.to_dict() == {
        "questions": 1,
        "answerable": 0,
        "answered_unanswerable": 0.0,
        "calibration_error": 0.2,
        "p50_ms": 10.0,
        "p95_ms": 10.0,
        "kinds": {},
    }
    names = "hit@1, hit@3, hit@5, mrr@10, ndcg@10, auroc, refused_answerable"
    assert found.notes == (f"no answerable questions, so these metrics are left out: {names}",)


def test_each_kind_has_its_own_figures():
    script = {"easy": Reply(["a"]), "hard": Reply(["b", "a"]), "far": Reply(["a"], 0.1, "none"), "plain": Reply(["b"])}
    questions = judged("easy", "a", kind="fact"), judged("hard", "a", kind="fact"), judged("far", kind="far")
    found = measure(script, *questions, judged("plain", "a"))
    kinds = found.to_dict()["kinds"]
    assert list(kinds) == ["fact", "far"]
    assert (kinds["fact"]["questions"], kinds["fact"]["hit@1"], kinds["fact"]["hit@3"]) == (2, 0.5, 1.0)
    assert (kinds["far"]["answerable"], kinds["far"]["answered_unanswerable"]) == (0, 0.0)
    assert "auroc" not in kinds["fact"]
    assert "hit@1" not in kinds["far"]
    assert len(found.notes) == 1
    assert "some kinds have only answerable or only unanswerable questions" in found.notes[0]


@dataclass(frozen=True)
class ByLine:
    """A judged set whose ids are lines, as in BEIR, where a text can have several passages."""

    questions: tuple[JudgedQuestion, ...]
    source: str = "queries.jsonl"
    top: int = 50

    def id_of(self, passage):
        return f"d{passage.line}"


def test_a_text_of_several_passages_counts_once_at_its_best_rank():
    parts = [Passage(f"{line}{part}", "c.jsonl", (), line, "words") for line in range(1, 13) for part in "abc"]
    order = [part.id for part in parts if part.line != 4] + ["4a"]
    searcher = FakeSearcher(parts, {"who": Reply(order), "else": Reply(order)})
    found = evaluate(ask_all(searcher, ByLine((judged("who", "d3", "d12"), judged("else", "d12"))), NoProgress()))
    first, second = found.trials
    assert [hit.id for hit in first.hits] == ["d1", "d2", "d3", "d5", "d6", "d7", "d8", "d9", "d10", "d11"]
    assert first.hits[1].passage.id == "2a"
    assert (first.right_rank, second.right_rank) == (3, None)
    assert found.to_dict()["mrr@10"] == round(1 / 3 / 2, 4)


def test_rankings_are_compared_on_the_same_answerable_questions():
    script = {"one": Reply(["a"]), "two": Reply(["a"]), "none": Reply(["a"])}
    rankings = {
        "dense": {"one": ["b", "c", "d", "a"], "two": ["b", "a"]},
        "bm25": {"one": ["b", "a"], "two": ["c", "b"]},
        "rrf": {"one": ["a"], "two": ["b", "a"]},
        "fused": {"one": ["a"], "two": ["a"]},
    }
    searcher = FakeSearcher(passages(*NAMES), script, rankings)
    questions = judged("one", "a"), judged("two", "a"), judged("none"), judged("???", "a")
    found = compare(searcher, JudgedSet("q.yaml", questions), NoProgress())
    second, fourth = 1 / math.log2(3), 1 / math.log2(5)
    assert {each.ranking: each.to_dict() for each in found} == {
        "dense": {
            "hit@1": 0.0,
            "hit@3": round(1 / 3, 4),
            "mrr@10": round((1 / 4 + 1 / 2) / 3, 4),
            "ndcg@10": round((fourth + second) / 3, 4),
        },
        "bm25": {"hit@1": 0.0, "hit@3": round(1 / 3, 4), "mrr@10": round(1 / 6, 4), "ndcg@10": round(second / 3, 4)},
        "rrf": {"hit@1": round(1 / 3, 4), "hit@3": round(2 / 3, 4), "mrr@10": 0.5, "ndcg@10": round((1 + second) / 3, 4)},
        "fused": dict.fromkeys(("hit@1", "hit@3", "mrr@10", "ndcg@10"), round(2 / 3, 4)),
    }


def test_a_compared_ranking_counts_each_text_once():
    parts = [Passage(name, "c.jsonl", (), line, "words") for name, line in (("1a", 1), ("2a", 2), ("1b", 1), ("3a", 3))]
    always = {ranking: {"who": ["1a", "2a", "1b", "3a"]} for ranking in ("dense", "bm25", "rrf", "fused")}
    (found, *_) = compare(FakeSearcher(parts, {}, always), ByLine((judged("who", "d1", "d3"),)), NoProgress())
    assert found.to_dict()["hit@1"] == 1.0
    assert found.to_dict()["ndcg@10"] == round((1 + 1 / 2) / (1 + 1 / math.log2(3)), 4)


def test_rankings_are_not_compared_without_answerable_questions():
    assert compare(FakeSearcher([], {}), JudgedSet("q.yaml", (judged("none"),)), NoProgress()) == ()


TRIALS = (judged("right", "a"), judged("wrong", "a"), judged("far"))
SCRIPT = {"right": Reply(["a"], 0.92), "wrong": Reply(["b"], 0.98), "far": Reply(["b"], 0.15)}


def test_the_plot_has_both_distributions_the_thresholds_and_the_reliability_curve(tmp_path):
    plot(measure(SCRIPT, *TRIALS).trials, 0.6, 0.35, tmp_path / "picture.svg")
    drawn = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    for words in ("2 answerable", "1 unanswerable", "answers from 0.60", "suggestions from 0.35", "calibration error 0.350"):
        assert f">{words}<" in drawn


@pytest.mark.parametrize(("name", "start"), [("picture.png", b"\x89PNG"), ("picture.PDF", b"%PDF")])
def test_the_file_extension_sets_the_format_of_the_plot(tmp_path, name, start):
    plot(measure(SCRIPT, *TRIALS).trials[:1], 0.6, 0.35, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_plot_with_an_unknown_extension_or_in_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(
        UsageError, match=r"picture\.gif: cannot draw a plot as '\.gif'; name a file that ends in \.pdf, \.png or \.svg"
    ):
        check_plot_file(tmp_path / "picture.gif")
    with pytest.raises(UsageError, match=r"nowhere: no such folder; create it"):
        check_plot_file(tmp_path / "nowhere" / "picture.png")


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        UsageError, match=r"drawing a plot needs matplotlib, which is not installed; run `.*install .*(?:matplotlib|\.\[eval\])"
    ):
        check_plot_file(tmp_path / "picture.png")
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(
        UsageError,
        match=r"rankings needs ir-measures, which is not installed; run `.*install .*(?:ir-measures|\.\[eval\])",
    ):
        require_ranking_metrics()
