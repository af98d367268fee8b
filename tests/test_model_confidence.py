"""The confidence of models other than the default one: fitted by a build, kept, checked, and never used for another model."""

import json
import shutil
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from bot.doctor.calibration import check_calibration
from index.answering.calibration_file import CalibrationFile, save_calibration
from index.answering.confidence import Decision, shipped_calibration, shipped_forest
from index.answering.evidence import NAMES
from index.answering.model_confidence import CAUTIOUS, CAUTIOUS_ABROAD, MAX_KEPT, Scale, load_confidence, save_confidence
from index.answering.searcher import Searcher
from index.building import build, preparing_rerankers, yardstick
from index.building.fitting_confidence import MIN_KNOWN
from index.building.yardstick import Asked, Yardstick, fit_confidence, fit_scale, shares_of, yardstick_questions
from index.encoding import Encoding
from index.encoding.encoder import to_unit_length
from index.errors import NoModelError, StoredIndexError
from index.evaluation.calibrating import JudgedTrial, recalibrate
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests import small_models
from tests.conftest import build_project, copy_project, write_project
from tests.fakes import FakeEncoder

small_cross_encoder = small_models.small_cross_encoder

TOPICS = (
    *(
        "membership",
        "parking",
        "kitchen",
        "library",
        "sauna",
        "garden",
        "workshop",
        "newsletter",
        "insurance",
        "deposit",
        "keys",
    ),
    *(
        "lockers",
        "bicycles",
        "heating",
        "noise",
        "visitors",
        "dogs",
        "recycling",
        "elections",
        "camping",
        "pottery",
        "darkroom",
    ),
)
TEXT = "# Club\n\n" + "".join(
    f"- About {topic}: the {topic} team decides it in room {number}.\n" for number, topic in enumerate(TOPICS)
)
KNOWN = "".join(f'- question: "Who decides about {topic}?"\n  quotes: ["About {topic}"]\n' for topic in TOPICS)
FIX = "run `footnote build`"


def default_evidence():
    with np.load(yardstick.FILES / yardstick.EVIDENCE_FILE) as arrays:
        return arrays["plain"]


def asked(evidence):
    return Asked(yardstick_questions(), evidence.astype(np.float32), default_evidence())


def spoil(evidence, seed=0):
    """Make the evidence tell nothing."""
    return np.random.default_rng(seed).permutation(evidence)


class LenientEncoder(FakeEncoder):
    """Finds every text similar to every other, as models do whose cosines are all close to 1."""

    def encode_question(self, text):
        found = super().encode_question(text)
        return Encoding(
            self._near(found.vector), np.stack([self._near(row) for row in found.token_vectors]), found.spans, found.is_cut
        )

    def _near(self, vector):
        return to_unit_length(vector + 1.5 / np.sqrt(len(vector)))


@pytest.fixture
def model(monkeypatch):
    """The encoder that builds find for `model: fake`; few questions are asked of it."""
    monkeypatch.setattr(yardstick, "MAX_SECONDS", 0.0)

    def use(found):
        monkeypatch.setattr("index.building.builder.known_encoder", lambda settings, folder: found)
        return found

    use.encoder = use(FakeEncoder())
    return use


@pytest.fixture
def settings(project, model):
    """A project with another model than the default one, not built yet."""
    return project({"a.md": TEXT}, "model: fake\n")


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """A folder with that project built and the user's cache after it, for tests to copy."""
    folder = tmp_path_factory.mktemp("fitted")
    (folder / "project").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTNOTE_CACHE_DIR", str(folder / "cache"))
        patch.setattr(yardstick, "MAX_SECONDS", 0.0)
        patch.setattr("index.building.builder.known_encoder", lambda *_: FakeEncoder())
        build(write_project(folder / "project", {"a.md": TEXT}, "model: fake\n"))
    return folder


@pytest.fixture
def built(fitted, model, tmp_path, own_model_cache):
    """A project with another model than the default one, already built."""
    shutil.copytree(fitted / "cache", own_model_cache)
    return load_settings(copy_project(fitted / "project", tmp_path) / "config.yaml")


def files(settings):
    return sorted((settings.index_folder / "confidence").glob("*"))


