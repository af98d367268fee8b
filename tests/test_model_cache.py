"""The cache of compiled models that the projects of one user share."""

import errno
import os
import shutil
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import model_cache
from index.building.model_cache import cache_folder
from index.building.preparing import make_encoder
from index.encoding.encoder import EncoderCard
from index.errors import ModelError, StoredIndexError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests import small_models
from tests.small_models import TEXTS

small_model, compiled_small = small_models.small_model, small_models.compiled_small
COMPILE = "index.encoding.compiling.compile_model"


class Steps:
    """A progress display that remembers its steps."""

    def __init__(self):
        self.names = []

    def step(self, name, total=None):
        self.names.append(name)

    def advance(self, count):
        pass


@pytest.fixture
def compilations(compiled_small, monkeypatch):
    """Take what compiling results in from a model that was compiled before; return the list of models compiled."""
    [compiled] = (compiled_small[1] / "encoders").iterdir()
    models = []

    def compile_model(files, folder, samples):
        models.append(files)
        for path in compiled.iterdir():
            shutil.copy(path, folder)
        card = EncoderCard.load(compiled)
        replace(card, model=files.name, fingerprint=files.fingerprint).save(folder)

    monkeypatch.setattr(COMPILE, compile_model)
    return models


@pytest.fixture
def prepare(tmp_path, compilations):
    """Prepare a model in a new project folder; return the steps and the folder of the compiled model."""

    def prepare(name, model):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {model}\n", encoding="utf-8")
        settings, steps = load_settings(folder / "config.yaml"), Steps()
        encoder = make_encoder(settings, IndexFolder(settings.index_folder), lambda: TEXTS, steps)
        assert encoder.encode_question("members may join").token_vectors.size
        [path] = (folder / ".footnote/encoders").iterdir()
        return steps.names, path

    return prepare


@pytest.fixture
def model(compiled_small):
    return compiled_small[0]


def is_compiled(steps):
    return any(step.startswith("Compiling") for step in steps)


def cached(folder):
    """Return the file of the weights of the one model in a cache."""
    [path] = folder.glob("models-*/encoders/*/model.onnx.data")
    return path


def test_the_second_project_of_a_user_takes_the_model_by_hard_link(prepare, model):
    steps, first = prepare("first", model)
    assert is_compiled(steps)
    steps, second = prepare("second", model)
    assert not is_compiled(steps)
    assert (first / "model.onnx").samefile(second / "model.onnx")
    assert not (first / "encoder.json").samefile(second / "encoder.json")


def test_another_file_system_gets_a_copy(prepare, model, monkeypatch):
    prepare("first", model)

    def link(source, target):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", link)
    steps, second = prepare("second", model)
    assert not is_compiled(steps)
    assert (second / "model.onnx").stat().st_nlink == 1


def test_an_edited_model_is_not_taken_from_the_cache(prepare, small_model, model):
    prepare("first", model)
    steps, _ = prepare("second", small_model(max_length=16))
    assert is_compiled(steps)


def test_a_damaged_model_in_the_cache_is_compiled_and_replaced(prepare, model, own_model_cache):
    _, first = prepare("first", model)
    weights = cached(own_model_cache)
    content = weights.read_bytes()
    weights.unlink()  # not a change of the file, which the first project shares
    weights.write_bytes(content[:-1] + b"!")
    steps, _ = prepare("second", model)
    assert is_compiled(steps)
    [complaint] = [step for step in steps if "cache of models is not used" in step]
    assert "damaged" in complaint
    assert cached(own_model_cache).read_bytes() == content
    assert (first / "model.onnx.data").read_bytes() == content


@pytest.mark.parametrize("content", ["", "{}", "[" * 10_000, '{"format": 99}'])
def test_a_cache_with_another_card_is_no_error(prepare, model, own_model_cache, content):
    prepare("first", model)
    card = cached(own_model_cache).with_name("encoder.json")
    card.write_text(content)
    steps, _ = prepare("second", model)
    assert is_compiled(steps)


def test_a_card_that_leads_out_of_the_cache_is_not_followed(prepare, model, own_model_cache, tmp_path):
    prepare("first", model)
    card = cached(own_model_cache).with_name("encoder.json")
    card.write_text(card.read_text().replace('"model.onnx.data"', '"../../../../secret"'))
    (tmp_path / "secret").write_text("secret")
    steps, second = prepare("second", model)
    assert is_compiled(steps)
    assert sorted(path.name for path in second.iterdir()) == ["encoder.json", "model.onnx", "model.onnx.data", "tokenizer.json"]


def test_a_cache_that_cannot_be_written_costs_one_line(prepare, model, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(tmp_path / "file/cache"))
    for name in ("first", "second"):
        steps, _ = prepare(name, model)
        assert is_compiled(steps)
        assert len([step for step in steps if "cache of models is not used" in step]) == 1


def test_a_home_folder_that_a_service_may_not_enter_costs_one_line(prepare, model, tmp_path, monkeypatch):
    home = tmp_path / "closed"
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(home / "cache"))
    for name in ("stat", "lstat", "mkdir", "open", "scandir", "listdir"):
        original = getattr(os, name)

        def refuse(path=".", *arguments, original=original, **options):
            if str(path).startswith(str(home)):
                raise PermissionError(13, "Permission denied", str(path))
            return original(path, *arguments, **options)

        monkeypatch.setattr(os, name, refuse)
    steps, _ = prepare("first", model)
    assert is_compiled(steps)
    [complaint] = [step for step in steps if "cache of models is not used" in step]
    assert "Permission denied" in complaint


