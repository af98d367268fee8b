"""Recipes: make a compiled model from its published weights alone, without torch.

A recipe belongs to one model. It contains the graph that `compile_model` once exported, without weights, and the place of each
weight of model.safetensors in the file beside the graph. The result is the same, byte for byte, as that of the export.
`tests/recipes.py` writes recipes.
"""

import json
import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.encoding.comparing import MIN_COSINE, ReferenceVectors, lowest_cosine
from index.encoding.encoder import EncoderCard, to_unit_length
from index.encoding.models import ModelFiles, full_name
from index.encoding.onnx_encoder import DATA_NAME, MODEL_NAME, OnnxEncoder
from index.encoding.window import TOKENIZER_NAME, load_tokenizer, save_tokenizer
from index.errors import ModelError
from index.files.checksums import Checksum, checksums, read_json

RECIPES = Path(__file__).parent / "recipe_files"
RECIPE_NAME, REFERENCE_NAME = "recipe.json", "reference.npz"
WEIGHTS_NAME = "model.safetensors"
NUMBERS: dict[str, DTypeLike] = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")}
"""Types of numbers in model.safetensors."""


@dataclass(frozen=True, slots=True)
class WeightPlace:
    """The place of a weight in the data file of the graph, in bytes."""

    weight: str
    offset: int
    is_transposed: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A compiled model without its weights.

    `sources` are the checksums of the published files, at a revision of the model's repository on the hub; `card` describes the
    result. `samples` are texts whose vectors are in reference.npz.
    """

    repository: str
    revision: str
    sources: dict[str, Checksum]
    card: EncoderCard
    weights: tuple[WeightPlace, ...]
    samples: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder of the recipe's files."""
        return RECIPES / self.repository.rpartition("/")[2]


@cache
def find_recipe(model: str) -> Recipe | None:
    """Return the recipe of a model by its name, with or without its owner, or None if it has none."""
    path = RECIPES / full_name(model).rpartition("/")[2] / RECIPE_NAME
    recipe = read_json(path, Recipe) if path.is_file() else None
    return recipe if recipe and recipe.repository == full_name(model) else None


def recipe_for(files: ModelFiles) -> Recipe | None:
    """Return the recipe of a model if its files are exactly those that the recipe was made from."""
    recipe = find_recipe(files.hub_name) if files.hub_name else None
    return recipe if recipe and recipe.card.fingerprint == files.fingerprint else None


def assemble(recipe: Recipe, name: str, source: Path, folder: Path) -> None:
    """Write the compiled model into `folder`, from published files in `source` that match the recipe's checksums.

    `name` is the model's name in config.yaml. Raises ModelError if the result is not the one that was exported, or if it does
    not compute the reference vectors on this machine.
    """
    shutil.copyfile(recipe.folder / MODEL_NAME, folder / MODEL_NAME)
    with (folder / DATA_NAME).open("wb") as data, (source / WEIGHTS_NAME).open("rb") as weights:
        _arrange(recipe, weights, data)
    save_tokenizer(load_tokenizer(source / TOKENIZER_NAME), folder / TOKENIZER_NAME)
    files = checksums(folder)
    if any(files[each] != wanted for each, wanted in recipe.card.files.items()):
        raise ModelError("the assembled model is not the one that was exported", where=name, fix="reinstall Footnote")
    replace(recipe.card, model=name, files=files).save(folder)
    lowest = lowest_cosine(_load_reference(recipe), OnnxEncoder(folder), recipe.samples)
    if not lowest >= MIN_COSINE:
        raise ModelError(
            f"onnxruntime computes other vectors here than sentence-transformers (cosine {lowest:.4f}, expected {MIN_COSINE})",
            where=name,
            fix="install another version of onnxruntime",
        )


def _arrange(recipe: Recipe, weights: BinaryIO, data: BinaryIO) -> None:
    """Write the weights of model.safetensors to the data file of the graph, each at its place."""
    length = int.from_bytes(weights.read(8), "little")
    header = json.loads(weights.read(length))
    for place in recipe.weights:
        start, end = header[place.weight]["data_offsets"]
        weights.seek(8 + length + start)
        content = weights.read(end - start)
        if place.is_transposed:
            array: NDArray[Any] = np.frombuffer(content, NUMBERS[header[place.weight]["dtype"]]).reshape(
                header[place.weight]["shape"]
            )
            content = np.ascontiguousarray(array.T).tobytes()
        data.seek(place.offset)
        data.write(content)


def _load_reference(recipe: Recipe) -> ReferenceVectors:
    """Load the reference vectors. Those of tokens are stored in 16 bits, so their lengths are not quite 1."""
    with np.load(recipe.folder / REFERENCE_NAME, allow_pickle=False) as arrays:
        tokens = to_unit_length(arrays["tokens"].astype(np.float32))
        return ReferenceVectors(arrays["passages"], arrays["questions"], np.split(tokens, np.cumsum(arrays["lengths"])[:-1]))
