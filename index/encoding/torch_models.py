"""Load models with sentence-transformers, and tell their parts for questions and passages apart.

Imports torch and sentence_transformers, which take seconds to load.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import transformers
from safetensors import SafetensorError
from sentence_transformers import MultiVectorEncoder, SentenceTransformer
from sentence_transformers.base.modules import Router
from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding
from tokenizers import Tokenizer

from index.encoding.encoder import Reading
from index.encoding.kinds import OTHER_MODEL, find_kind
from index.encoding.model_safety import require_safe
from index.encoding.models import ModelFiles
from index.encoding.prompts import PASSAGE_WORDS, QUESTION_WORDS, words_of
from index.errors import ModelError

Model = SentenceTransformer | MultiVectorEncoder
"""A model of either kind, as sentence-transformers loads it."""
DEFAULT_MAX_LENGTH = 512
"""Maximum length, in tokens, of a model that does not define one."""
TASKS = {"query": QUESTION_WORDS, "document": PASSAGE_WORDS}
"""The names by which sentence-transformers tells what a text is, and words in the names of routes for such texts."""
LOAD_FAILURES = (
    *(OSError, ValueError, KeyError, ImportError, AttributeError, RuntimeError, TypeError, IndexError, AssertionError),
    SafetensorError,
)
"""What sentence-transformers raises on files that are no model, or not one that it knows."""


def load_model(files: ModelFiles) -> Model:
    """Load a model with sentence-transformers, on the device it chooses. Raises ModelError on failure."""
    where = f"model {files.name!r}"
    require_safe(files.folder, where)
    load = MultiVectorEncoder if find_kind(files.folder, where) == "multi-vector" else SentenceTransformer
    with quiet():
        try:
            return load(str(files.folder), local_files_only=True).eval()
        except LOAD_FAILURES as error:
            raise ModelError(
                f"sentence-transformers cannot load {str(files.folder)!r} ({reason_of(error)})",
                where="model",
                fix="set `model` to a sentence-transformers model",
            ) from None


def reason_of(error: Exception) -> str:
    """Return the first line of an error message, or else its type."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


def reading_of(model: Any, *, pools_prompt: bool = True) -> Reading:
    """Return how a model that starts with a transformer reads texts."""
    limits = (model.max_seq_length, getattr(model.tokenizer, "model_max_length", None))
    return Reading(
        min((int(limit) for limit in limits if limit), default=DEFAULT_MAX_LENGTH),
        int(getattr(model.tokenizer, "pad_token_id", None) or 0),
        getattr(model.tokenizer, "padding_side", "right") == "left",
        pools_prompt,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The modules of a model that one kind of text goes through, as a model of its own."""

    model: Model

    @property
    def modules(self) -> list[Any]:
        """The modules in order."""
        return list(self.model)

    @property
    def static(self) -> StaticEmbedding | None:
        """The first module if it is a table of vectors of tokens, which knows no order and no padding."""
        return self.modules[0] if isinstance(self.modules[0], StaticEmbedding) else None

    @property
    def backend(self) -> Tokenizer | None:
        """The fast tokenizer, or None if there is none."""
        return self.static.tokenizer if self.static else getattr(self.model.tokenizer, "backend_tokenizer", None)

    @property
    def pools_prompt(self) -> bool:
        """False if the tokens of a prompt are left out of the pooled vector."""
        return all(module.include_prompt for module in self.modules if isinstance(module, Pooling))

    @property
    def reading(self) -> Reading:
        """How the part reads texts."""
        if self.static:
            return Reading(DEFAULT_MAX_LENGTH, 0, pad_left=False)
        return reading_of(self.model, pools_prompt=self.pools_prompt)

    def vectors(self, texts: Sequence[str], prompt: str) -> list[tuple[Any, Any]]:
        """Return the vector of each text after a prompt, and the vectors of its tokens before they are pooled.

        Those of the padding may follow, or precede them.
        """
        with quiet():
            if self.static:
                pooled = self.model.encode(list(texts), prompt=prompt, show_progress_bar=False)
                return [*zip(pooled, self.token_embeddings(texts, prompt), strict=True)]
            found: Any = self.model.encode(list(texts), prompt=prompt, output_value=None, show_progress_bar=False)
        return [
            tuple(each[name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings")) for each in found
        ]

    def token_embeddings(self, texts: Sequence[str], prompt: str) -> list[Any]:
        """Return the vectors of all tokens of each text after a prompt, before they are pooled."""
        with quiet():
            if not self.static:
                found = self.model.encode(list(texts), prompt=prompt, output_value="token_embeddings", show_progress_bar=False)
                return [each.float().cpu().numpy() for each in found]
            table = self.static.embedding.weight.float().cpu()
            read = self.static.tokenizer.encode
            return [table[read(prompt + text, add_special_tokens=False).ids].numpy() for text in texts]


@dataclass(frozen=True, slots=True)
class Parts:
    """The part of a model for questions and that for passages, which are the same unless the model is a router.

    `shares_transformer` is True if both start with the same transformer, so that their tokens can be compared.
    """

    questions: Part
    passages: Part
    shares_transformer: bool = True

    @property
    def is_routed(self) -> bool:
        """True if questions and passages go through different modules."""
        return self.questions is not self.passages


def split(model: Model, where: str) -> Parts:
    """Return the parts of a model. Raises ModelError if it is a router without a route for each, or not of single vectors."""
    if not any(isinstance(module, Router) for module in model):
        part = Part(model)
        return Parts(part, part)
    if isinstance(model, MultiVectorEncoder):
        raise ModelError("is a router with one vector per token, which Footnote does not use", where=where, fix=OTHER_MODEL)
    questions, passages = (_modules(model, task, where) for task in TASKS)
    if [*map(id, questions)] == [*map(id, passages)]:
        part = _part(model, questions)
        return Parts(part, part)
    parts = Parts(_part(model, questions), _part(model, passages), questions[0] is passages[0])
    dimensions = {part.model.get_embedding_dimension() for part in (parts.questions, parts.passages)}
    if len(dimensions) > 1:
        what = f"gives questions and passages vectors of different dimensions ({', '.join(map(str, dimensions))})"
        raise ModelError(what, where=where, fix=OTHER_MODEL)
    return parts


def _part(model: Model, modules: list[Any]) -> Part:
    prompts = {name: prompt or "" for name, prompt in model.prompts.items()}
    return Part(SentenceTransformer(modules=modules, prompts=prompts, device=str(model.device)).eval())


def _modules(modules: Any, task: str, where: str) -> list[Any]:
    """Return the modules that texts of a task go through, those of routers in place of the routers."""
    found: list[Any] = []
    for module in modules:
        if not isinstance(module, Router):
            found.append(module)
            continue
        found += _modules(module.sub_modules[_route(module, task, where)], task, where)
    return found


def _route(router: Router, task: str, where: str) -> str:
    """Return the name of the route of a router for texts of a task; routes of earlier versions have names of their own."""
    try:
        return str(router._resolve_route(task=task, modality="text"))  # noqa: SLF001  # the only place with its rules
    except (ValueError, KeyError) as error:
        named = [name for name in router.sub_modules if not TASKS[task].isdisjoint(words_of(name))]
        if len(named) == 1:
            return str(named[0])
        raise ModelError(f"has no route for {task} texts ({reason_of(error)})", where=where, fix=OTHER_MODEL) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the progress bars, warnings and log messages of the libraries."""
    transformers.utils.logging.disable_progress_bar()
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
