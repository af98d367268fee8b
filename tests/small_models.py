"""Small sentence-transformers models of several kinds, created on the fly with random weights."""

import hashlib
import json
import random
import shutil
import warnings
from functools import cache

import pytest
from filelock import FileLock

from index.building import yardstick
from index.building.preparing import make_encoder
from index.progress import NoProgress
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import copy_project

WORDS = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "members", "may", "join", "by", "mail", "free", "of", "charge"),
    *("rules", "spam", "ban", "the", "a", "is", "who", "can"),
]
PROMPTS = {"query": "who can ", "document": "the rules: "}
"""The prompts of most models that have some, because a model is compiled once for all tests."""
TEXTS = ["members may join by mail", "free of charge", "who can join the rules of spam is a ban " * 6]


def save_bert(folder, words, markers=(), layers=1):
    """Write a small BERT with random weights and a vocabulary into the folder `bert`; each layer takes seconds to compile."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    tokenizer.add_special_tokens({"additional_special_tokens": list(markers)})
    tokenizer.save_pretrained(folder / "bert")


def export_once(export, folder):
    """Return an `export` that keeps what it exports in `folder`, and takes it from there for the same modules and weights.

    Torch takes up to ten seconds for a graph, and many tests need the same one. Whether it is the right one is seen as ever:
    what is compiled is compared with sentence-transformers.
    """

    def export_or_copy(graph, inputs, outputs, path):
        layers = [repr(module) for module in graph.modules() if not [*module.children()]]
        key = hashlib.sha256(repr((layers, sorted(inputs), outputs, path.name)).encode())
        for name, weight in graph.state_dict().items():
            key.update(name.encode() + weight.numpy().tobytes())
        kept = folder / key.hexdigest()[:32]
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                new = kept.with_suffix(".new")
                new.mkdir(exist_ok=True)
                export(graph, inputs, outputs, new / path.name)
                new.rename(kept)
        shutil.copytree(kept, path.parent, dirs_exist_ok=True)

    return export_or_copy


def mark_spaces(folder):
    """Replace a tokenizer by one that counts the space before a word as a part of it, as SentencePiece does."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    known = [word if word.startswith("[") else f"▁{word}" for word in WORDS]
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(known)}, unk_token="[UNK]"))  # noqa: S106  # no password
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    names = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    inputs = ["input_ids", "token_type_ids", "attention_mask"]  # as the tokenizer before, for the same graph
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_input_names=inputs, **names).save_pretrained(folder)


@pytest.fixture(scope="module")
def module_cache(tmp_path_factory):
    """A cache of models for all tests of a module."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_model_cache(monkeypatch, module_cache):
    """Share a cache of models between the tests of a module that imports this, so that each is compiled once."""
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(module_cache))
    return module_cache


@pytest.fixture(autouse=True)
def few_questions(monkeypatch):
    """Fit the confidence of models to few questions in the tests of a module that imports this, as for slow models."""
    monkeypatch.setattr(yardstick, "MAX_SECONDS", 0.0)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory, shared_exports):
    """Create a small BERT with random weights and the given pooling, dense layer, prompts and window."""
    import torch
    from sentence_transformers import SentenceTransformer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # version 6 moved them to a place that 5 does not have
        from sentence_transformers.models import Dense, Normalize, Pooling, Transformer

    def make(  # noqa: PLR0913  # options of one model
        pooling="mean", *, dense=False, max_length=32, include_prompt=True, marks_spaces=False, layers=1, **prompts
    ):
        torch.manual_seed(7)
        folder = tmp_path_factory.mktemp("model")
        save_bert(folder, WORDS, layers=layers)
        if marks_spaces:
            mark_spaces(folder / "bert")
        transformer = Transformer(str(folder / "bert"), max_seq_length=max_length)
        modules = [transformer, Pooling(16, pooling_mode=pooling, include_prompt=include_prompt)]
        if dense:
            torch.manual_seed(10)
            modules += [Dense(16, 8), Normalize()]
        model = SentenceTransformer(modules=modules, device="cpu", **prompts)
        model.save(str(folder / "model"))
        return folder / "model"

    return make


@pytest.fixture(scope="session")
def small_multi_vector(tmp_path_factory, shared_exports):
    """Create a small multi-vector model with random weights, markers, a projection and the given way to fill up questions."""
    import string

    import torch
    from sentence_transformers import MultiVectorEncoder
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask

    def make(expansion=None, *, dimension=12, query_length=None, document_length=40, skips=string.punctuation):
        torch.manual_seed(8)
        folder = tmp_path_factory.mktemp("multi-vector")
        save_bert(folder, [*WORDS, "[Q]", "[D]", *skips], ["[Q]", "[D]"])
        transformer = Transformer(
            str(folder / "bert"),
            max_seq_length=48,
            query_length=query_length,
            document_length=document_length,
            query_expansion=expansion,
        )
        modules = [
            transformer,
            Dense(
                16,
                dimension,
                bias=False,
                activation_function=torch.nn.Identity(),
                module_input_name="token_embeddings",
            ),
            MultiVectorMask(skiplist_words=list(skips)),
            Normalize(module_input_name="token_embeddings"),
        ]
        prompts = {"query": "[Q] ", "document": "[D] "}
        MultiVectorEncoder(modules=modules, prompts=prompts, device="cpu").save(str(folder / "model"))
        return folder / "model"

    return make


@pytest.fixture(scope="session")
def small_router(tmp_path_factory, shared_exports):
    """Create a router with a Dense per route, whose questions go through the transformer of passages, another, or none."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense, Normalize, Router, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding

    def make(questions="shared", prompts=None):
        torch.manual_seed(7)
        folder = tmp_path_factory.mktemp("router")
        save_bert(folder, WORDS)
        passages = Transformer(str(folder / "bert"), max_seq_length=32)
        if questions == "shared":
            first = [passages, Pooling(16)]
        elif questions == "own":
            (folder / "other").mkdir()
            save_bert(folder / "other", WORDS)
            first = [Transformer(str(folder / "other" / "bert"), max_seq_length=32), Pooling(16, pooling_mode="cls")]
        else:
            first = [StaticEmbedding(passages.tokenizer, embedding_dim=16)]
        torch.manual_seed(10)  # as in the model with a Dense, so that the graph of passages is exported once for all
        last = Dense(16, 8)
        routes = {"query_modules": [*first, Dense(16, 8)], "document_modules": [passages, Pooling(16), last]}
        modules = [Router.for_query_document(**routes), Normalize()]
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder / "model"))
        return folder / "model"

    return make


