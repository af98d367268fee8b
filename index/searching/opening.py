"""Open an index: load the current generation and its encoder, and verify what is read."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from index.encoding.encoder import Encoder
from index.encoding.known_models import cosine_weight, reads
from index.encoding.opening import open_encoder, open_reranker
from index.encoding.rerankers import Reranker
from index.errors import REBUILD, DamagedIndexError, StoredIndexError, StoreError
from index.files.checksums import Checksum, verify
from index.searching.fusing import corpus_weights
from index.searching.identifiers import IdentifierSearch
from index.searching.instances import InstanceFinder
from index.searching.literals import LiteralComparer
from index.searching.names import Names
from index.searching.question_reading import QuestionReader
from index.searching.reader import LANGUAGES as READER_LANGUAGES
from index.searching.reader import MODEL as READER_MODEL
from index.searching.reader import Reader, shipped_reader
from index.searching.reranking import Reranking
from index.searching.retrieval import Proposer, Retriever
from index.searching.spelling import Speller
from index.searching.titles import Titles
from index.searching.views import ViewSearch
from index.settings import PromptSettings, Settings
from index.storing.generation import NO_SEGMENTS, Generation
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest, describe_models, describe_reranker, models_of, without_store
from index.storing.segments import Segment
from index.text.literals import today_in
from index.text.words import stemmer


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An open generation and the retriever that searches it, with the prompts in config.yaml."""

    generation: Generation
    retriever: Retriever
    prompts: PromptSettings | None = None

    @property
    def is_usable(self) -> bool:
        """False once a model that it reads questions with has lost a part of its file, and has to be opened again."""
        reranking = self.retriever.reranking
        return self.retriever.reader.encoder.is_usable and (reranking is None or reranking.reranker.is_usable)


def open_index(
    settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None, before: OpenIndex | None = None
) -> OpenIndex:
    """Open the current generation of the index in `settings`.

    Without an `encoder`, the index's own runs on `threads` threads (default: one per core). Reuses the encoder and segments
    of `before` where they are unchanged. Verifies the models that are not reused; of the rest, small files are verified at
    once, and large ones block by block when they are read, which raises DamagedIndexError if one is damaged.
    Raises NoIndexError if there is no index, and StoredIndexError if a file is damaged, which it names, or if the index was
    built with another model than the one in `settings`; also StoreError if its passages are in a store that cannot be used.
    """
    folder = IndexFolder(settings.index_folder)
    if settings.store:
        from index.milvus.opening import follow

        follow(settings)
    opening = _Opening(settings, folder, encoder, threads, before)
    is_first = True
    while True:
        path = folder.current()
        try:
            return opening.run(path)
        except StoredIndexError as error:
            if folder.current() == path and not (is_first and _downloaded_again(settings, path, error)):
                raise  # otherwise a build finished meanwhile and removed this generation
        is_first = False


def _downloaded_again(settings: Settings, path: Path, error: StoredIndexError) -> bool:
    """Download the generation in a folder from the store once more, if there is one, and a file here is damaged or missing."""
    is_here = isinstance(error, DamagedIndexError) or (error.where and path in Path(error.where).parents)
    if settings.store is None or isinstance(error, StoreError) or not is_here:
        return False
    from index.milvus.opening import download_again

    return download_again(settings)


def verify_models(folder: Path, manifest: Manifest, files: Mapping[str, Checksum]) -> None:
    """Compare the files of models in an index folder with their checksums. Raises StoredIndexError if one differs."""
    try:
        verify(folder, files)
    except StoredIndexError as error:
        if not manifest.is_remote or error.fix != REBUILD:
            raise
        fix = "copy this folder from the machine that builds the index"  # models are not in a store
        raise StoredIndexError(error.what, where=error.where, fix=fix) from None