def test_a_read_only_cache_is_used(prepare, model, own_model_cache, monkeypatch):
    prepare("first", model)

    def lock(self, on_wait):
        pytest.fail("a model that is there needs no lock, which has to be written")

    monkeypatch.setattr(model_cache.IndexFolder, "lock", lock)
    for path in [*own_model_cache.rglob("*"), own_model_cache]:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    try:
        steps, _ = prepare("second", model)
    finally:
        for path in [own_model_cache, *own_model_cache.rglob("*")]:
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
    assert not is_compiled(steps)


def test_a_full_disk_in_the_cache_is_no_error(prepare, model, monkeypatch):
    def link(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_cache, "link_or_copy", link)
    steps, _ = prepare("first", model)
    assert any("No space left" in step for step in steps)


@pytest.fixture
def full(monkeypatch):
    """Let the cache and the index folder be on two disks, both of them full."""

    def link(source, target):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def copy(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(target))  # as shutil does

    def fill():
        monkeypatch.setattr(os, "link", link)
        monkeypatch.setattr(shutil, "copy2", copy)

    return fill


def test_a_full_disk_below_the_index_is_not_blamed_on_the_cache(prepare, model, full, tmp_path):
    prepare("first", model)
    full()
    with pytest.raises(StoredIndexError) as caught:
        prepare("second", model)
    what = "cannot be written (No space left on device); free up space, or set `index` in config.yaml to another folder"
    assert str(caught.value).endswith(what)
    assert str(caught.value).startswith(str(tmp_path / "second/.footnote/encoders"))


def test_a_full_disk_below_the_cache_is_named_by_a_path_in_the_cache(prepare, model, full, own_model_cache):
    full()
    steps, _ = prepare("first", model)
    [line] = [step for step in steps if "No space left" in step]
    assert line.startswith(f"The cache of models is not used ({own_model_cache}")


def test_two_builds_at_once_compile_once(prepare, model, compilations, monkeypatch):
    from index.encoding import compiling

    compile_model, failures = compiling.compile_model, []

    def slowly(*arguments):
        waiting.wait(timeout=60)
        compile_model(*arguments)

    waiting = threading.Event()
    monkeypatch.setattr(COMPILE, slowly)
    monkeypatch.setattr(Steps, "step", lambda self, name, total=None: waiting.set() if name.startswith("Waiting") else None)

    def run(name):
        try:
            prepare(name, model)
        except BaseException as error:  # noqa: BLE001  # shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(compilations) == 1


def test_a_model_that_fails_to_compile_is_not_kept(prepare, model, own_model_cache, monkeypatch):
    def compile_model(files, folder, samples):
        (folder / "model.onnx").write_text("half a model")
        raise ModelError("the compiled model differs from sentence-transformers")

    monkeypatch.setattr(COMPILE, compile_model)
    with pytest.raises(ModelError, match="differs from sentence-transformers"):
        prepare("first", model)
    assert list(own_model_cache.glob("models-*/encoders/*")) == []


def test_a_model_from_the_hub_is_taken_without_its_files_and_a_folder_of_that_name_is_not(prepare, model, monkeypatch):
    from index.building import preparing
    from index.encoding.models import ModelFiles, NoModelError, find_model

    def on_the_hub(name, root, **options):
        files = find_model(str(model), root)
        return ModelFiles(name, files.folder, files.sha256, name)

    def nowhere(name, root, **options):
        raise NoModelError("is not on this machine", where=name)

    monkeypatch.setattr(preparing, "find_model", on_the_hub)
    prepare("first", "someone/small")
    monkeypatch.setattr(preparing, "find_model", nowhere)
    steps, _ = prepare("second", "someone/small")
    assert not is_compiled(steps)


def test_the_same_files_from_the_hub_and_from_a_folder_are_two_models(prepare, model, compilations, monkeypatch):
    from index.building import preparing
    from index.encoding.models import ModelFiles, find_model

    def on_the_hub(name, root, **options):
        files = find_model(str(model), root)
        return ModelFiles(name, files.folder, files.sha256, name)

    prepare("first", model)
    monkeypatch.setattr(preparing, "find_model", on_the_hub)
    prepare("second", f"someone/{model.name}")  # which may have prompts that are not in its files
    assert len(compilations) == 2
    prepare("third", f"someone/{model.name}")
    assert len(compilations) == 2


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"FOOTNOTE_CACHE_DIR": "/srv/models"}, "/srv/models"),
        ({"FOOTNOTE_CACHE_DIR": " "}, "/xdg/footnote"),
        ({"FOOTNOTE_CACHE_DIR": "~/models"}, "/home/ann/models"),
    ],
)
@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="other systems have other folders")
def test_variables_move_the_cache(monkeypatch, variables, expected):
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    monkeypatch.delenv("FOOTNOTE_CACHE_DIR")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/footnote"))
    assert cache_folder() is None
