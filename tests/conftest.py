"""What tests share: the reference material if it is there, documents written on the spot, encoders real and fake."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import hypothesis
import pytest

from index.building import build
from index.reading import Document, SourceFile, read_document
from index.settings import DocumentSettings, Outline, Settings, load_settings
from index.storing.index_folder import IndexFolder, link_or_copy
from tests.fakes import FakeEncoder

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# The same examples each time and no clock, so that a slow machine or an unlucky draw stops nobody;
# `pytest --hypothesis-profile=explore` draws others.
UNTIMED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("steady", derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("explore", max_examples=1000, **UNTIMED)
hypothesis.settings.load_profile("steady")

QUESTION = "How many farmers will Taobao Live train?"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches for a model hub, nor sees the settings of whoever runs it."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("FOOTNOTE_CONFIG", raising=False)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of the reference page."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("../shared/documents is not here: the reference page cannot be read")
    return folder


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    """Write a document to a file and read it back, with what config.yaml would say of it."""

    def read(name: str, text: str | bytes, *, outline: object = None, **said: object) -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if outline is not None:
            said["outline"] = Outline.parse(outline)
        return read_document(SourceFile(path, name, DocumentSettings(path=name, **said))).document

    return read


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
    """An encoder for tests of everything else."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped corpus, indexed once with the real model in a folder of its own."""
    folder = tmp_path_factory.mktemp("shipped")
    text = (ROOT / "config.yaml").read_text(encoding="utf-8").replace("path: corpus/", f"path: {ROOT}/corpus/")
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    build(settings)
    return settings


@pytest.fixture
def compiled(tmp_path: Path, shipped: Settings) -> Path:
    """A folder for a project whose index folder has the real model, which was compiled for the shipped corpus."""
    source = IndexFolder(shipped.index_folder).encoders
    for path in source.rglob("*"):
        if path.is_file():
            target = tmp_path / ".footnote" / "encoders" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(path, target)
    return tmp_path


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def footnote(tmp_path: Path) -> Run:
    """Run the real command in a process of its own, in `tmp_path` unless told otherwise."""

    def footnote(*arguments: str, cwd: Path = tmp_path, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        return subprocess.run(
            command, cwd=cwd, input=typed, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
        )

    return footnote


def places(document: Document) -> list[tuple[int, tuple[str, ...], str]]:
    """Line, section path and text of each block."""
    return [(block.line, section.path, block.text) for section in document.sections for block in section.blocks]


def texts(document: Document) -> Sequence[str]:
    """The text of each block."""
    return [block.text for block in document.blocks]