@dataclass(frozen=True, slots=True)
class _Opening:
    """The parameters for opening a generation."""

    settings: Settings
    folder: IndexFolder
    encoder: Encoder | None
    threads: int | None
    before: OpenIndex | None

    def run(self, path: Path) -> OpenIndex:
        """Open a generation while another thread verifies the models that are not loaded yet."""
        manifest = Manifest.load(path / MANIFEST)
        encoder = self._loaded_encoder(manifest)
        reranker = self._loaded_reranker(manifest)
        shared = _segments(self.before.generation) if self.before else NO_SEGMENTS
        with ThreadPoolExecutor(1) as pool:
            checks = []
            if encoder is None:
                checks.append(pool.submit(verify_models, self.folder.path, manifest, manifest.files_in("encoders/")))
            elif reranker is None and self.settings.reranker and manifest.reranker:
                files = manifest.files_in(f"encoders/{manifest.reranker.folder}/")
                checks.append(pool.submit(verify_models, self.folder.path, manifest, files))
            try:
                opened = self._load(path, manifest, shared, encoder)
                return self._with_reranker(opened, manifest, reranker)
            finally:
                for check in checks:
                    check.result()

    @property
    def _with_models(self) -> OpenIndex | None:
        """The index that was open before, if its models can be used on."""
        return self.before if self.before and self.before.is_usable else None

    def _loaded_encoder(self, manifest: Manifest) -> Encoder | None:
        """Return the encoder if it is already loaded. Raises StoredIndexError if the index was built with another model."""
        if self.encoder is not None:
            return self.encoder
        if not manifest.matches_model(self.settings):
            built, named = describe_models(manifest.models), describe_models(models_of(self.settings))
            raise StoredIndexError(f"built with model {built}, not {named}", where=str(self.folder.path), fix=REBUILD)
        before = self._with_models
        if before and before.generation.manifest.encoder == manifest.encoder and before.prompts == self.settings.prompts:
            return before.retriever.reader.encoder
        return None

    def _loaded_reranker(self, manifest: Manifest) -> Reranker | None:
        """Return the cross-encoder if it is already loaded. Raises StoredIndexError if the index lacks that of config.yaml."""
        name, built = self.settings.reranker, manifest.reranker
        if name is None:
            return None
        if built is None or built.model != name:
            what = f"built {describe_reranker(built)}, not with {name}"
            raise StoredIndexError(what, where=str(self.folder.path), fix=REBUILD)
        before = self._with_models
        if before and before.retriever.reranking and before.generation.manifest.reranker == built:
            return before.retriever.reranking.reranker
        return None

    def _with_reranker(self, opened: OpenIndex, manifest: Manifest, loaded: Reranker | None) -> OpenIndex:
        """Return an index with the cross-encoder in config.yaml as its last stage, if there is one."""
        if self.settings.reranker is None or manifest.reranker is None:
            return opened
        reranker = loaded or open_reranker(self.folder.reranker(manifest.reranker), threads=self.threads)
        reranking = Reranking(reranker, opened.generation.passages, self.settings.rerank)
        return replace(opened, retriever=replace(opened.retriever, reranking=reranking))

    def _load_generation(
        self, path: Path, manifest: Manifest, shared: Mapping[str, Segment]
    ) -> tuple[Generation, Proposer | None]:
        """Load the generation; if its passages are in a store, return also what proposes candidates from it."""
        if self.settings.store is None:
            if manifest.is_remote:
                raise without_store(self.folder.path)
            return Generation.load(self.folder, path, manifest, shared), None
        from index.milvus.opening import open_store

        opened = open_store(self.settings, self.folder, path, manifest, shared)
        return opened.generation, opened.proposals

    def _load(self, path: Path, manifest: Manifest, shared: Mapping[str, Segment], encoder: Encoder | None) -> OpenIndex:
        """Load the generation, then the encoder, and check that their dimensions match."""
        generation, proposals = self._load_generation(path, manifest, shared)
        if encoder is None:
            encoder_folder = self.folder.encoder(manifest)
            encoder = open_encoder(
                encoder_folder, self.settings.root, manifest.model, threads=self.threads, prompts=self.settings.prompts
            )
        if encoder.card.dimension != manifest.dimension:
            what = f"the vectors have dimension {manifest.dimension}, but the model has dimension {encoder.card.dimension}"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        width = encoder.card.token_width
        if manifest.token_dimension != width:
            what = f"the token vectors have dimension {manifest.token_dimension}, but those of the model have {width}"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        segments, lexical, language = generation.segments, generation.lexical, manifest.language
        names = Names(lexical, generation.passages, stemmer(language))
        speller = Speller(generation.forms, lexical, language, encoder.has_token, names.__contains__)
        titles = Titles(manifest.documents, language)
        title_of = generation.documents.titles
        retriever = Retriever(
            reader=QuestionReader(encoder, lexical, speller, titles, language, partial(today_in, self.settings.timezone)),
            vectors=generation.dense,
            lexical=lexical,
            tokens=segments,
            identified=IdentifierSearch(lexical, generation.passages, title_of, stemmer(language)),
            instances=InstanceFinder(generation.passages, language),
            literals=LiteralComparer(generation.passages, title_of, language),
            titles=titles,
            depth=self.settings.candidates,
            pair_reader=_reader_for(manifest),
            proposals=proposals,
            views=ViewSearch(generation.views, generation.view_dense, stemmer(language), language=language),
            weights=corpus_weights(
                manifest.question_share,
                is_read=reads(manifest.model, language),
                cosine=cosine_weight(manifest.model),
            ),
        )
        return OpenIndex(generation, retriever, self.settings.prompts)


def _reader_for(manifest: Manifest) -> Reader | None:
    """Return the reader if it was trained for the model and the language of an index."""
    reader = shipped_reader() if manifest.model == READER_MODEL and manifest.language in READER_LANGUAGES else None
    return reader if reader is not None and reader.dimension == manifest.dimension else None


def _segments(generation: Generation) -> dict[str, Segment]:
    """Return the open segments of a generation by name."""
    both = (*generation.segments.segments, *generation.view_segments.segments)
    return {segment.name: segment for segment in both}