def change(settings, **keys):
    """Change keys of config.yaml."""
    text = settings.file.read_text(encoding="utf-8")
    settings.file.write_text(text + "".join(f"{name}: {json.dumps(value)}\n" for name, value in keys.items()), encoding="utf-8")
    return load_settings(settings.file)


def in_use(settings, encoder=None):
    return Searcher.open(settings, encoder or FakeEncoder()).calibration


def forbid_asking(monkeypatch):
    def ask(self, folder):
        raise AssertionError("the yardstick was asked")

    monkeypatch.setattr(Yardstick, "ask", ask)


def forbid_opening(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the index was opened")

    monkeypatch.setattr(Searcher, "open", refuse)


# The fit.


def test_a_model_that_says_the_same_on_another_scale_gets_the_same_confidence():
    wanted = default_evidence()
    is_scaled = np.array([name not in yardstick.UNSCALED for name in NAMES])
    other = np.where(is_scaled, 0.3 * wanted + 0.6, wanted)
    found = fit_confidence(load_settings_of_nothing(), "0" * 16, asked(other))
    assert shares_of(found.scale(other.astype(np.float32))) == pytest.approx(shares_of(wanted), abs=0.02)
    assert (
        np.abs(shares_of(other.astype(np.float32)) - shares_of(wanted)).mean() > 0.05
    )  # it would be another without the scale
    assert found.calibration.decision == shipped_calibration().decision
    assert (found.auroc > 0.8, found.doubt) == (True, None)


def load_settings_of_nothing():
    return msgspec.convert({"documents": [{"path": "a.md"}], "model": "fake"}, type=load_settings.__annotations__["return"])


def test_a_model_that_tells_nothing_is_cautious_and_says_so():
    found = fit_confidence(load_settings_of_nothing(), "0" * 16, asked(spoil(default_evidence())))
    assert found.auroc == pytest.approx(0.5, abs=0.1)
    assert found.calibration.decision.answer_from >= CAUTIOUS
    assert "cautious, because the model hardly tells what documents answer" in found.description


def test_the_threshold_rises_until_few_questions_without_an_answer_get_one():
    """As for a model that finds close passages for what the documents do not answer."""
    evidence = default_evidence()
    answerable = [number for number, each in enumerate(yardstick_questions()) if each.is_answerable]
    unanswerable = [number for number, each in enumerate(yardstick_questions()) if not each.is_answerable]
    best = sorted(answerable, key=lambda number: -shipped_forest()(evidence[number]))[: len(unanswerable) // 5]
    evidence[unanswerable[: len(best)]] = evidence[best]
    found = fit_confidence(load_settings_of_nothing(), "0" * 16, asked(evidence))
    assert found.calibration.decision.answer_from > shipped_calibration().decision.answer_from
    assert found.answered <= yardstick.MAX_ANSWERED * found.unanswerable


def test_a_feature_that_never_varies_is_moved_but_not_stretched():
    other = default_evidence()
    other[:, NAMES.index("cosine")] = 0.9
    scale = fit_scale(other, default_evidence())
    assert scale.factor[NAMES.index("cosine")] == 1
    assert scale(other)[:, NAMES.index("cosine")].mean() == pytest.approx(
        default_evidence()[:, NAMES.index("cosine")].mean(), abs=1e-4
    )
    assert scale.is_valid


@pytest.mark.parametrize(
    ("factor", "shift"),
    [((1.0,) * 29, (0.0,) * 30), ((0.0,) * 30, (0.0,) * 30), ((1.0,) * 30, (float("inf"),) * 30), ((), ())],
)
def test_a_scale_needs_a_positive_factor_and_a_shift_for_each_feature(factor, shift):
    assert not Scale(factor, shift).is_valid


def test_the_yardstick_holds_evidence_for_each_of_its_questions():
    questions = yardstick_questions()
    assert default_evidence().shape == (len(questions), len(NAMES))
    assert {each.document for each in questions} == set(yardstick.DOCUMENTS)
    assert all((yardstick.FILES / name).is_file() for name in yardstick.DOCUMENTS)
    first = questions[: yardstick.MIN_QUESTIONS]  # all that a slow model is asked
    assert {each.document for each in first} == set(yardstick.DOCUMENTS)
    assert sum(not each.is_answerable for each in first) >= 15


# The default model.


def test_the_default_model_is_judged_as_ever(shipped):
    searcher = Searcher.open(shipped)
    assert (searcher.judge.scale, searcher.judge.calibration) == (None, shipped_calibration())
    question = searcher.index.retriever.read("How many farmers will Taobao Live train?")
    candidates = searcher.index.retriever.retrieve(question)
    share = shipped_forest()(searcher.judge.evidence(question, candidates))
    assert searcher.judge.judge(question, candidates).confidence == shipped_calibration().confidence(share)
    assert files(shipped) == []
    assert searcher.left_out == ()


def test_a_list_makes_an_answer_of_a_doubtful_question_with_the_default_model_alone(tmp_path, shipped):
    club = (yardstick.FILES / "club.md").read_text(encoding="utf-8")
    ours = Searcher.open(load_settings(build_project(tmp_path, shipped, {"club.md": club}) / "config.yaml"))
    same = Scale((1.0,) * len(NAMES), (0.0,) * len(NAMES))
    other = replace(ours, judge=replace(ours.judge, scale=same))
    doubtful, sure = "which courses are there", "what are the opening hours"
    assert [ours.ask(question).outcome for question in (doubtful, sure)] == ["answer", "answer"]
    assert [other.ask(question).outcome for question in (doubtful, sure)] == ["suggestions", "answer"]
    assert other.ask(sure).listing


# Builds.


def test_a_build_fits_the_confidence_says_how_sure_it_is_and_keeps_it(settings, model, monkeypatch):
    [note] = build(settings).notes
    assert note.startswith("confidence: fitted to fake on 60 questions about other documents (AUROC 0.")
    assert "without an answer would get one" in note
    [path] = files(settings)
    written = path.read_bytes()
    searcher = Searcher.open(settings, model.encoder)
    assert searcher.judge.scale == load_confidence(settings.index_folder, path.stem).scale
    assert searcher.left_out == ()
    forbid_asking(monkeypatch)
    assert build(settings).notes == ()
    (settings.root / "a.md").write_text(TEXT + "- About wine: ask Kim.\n", encoding="utf-8")
    assert build(settings).notes == ()
    assert path.read_bytes() == written


def test_a_model_that_finds_all_texts_alike_answers_less_of_what_nobody_wrote_than_without_a_fit(settings, model):
    lenient = model(LenientEncoder())
    build(settings)
    fitted = Searcher.open(settings, lenient)
    raw = replace(fitted, judge=replace(fitted.judge, scale=None, calibration=shipped_calibration()))
    strange = [f"Where can I buy {thing} in {town}?" for thing in ("bread", "stamps", "paint") for town in ("Rome", "Oslo")]
    confidences = [[searcher.ask(question).confidence for question in strange] for searcher in (fitted, raw)]
    assert np.mean(confidences[0]) < np.mean(confidences[1])


@pytest.mark.parametrize("keys", [{"prompts": {"query": "query: "}}, {"language": "german"}, {"language": "none"}])
def test_a_change_that_the_evidence_depends_on_is_fitted_again_and_until_then_few_are_answered(built, model, keys):
    built = change(built, **keys)
    if "prompts" in keys:  # a language needs a build in any case
        found = in_use(built)
        assert found.remark == f"no confidence was fitted to fake yet, so few questions are answered; {FIX}"
        assert found.calibration.decision.answer_from == CAUTIOUS
    assert any("confidence: fitted to fake" in note for note in build(built).notes)
    assert len(files(built)) == 2
    assert in_use(built).problem is None


def test_what_a_project_was_taught_has_no_part_in_the_fit(built, model, own_model_cache):
    """It would be of these documents alone, and other projects take the fit from the cache."""
    wanted = in_use(built).scale
    corpus = built.root / "corpus"
    corpus.mkdir()
    (corpus / "answers.md").write_text("# Answers\n\nTaobao Live trains farmers in courses of the club.\n", encoding="utf-8")
    known = [each.question for each in yardstick_questions()[: yardstick.MIN_QUESTIONS]]
    entries = [{"question": question, "quotes": ["Taobao Live trains farmers"]} for question in known]
    (corpus / "known-questions.yaml").write_text(json.dumps(entries), encoding="utf-8")
    shutil.rmtree(own_model_cache)
    build(built, is_full=True)
    assert in_use(built).scale == wanted


def test_documents_in_another_language_make_it_cautious(settings, model):
    settings = change(settings, language="german")
    [note] = build(settings).notes
    assert "cautious, because these are in English, and your documents in German" in note or "hardly tells" in note
    assert in_use(settings).calibration.decision.answer_from >= CAUTIOUS_ABROAD


def test_an_index_without_a_confidence_says_so_and_the_next_build_fits_it(built, model):
    for path in files(built):
        path.unlink()
    searcher = Searcher.open(built, model.encoder)
    assert searcher.left_out == (f"no confidence was fitted to fake yet, so few questions are answered; {FIX}",)
    assert build(built).notes
    assert not searcher.is_current
    assert Searcher.open(built, model.encoder).left_out == ()


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"format": 9}'])
def test_a_damaged_confidence_is_fitted_again(built, model, monkeypatch, own_model_cache, data):
    [path] = files(built)
    written = path.read_bytes()
    path.write_bytes(data)
    assert in_use(built).scale is None
    build(built)
    assert json.loads(path.read_bytes())["scale"] == json.loads(written)["scale"]


def test_a_confidence_of_another_key_or_with_impossible_numbers_is_not_used(built, model):
    [path] = files(built)
    found = json.loads(path.read_bytes())
    for values in ({"key": "1" * 16}, {"scale": {"factor": [-1.0] * 30, "shift": [0.0] * 30}}, {"format": 2}):
        path.write_text(json.dumps(found | values), encoding="utf-8")
        assert in_use(built).model is None


def test_another_project_of_the_same_user_takes_the_fitted_confidence(built, model, tmp_path, monkeypatch):
    forbid_asking(monkeypatch)
    (tmp_path / "other").mkdir()
    other = write_project(tmp_path / "other", {"b.md": TEXT}, "model: fake\n")
    [note] = build(other).notes
    assert note.endswith("(taken from the cache)")
    assert in_use(other).scale == in_use(built).scale


def test_a_full_build_fits_it_again(built, model, monkeypatch):
    forbid_asking(monkeypatch)
    with pytest.raises(AssertionError, match="was asked"):
        build(built, is_full=True)


def test_a_reranker_is_compiled_once_for_a_build_and_its_fit_also_without_a_cache(
    settings, model, monkeypatch, own_model_cache, small_cross_encoder
):
    from index.encoding import compiling_rerankers

    compiled = []
    compile_reranker = compiling_rerankers.compile_reranker

    def count(files, folder, samples):
        compiled.append(files.name)
        compile_reranker(files, folder, samples)

    monkeypatch.setattr(compiling_rerankers, "compile_reranker", count)
    own_model_cache.write_text("no folder", encoding="utf-8")
    name = str(small_cross_encoder())
    settings = change(settings, reranker=name)
    assert any("confidence: fitted to fake" in note for note in build(settings).notes)
    assert compiled == [name]
    for path in files(settings):
        path.unlink()

    def find_nothing(*_, **__):
        raise NoModelError("is not on this machine")

    monkeypatch.setattr(preparing_rerankers, "find_model", find_nothing)
    assert any("confidence: fitted to fake" in note for note in build(settings).notes)
    assert compiled == [name]


def test_a_full_disk_leaves_the_index_as_it_was(built, model, monkeypatch):
    before = IndexFolder(built.index_folder).current()

    def refuse(value, path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("index.answering.model_confidence.replace_json", refuse)
    with pytest.raises(StoredIndexError, match=r"cannot be written \(No space left on device\)"):
        build(built, is_full=True)
    assert IndexFolder(built.index_folder).current() == before
    assert in_use(built).problem is None


def test_old_files_are_removed_when_there_are_many(built, model, tmp_path):
    found = load_confidence(built.index_folder, files(built)[0].stem)
    for number in range(MAX_KEPT + 3):
        save_confidence(tmp_path, replace(found, key=f"{number:016x}"))
    assert len(list((tmp_path / "confidence").iterdir())) == MAX_KEPT
    assert load_confidence(tmp_path, f"{MAX_KEPT + 2:016x}")


# Known questions.


def test_known_questions_check_it_and_only_twice_as_many_check_it_again(settings, model, monkeypatch):
    (settings.root / "known.yaml").write_text(KNOWN, encoding="utf-8")
    settings = change(settings, known_questions="known.yaml")
    fit, check = build(settings).notes
    assert fit.startswith("confidence: fitted to fake")
    assert check.startswith(f"confidence: checked with {len(TOPICS)} known questions (")
    found = in_use(settings).model
    assert found.corpus.right > 0.8 * len(TOPICS)
    assert found.corpus.auroc > 0.6  # the questions of other documents share no rare word
    assert found.corpus.decision.suggest_from <= found.calibration.decision.suggest_from
    assert "checked with" in found.description
    (settings.root / "known.yaml").write_text(KNOWN + '- question: "Where is it?"\n  quotes: []\n', encoding="utf-8")
    assert build(settings).notes == ()
    more = "".join(
        f'- question: "Who runs {topic}, number {n}?"\n  quotes: ["About {topic}"]\n' for n in (1, 2) for topic in TOPICS
    )
    (settings.root / "known.yaml").write_text(KNOWN + more, encoding="utf-8")
    forbid_asking(monkeypatch)
    [check] = build(settings).notes
    assert "checked with 60 known questions" in check


def test_few_known_questions_check_nothing(settings, model, monkeypatch):
    few = "\n".join(KNOWN.splitlines()[: 2 * (MIN_KNOWN - 1)])
    (settings.root / "known.yaml").write_text(few, encoding="utf-8")
    settings = change(settings, known_questions="known.yaml")
    assert len(build(settings).notes) == 1
    assert in_use(settings).model.corpus is None
    forbid_opening(monkeypatch)  # which takes long for a large index
    assert build(settings).notes == ()


# A calibration on a community's own questions.


def trials(count):
    return [JudgedTrial((number % 10 + 0.5) / 10, number % 10 > 4, number % 10 > 2) for number in range(count)]


def test_a_calibration_on_own_questions_wins_over_the_fitted_one_and_keeps_its_scale(built, model):
    manifest = IndexFolder(built.index_folder).load_manifest()
    calibration, path = recalibrate(built, manifest, trials(60))
    found = in_use(built)
    assert (found.calibration, found.path, found.problem) == (calibration, path, None)
    assert found.scale == found.model.scale
    assert json.loads(path.read_bytes())["format"] == 2  # for earlier versions, which would ignore the scale


def test_a_calibration_of_before_applies_to_the_evidence_as_it_was_then(built, model):
    manifest = IndexFolder(built.index_folder).load_manifest()
    fitted = replace(shipped_calibration(), decision=Decision(0.75, 0.125), questions=48)
    save_calibration(built, CalibrationFile.of(fitted, manifest))
    found = in_use(built)
    assert (found.calibration, found.scale, found.problem) == (fitted, None, None)


def test_a_calibration_for_another_fitted_confidence_is_named_and_not_used(built, model):
    recalibrate(built, IndexFolder(built.index_folder).load_manifest(), trials(60))
    built = change(built, prompts={"query": "query: "})
    build(built)
    found = in_use(built)
    assert found.problem.startswith(f"{built.root}/calibration.json: was fitted to another confidence of fake, so the default")
    assert (found.path, found.calibration) == (None, found.model.fitted)


# Doctor.


def test_doctor_says_how_sure_the_confidence_is_and_warns_of_a_cautious_one(built, model):
    manifest = IndexFolder(built.index_folder).load_manifest()
    [path] = files(built)
    found = load_confidence(built.index_folder, path.stem)
    for doubt, status in ((None, "ok"), ("these are in English, and your documents in Thai", "warning")):
        save_confidence(built.index_folder, replace(found, doubt=doubt))
        [check] = check_calibration(built, manifest).checks
        assert check.state == status
        assert "fitted to fake on 60 questions" in check.found
        assert (doubt or "") in check.found