@pytest.fixture(scope="session")
def small_cross_encoder(tmp_path_factory, shared_exports):
    """Create a small cross-encoder with random weights, the given activation and number of scores for a pair."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    @cache
    def make(activation="Sigmoid", labels=1, prompt=None):
        torch.manual_seed(3)
        folder = tmp_path_factory.mktemp("cross-encoder")
        save_bert(folder, WORDS, layers=2)
        model = BertForSequenceClassification.from_pretrained(folder / "bert", num_labels=labels)
        with torch.no_grad():
            for weight in model.parameters():
                weight.mul_(20 if weight.ndim > 1 else 1)  # small random weights give nearly the same score to all pairs
            model.classifier.weight.mul_(5)
        model.save_pretrained(folder / "bert")
        options = {"prompts": {"ask": prompt}, "default_prompt_name": "ask"} if prompt else {}
        made = CrossEncoder(str(folder / "bert"), max_length=48, activation_fn=getattr(torch.nn, activation)(), **options)
        made.save_pretrained(str(folder / "model"))
        return folder / "model"

    return make


@pytest.fixture(scope="session")
def compiled_small(small_model, tmp_path_factory):
    """A small model, and an index folder that contains it compiled; tests must not change either."""
    model, project = small_model(layers=2), tmp_path_factory.mktemp("compiled")
    prepare_encoder(project, model)
    return model, project / ".footnote"


@pytest.fixture
def small_project(compiled_small, tmp_path):
    """Copy the compiled model into `tmp_path` and return the folder of the model itself."""
    model, compiled = compiled_small
    copy_project(compiled, tmp_path / ".footnote")
    return model


def prepare_encoder(tmp_path, model, runtime="onnx"):
    config = tmp_path / "config.yaml"
    config.write_text(f"documents: [{{path: a.md}}]\nmodel: {json.dumps(str(model))}\nruntime: {runtime}\n", encoding="utf-8")
    settings = load_settings(config)
    return make_encoder(settings, IndexFolder(settings.index_folder), lambda: TEXTS, NoProgress())


def some_texts(count, seed):
    """Return texts of known words, unknown ones and punctuation, from one word to more than the model reads."""
    chosen = random.Random(seed)  # noqa: S311  # reproducible
    words = [*WORDS[5:], "zebra", "!", "free,", "(spam)"]
    return [" ".join(chosen.choices(words, k=chosen.choice((1, 2, 5, 9, 30, 60)))) for _ in range(count)]


def rewrite(folder, name, change):
    """Change a JSON file of a model, which need not exist."""
    path = folder / name
    settings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    change(settings)
    path.write_text(json.dumps(settings), encoding="utf-8")
