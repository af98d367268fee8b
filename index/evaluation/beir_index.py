"""The index of a BEIR set: built at the first evaluation, kept beside the index of the documents."""

import hashlib
import shutil

import msgspec

from index.answering.searcher import Searcher
from index.building import build_documents
from index.errors import StoredIndexError
from index.evaluation.beir import BeirSet
from index.passages.splitting import VERSION
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import ENCODER, IndexFolder, link_or_copy

FOLDER = "beir"


def open_beir(settings: Settings, beir: BeirSet, progress: Progress) -> Searcher:
    """Open the index of a BEIR set, built first if there is none, or one that is damaged or of another version.

    Raises ModelError or StoredIndexError as a build does.
    """
    cached = beir_settings(settings, beir)
    try:
        return Searcher.open(cached)
    except StoredIndexError:
        _share_encoders(IndexFolder(settings.index_folder), IndexFolder(cached.index_folder))
        build_documents(cached, [beir.document], progress)
        return Searcher.open(cached)


def beir_settings(settings: Settings, beir: BeirSet) -> Settings:
    """The settings with an index folder that is the set's own: another corpus, model or way to split, another folder."""
    said = msgspec.json.encode((beir.sha256, settings.model, settings.runtime, settings.language, VERSION))
    name = f"{beir.name}-{hashlib.sha256(said).hexdigest()[:12]}"
    return msgspec.structs.replace(settings, index=str((settings.index_folder / FOLDER / name).absolute()))


def _share_encoders(source: IndexFolder, target: IndexFolder) -> None:
    """Take over the compiled models of the documents' index, so that none is compiled twice."""
    for place in source.encoders.glob("*"):
        copied = target.encoders / place.name
        if ENCODER.fullmatch(place.name) and not copied.exists():
            shutil.copytree(place, copied, copy_function=link_or_copy)
