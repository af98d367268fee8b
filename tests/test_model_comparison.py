"""`footnote eval --models`: models compared on one's own questions, without a change to the project."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace

import msgspec
import pytest

from bot import cli
from bot.terminal.model_figures import show_models
from index.building import build
from index.errors import DocumentError, UsageError
from index.evaluation.beir import read_beir
from index.evaluation.metrics import Metrics
from index.evaluation.model_comparison import (
    BeirQuestions,
    Cost,
    FileQuestions,
    ModelComparison,
    ModelFigures,
    compare_models,
    list_models,
)
from index.evaluation.paired import PairedDifference
from index.evaluation.ranking_metrics import RankingScores
from index.files.checksums import checksum
from index.reading.question_files import QuestionsError
from index.settings import PromptSettings, Settings, load_settings
from tests import small_models
from tests.conftest import ROOT, copy_project

small_model, small_multi_vector = small_models.small_model, small_models.small_multi_vector
compiled_small = small_models.compiled_small

BULLETS = (
    *("members may join by mail", "members join free of charge", "spam is a ban", "the rules ban spam by mail"),
    *("who may join is free", "the mail of members is free", "a charge is a ban", "members can charge the mail"),
    *("rules of the ban", "free mail is spam", "the charge is free"),
)
LONG = " ".join(BULLETS[:4])
UNANSWERABLE = "- question: can the ban join the charge\n  quotes: []\n"


@pytest.fixture(scope="module")
def built(compiled_small, tmp_path_factory):
    """Build a project with a small compiled model and a questions file, for tests to copy."""
    model, compiled = compiled_small
    folder = tmp_path_factory.mktemp("club")
    copy_project(compiled, folder / ".footnote")
    listing = "".join(f"## Part {number}\n\n- {words}.\n" for number, words in enumerate(BULLETS))
    (folder / "a.md").write_text(f"# Rules\n\n{listing}", encoding="utf-8")
    (folder / "corpus").mkdir()
    quotes = "".join(f'- question: who can say {words}\n  quotes: ["{words}."]\n' for words in BULLETS)
    (folder / "corpus" / "questions.yaml").write_text(quotes + UNANSWERABLE, encoding="utf-8")
    (folder / "config.yaml").write_text(f"documents: a.md\nmodel: {json.dumps(str(model))}\n", encoding="utf-8")
    build(load_settings(folder / "config.yaml"))
    return folder


@pytest.fixture
def club(built, tmp_path, own_model_cache):
    """Copy the project, with its fitted confidence in the user's cache, and return its settings."""
    copy_project(built, tmp_path)
    shutil.copytree(built / ".footnote" / "confidence", own_model_cache / "confidence")
    return load_settings(tmp_path / "config.yaml")


def contents(folder):
    """Return the checksum of each file of a project."""
    return {path: checksum(path) for path in folder.rglob("*") if path.is_file()}


def test_the_table_compares_models_and_the_project_stays_as_it_is(
    club, small_multi_vector, capsys, own_model_cache, tmp_path_factory
):
    other, none = small_multi_vector(), tmp_path_factory.mktemp("empty")
    before = contents(club.root)
    named = f"{other},nobody/nothing,{none},{club.model}"
    printed = []
    for _ in range(2):
        with contextlib.chdir(club.root):
            assert cli.main(["eval", "--models", named]) == 1
        printed.append(capsys.readouterr())
    first, second = printed
    rows = [line.split() for line in first.out.splitlines() if line.startswith("/") and " instead of " not in line]
    assert [(cells[0], len(cells)) for cells in rows] == [(club.model, 11), (str(other), 11)]
    assert "11 answerable" in first.out
    for name, reason in (("nobody/nothing", "not on this machine|neither on this machine"), (none, "the folder is empty")):
        [line] = [line for line in first.out.splitlines() if line.startswith(f"not measured: {name}: ")]
        assert any(words in line for words in reason.split("|"))
    assert f"{other} instead of {club.model}" in first.out
    assert "Compiling the model" in first.err
    assert "Compiling the model" not in second.err
    assert contents(club.root) == before
    assert not list(own_model_cache.glob("comparison/index*"))


