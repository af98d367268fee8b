"""Outline: read one document the way a build does, so that its author can check the result."""

from dataclasses import dataclass
from pathlib import Path

from index.encoding.encoder import EncoderCard
from index.encoding.models import find_model
from index.encoding.window import TOKENIZER_NAME, TokenizerWindow
from index.errors import FootnoteError, ModelError
from index.passages.passage import Passage, SectionRows
from index.passages.splitting import Unlimited, Window, split
from index.reading import Document, SourceFile, read_document
from index.reading.corpus import find_entry
from index.settings import DocumentSettings, Settings
from index.storing.index_folder import IndexFolder


@dataclass(frozen=True, slots=True)
class Outline:
    """A document with its passages and sections.

    `settings` is the document's entry in config.yaml, if it has one. `is_split` is False if the model's tokenizer was not
    available, so that long blocks were not split.
    """

    document: Document
    passages: tuple[Passage, ...]
    sections: tuple[SectionRows, ...]
    settings: DocumentSettings | None
    is_split: bool


def outline_file(path: Path, settings: Settings | None) -> Outline:
    """Read one document with its settings from config.yaml, or with the defaults if config.yaml does not name it.

    Raises DocumentError if it cannot be read.
    """
    listed = find_entry(settings, path) if settings else None
    file = listed or SourceFile(path, str(path), DocumentSettings(path=str(path)), is_typed=True)
    document = read_document(file).document
    window = _window(settings or Settings(documents=()))
    passages, sections = split([document], window or Unlimited())
    return Outline(document, tuple(passages), tuple(sections), listed.settings if listed else None, window is not None)


def _window(settings: Settings) -> Window | None:
    """Return the window of the configured model, from the index or the model's own files, without loading the model."""
    folder = IndexFolder(settings.index_folder)
    try:
        manifest = folder.load_manifest()
        if (manifest.model, manifest.runtime) == (settings.model, "onnx"):
            encoder_folder = folder.encoder(manifest)
            card = EncoderCard.load(encoder_folder)
            return TokenizerWindow(encoder_folder / TOKENIZER_NAME, card.max_length, card.passage_prompt)
    except FootnoteError:
        pass
    try:
        return TokenizerWindow.from_model(find_model(settings.model, settings.root, download=False).folder)
    except ModelError:
        return None
