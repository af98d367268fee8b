"""The projects to measure: a corpus of each size and its index, kept in a folder and reused."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.building import build
from index.encoding import Encoder
from index.searching.opening import open_index
from index.settings import Settings, load_settings
from index.storing.index_folder import IndexFolder, share_encoders
from tests.benchmarks.scale.corpus import Sentence, real_sentences, recombined, write_project
from tests.benchmarks.scale.drawn import DrawnEncoder

ROOT = Path(__file__).parents[3]
BANK = 20_000
"""Sentences whose halves are recombined."""


@dataclass(frozen=True, slots=True)
class Project:
    """A corpus of some size with its index; `build_seconds` is how long its first build took, 0 if it was reused."""

    size: int
    folder: Path
    is_real: bool
    build_seconds: float

    @property
    def settings(self) -> Settings:
        """The settings of the project."""
        return load_settings(self.folder / "config.yaml")

    @property
    def name(self) -> str:
        """The number of passages, as a heading of a table."""
        return f"{self.size:,}"


@dataclass
class Projects:
    """Makes the projects below a folder."""

    folder: Path

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All real sentences of this environment, read once and kept in the folder."""
        path = self.folder / "sentences.json"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            rows = [(each.package, each.module, each.text) for each in real_sentences()]
            path.write_text(json.dumps(rows), encoding="utf-8")
        return [Sentence(*row) for row in json.loads(path.read_text(encoding="utf-8"))]

    def make(self, size: int) -> Project:
        """Return a project, with its corpus written and indexed if that is not so yet."""
        folder = self.folder / str(size)
        is_real = size <= len(self.sentences)
        built = folder / ".footnote" / "current"
        if built.exists():
            return Project(size, folder, is_real, 0.0)
        if not (folder / "config.yaml").exists():
            shutil.rmtree(folder, ignore_errors=True)
            found = self.sentences[:size] if is_real else recombined(self.sentences[:BANK], size)
            write_project(folder, found)
        settings = load_settings(folder / "config.yaml")
        share_encoders(IndexFolder(load_settings(ROOT / "config.yaml").index_folder), IndexFolder(settings.index_folder))
        encoder = None if is_real else self.drawn([each.text for each in self.sentences[:BANK]])
        started = time.perf_counter()
        build(settings, encoder=encoder)
        return Project(size, folder, is_real, time.perf_counter() - started)

    def drawn(self, bank: Sequence[str]) -> Encoder:
        """Return the encoder of recombined sentences."""
        return DrawnEncoder(open_index(load_settings(ROOT / "config.yaml")).retriever.reader.encoder, bank)
