"""The index of a BEIR set: built on first use and cached in the index folder of the documents."""

import hashlib

import msgspec

from index.answering.searcher import Searcher
from index.building import build_documents
from index.errors import StoredIndexError
from index.evaluation.beir import BeirSet
from index.passages.splitting import VERSION
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder, share_encoders

FOLDER = "beir"
"""Name of the folder, in the index folder of the documents, that contains the indexes of BEIR sets."""


def open_beir(settings: Settings, beir: BeirSet, progress: Progress) -> Searcher:
    """Open the index of a BEIR set, building it first if it is missing, damaged or from another version.

    Raises ModelError or StoredIndexError as `build` does.
    """
    cached = beir_settings(settings, beir)
    try:
        return Searcher.open(cached)
    except StoredIndexError:
        share_encoders(IndexFolder(settings.index_folder), IndexFolder(cached.index_folder))
        build_documents(cached, [beir.document], progress)
        return Searcher.open(cached)


def beir_settings(settings: Settings, beir: BeirSet) -> Settings:
    """Return the settings with an index folder that is unique to the set's corpus, the model and the splitting rules."""
    identity = msgspec.json.encode((beir.sha256, settings.model, settings.runtime, settings.language, VERSION))
    name = f"{beir.name}-{hashlib.sha256(identity).hexdigest()[:12]}"
    return msgspec.structs.replace(settings, store=None, index=str((settings.index_folder / FOLDER / name).absolute()))