def test_json_has_the_figures_the_differences_and_the_failures(club, footnote):
    printed = footnote("eval", "--models", ".,nobody/nothing", "--json")
    values = json.loads(printed.stdout)
    assert values["baseline"] == club.model
    assert list(values["models"]) == [club.model]
    figures = values["models"][club.model]
    assert (figures["questions"], figures["answerable"], figures["is_configured"]) == (12, 11, True)
    assert figures["passages"] == 11
    assert all(figures[name] > 0 for name in ("p50_ms", "passage_ms", "model_mb", "index_kb_per_passage"))
    assert {"hit@1", "hit@3", "mrr@10", "auroc", "answered", "answered_unanswerable"} <= figures.keys()
    assert figures["differences"] == {}
    assert list(values["failures"]) == ["nobody/nothing"]
    assert "footnote: not measured: nobody/nothing: " in printed.stderr
    assert printed.returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="this system has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_temporary_index_is_removed_if_the_comparison_is_stopped(club, own_model_cache, number, code):
    many = club.root / "many.yaml"
    many.write_text("".join(f"- question: who can join {count}\n  quotes: []\n" for count in range(3000)), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "eval", "--models", ".", "--questions", str(many)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS_")}
    running = subprocess.Popen(
        command, cwd=club.root, env={**kept, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with contextlib.closing(running.stdout), running.stderr as lines:
        assert any("Asking the questions" in line for line in lines)
        assert list(own_model_cache.glob("comparison/indexes/index-1/current"))
        running.send_signal(number)
        assert running.wait() == code
    assert not list(own_model_cache.glob("comparison/index*"))


def test_what_an_interrupted_comparison_left_is_removed_by_the_next(club, own_model_cache):
    left = own_model_cache / "comparison" / "indexes" / "index-7" / "segments"
    left.mkdir(parents=True)
    compare_models(club, (club.model,), FileQuestions(club.root / "corpus" / "questions.yaml"))
    assert not left.exists()


def test_without_a_cache_the_temporary_index_is_where_the_system_has_such_files(club, monkeypatch, tmp_path):
    (tmp_path / "no-folder").touch()
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(tmp_path / "no-folder"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    found = compare_models(club, (club.model,), FileQuestions(club.root / "corpus" / "questions.yaml"))
    assert [model.name for model in found.models] == [club.model]
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.fixture(scope="session")
def short_sighted(small_model):
    """Create a model that reads few words at a time, so that long passages are split."""
    return small_model("cls", max_length=16)


def test_questions_whose_passages_a_model_splits_are_left_out_for_all(club, short_sighted):
    (club.root / "a.md").write_text(f"{(club.root / 'a.md').read_text(encoding='utf-8')}- {LONG}\n", encoding="utf-8")
    questions = club.root / "corpus" / "questions.yaml"
    written = questions.read_text(encoding="utf-8").count("\n")
    with questions.open("a", encoding="utf-8") as file:
        file.write(f'- question: who can say it all\n  quotes: ["{LONG}"]\n')
    found = compare_models(club, list_models(club, [str(short_sighted)], club.root), FileQuestions(questions))
    assert found.failures == {}
    assert [model.metrics.answerable for model in found.models] == [11, 11]
    assert [each.questions for each in found.models[1].differences] == [11, 11, 1]
    *confidences, lost = found.notes
    assert lost == f"left out, because a model splits the documents elsewhere: the questions in lines {written + 1}"
    for confidence, model in zip(confidences, found.models, strict=True):
        assert confidence.startswith(f"confidence: fitted to {model.name} on ")


def test_a_model_with_which_many_questions_cannot_be_judged_is_not_measured(club, short_sighted):
    (club.root / "a.md").write_text(f"# Rules\n\n- {LONG}\n- {BULLETS[7]}\n", encoding="utf-8")
    questions = club.root / "long.yaml"
    questions.write_text(f'- question: who\n  quotes: ["{LONG}"]\n- question: mail\n  quotes: [can charge]\n', encoding="utf-8")
    found = compare_models(club, (club.model, str(short_sighted)), FileQuestions(questions))
    assert [model.name for model in found.models] == [club.model]
    assert "the quotes of 1 question are split between passages" in found.failures[str(short_sighted)]


def test_a_mistake_in_the_questions_or_the_documents_ends_the_comparison(club):
    questions = club.root / "wrong.yaml"
    questions.write_text("- question: who\n  quotes: [nowhere to be found]\n", encoding="utf-8")
    with pytest.raises(QuestionsError, match=r"wrong\.yaml:2: no passage contains the quote"):
        compare_models(club, (club.model,), FileQuestions(questions))
    (club.root / "a.md").unlink()
    with pytest.raises(DocumentError):
        compare_models(club, (club.model,), FileQuestions(questions))


def test_models_are_compared_on_a_beir_folder_too(club, tmp_path):
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    texts = "".join(json.dumps({"_id": f"d{row}", "text": words}) + "\n" for row, words in enumerate(BULLETS))
    (folder / "corpus.jsonl").write_text(texts, encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "spam is a ban"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td2\t1\n", encoding="utf-8")
    [figures] = compare_models(club, (club.model,), BeirQuestions(read_beir(folder))).models
    assert figures.metrics.questions == 1
    assert figures.metrics.ranking.hit_at_1 == 1


@dataclass(frozen=True)
class Recorded(FileQuestions):
    """Questions that note the settings of each index."""

    settings: list[Settings] = field(default_factory=list)

    def build(self, settings, progress):
        self.settings.append(settings)
        return super().build(settings, progress)


def test_prompts_and_everything_else_in_the_settings_are_those_of_the_configured_model(club):
    own = msgspec.structs.replace(club, prompts=PromptSettings(query="who "), language="none")
    questions = Recorded(club.root / "corpus" / "questions.yaml")
    compare_models(own, (own.model, "nobody/nothing"), questions)
    first, other = questions.settings
    assert (first.prompts, first.language) == (own.prompts, "none")
    assert (other.prompts, other.language) == (None, "none")
    assert other.index_folder != first.index_folder != own.index_folder


def test_models_are_named_once_with_the_configured_one_first(club, tmp_path, tmp_path_factory):
    here = tmp_path_factory.mktemp("here")
    (here / "mine").mkdir()
    (tmp_path / "ours").mkdir()
    written = ["owner/one, ., ours", "mine,multilingual,intfloat/multilingual-e5-small,all-MiniLM-L6-v2"]
    found = list_models(club, [*written, "sentence-transformers/all-MiniLM-L6-v2"], here)
    assert found == (club.model, "owner/one", "ours", str(here / "mine"), "multilingual", "all-MiniLM-L6-v2")
    with pytest.raises(UsageError, match="--models: no model is named; write, for example"):
        list_models(club, [" , "], here)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--compare",), "--compare: cannot be used with --models"),
        (("--calibrate",), "--calibrate: cannot be used with --models"),
        (("--floor", "hit@1=0.5"), "--floor: cannot be used with --models"),
        (("--plot", "a.svg"), "--plot: cannot be used with --models"),
        (("--follow-ups", "a.yaml"), "--follow-ups: cannot be used with --models"),
    ],
)
def test_flags_that_concern_one_model_are_refused(club, footnote, flags, message):
    refused = footnote("eval", "--models", ".", *flags)
    assert refused.returncode == 2
    assert message in refused.stderr


@pytest.mark.parametrize(
    ("first", "other", "more", "fewer", "chance"),
    [
        ("110", "110", 0, 0, 1.0),
        ("000000", "111111", 6, 0, 2 / 2**6),
        ("1110000000", "0001111111", 7, 3, 2 * (1 + 10 + 45 + 120) / 2**10),
        ("10", "01", 1, 1, 1.0),
    ],
)
def test_a_difference_counts_the_questions_that_changed_and_how_easily_coins_would(first, other, more, fewer, chance):
    found = PairedDifference.count("hit@1", [each == "1" for each in first], [each == "1" for each in other])
    assert (found.more, found.fewer) == (more, fewer)
    assert found.change == (more - fewer) / len(first)
    assert found.chance == pytest.approx(chance)


RANKING = RankingScores(hit_at_1=0.9, hit_at_3=0.95, hit_at_5=1.0, mrr_at_10=0.93, ndcg_at_10=0.94)
METRICS = Metrics(
    questions=40,
    answerable=30,
    ranking=RANKING,
    auroc=0.9,
    answered_unanswerable=0.1,
    refused_answerable=0.0,
    calibration_error=0.1,
    p50_ms=8.04,
    p95_ms=20.0,
)
LARGE = ModelFigures(
    "文书/large-v2",
    replace(METRICS, ranking=replace(RANKING, hit_at_1=0.95), answered_unanswerable=0.2, p50_ms=1234.5),
    0.8,
    Cost(40.0, 438_000_000, 2_400_000, 100),
    (
        PairedDifference("hit@1", 30, 9, 0),
        PairedDifference("answered", 30, 2, 1),
        PairedDifference("answered_unanswerable", 10, 0, 0),
    ),
)
SMALL = ModelFigures("all-small[bold]", METRICS, 0.7, Cost(8.0, 91_000_000, 1_200_000, 100))
COMPARED = ModelComparison("all-small[bold]", (SMALL, LARGE), {"owner/none": "is \x1b[31mnot here"}, ())


def shown(capsys, monkeypatch, compared=COMPARED, columns=None):
    """Return the lines of the table in a pipe, or in a terminal with this many columns."""
    if columns:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
    show_models(compared)
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()]


def test_the_best_of_each_column_is_marked_with_a_character(capsys, monkeypatch):
    lines = shown(capsys, monkeypatch)
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.endswith(("12.0*", "24.0"))}
    assert rows["all-small[bold]"] == ["0.900", "0.950", "0.930", "0.900", "0.700", "0.100*", "8.0*", "8.0*", "91*", "12.0*"]
    assert rows["文书/large-v2"] == ["0.950*", "0.950", "0.930", "0.900", "0.800*", "0.200", "1,234.5", "40.0", "438", "24.0"]
    assert "40 questions, 30 answerable; * best of its column; configured: all-small[bold]" in lines
    assert "not measured: owner/none: is not here" in [line.replace("[31m", "") for line in lines]


def test_differences_say_whether_they_may_be_chance(capsys, monkeypatch):
    lines = shown(capsys, monkeypatch)
    at = lines.index("文书/large-v2 instead of all-small[bold]")
    right, answered, wrong = (" ".join(line.split()) for line in lines[at + 1 : at + 4])
    assert right == "hit@1 +0.300 9 more, 0 fewer clear (p 0.004)"
    assert answered == "rightly answered +0.033 2 more, 1 fewer may be chance (p 1.000)"
    assert wrong == "wrongly answered +0.000 0 more, 0 fewer no difference"


@pytest.mark.parametrize("columns", [80, 100, 79, 45, 30])
def test_the_table_folds_to_the_width_of_the_terminal(capsys, monkeypatch, columns):
    lines = shown(capsys, monkeypatch, columns=columns)
    assert max(len(line) for line in lines) <= columns
    figures = [word for line in lines for word in line.split()]
    assert all(figure in figures for figure in ("0.900", "0.950*", "1,234.5", "438", "12.0*"))


def test_figures_that_cannot_be_computed_are_left_out(capsys, monkeypatch):
    unanswerable = replace(METRICS, ranking=None, auroc=None, refused_answerable=None, answerable=0, answered_unanswerable=0.0)
    only = ModelComparison("other", (replace(SMALL, metrics=unanswerable, answered=None),), {}, ())
    lines = shown(capsys, monkeypatch, only)
    assert not any("hit@1" in line or "auroc" in line for line in lines)
    assert next(line for line in lines if line.startswith("all-small")).split()[1:] == ["0.000", "8.0", "8.0", "91", "12.0"]
    assert "40 questions, 0 answerable" in lines


def test_without_a_model_that_could_be_used_only_the_reasons_are_shown(capsys, monkeypatch):
    assert shown(capsys, monkeypatch, ModelComparison("a/b", (), {"a/b": "is not here"}, ())) == [
        "not measured: a/b: is not here"
    ]
