"""Write the recipe of the default model from its weights: `python -m tests.recipes`. This needs the `build` extra.

A recipe makes the compiled model without torch; see index/encoding/recipes.py. Run this again if the graph should change.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx

from index.encoding.compiling import compile_model, reference_vectors
from index.encoding.encoder import EncoderCard
from index.encoding.models import find_model
from index.encoding.onnx_encoder import DATA_NAME, MODEL_NAME
from index.encoding.recipes import NUMBERS, RECIPE_NAME, RECIPES, REFERENCE_NAME, WEIGHTS_NAME, Recipe, WeightPlace
from index.encoding.torch_models import load_model, split
from index.encoding.window import TOKENIZER_NAME
from index.files.checksums import checksum, write_json

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
"""The revision on the hub whose files have the checksums of those in the package."""
SAMPLES = (
    "Who may borrow a boat?",
    "Members of the rowing club may borrow a boat for up to three hours; guests need to be accompanied by a member.",
    "naïve café, Straße, 漢字 and 😀",
    "E-4012 (v2.0.1): 17.50 € until 31/12, 18:00–22:30",
    "Long. " * 20,
    "x",
)


def weight_places(folder: Path, model: Path) -> list[WeightPlace]:
    """Find each tensor of a compiled model's data file among the weights in model.safetensors."""
    content = (model / WEIGHTS_NAME).read_bytes()
    weights = dict(read_weights(content))
    data = (folder / DATA_NAME).read_bytes()
    places = []
    for tensor in onnx.load(folder / MODEL_NAME, load_external_data=False).graph.initializer:
        outside = {entry.key: entry.value for entry in tensor.external_data}
        if outside:
            offset, length = int(outside["offset"]), int(outside["length"])
            places.append(find_weight(data[offset : offset + length], tuple(tensor.dims), offset, weights))
    return sorted(places, key=lambda place: place.offset)


def read_weights(content: bytes) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the name and values of each weight in the content of model.safetensors."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    for name, entry in header.items():
        first, last = (start + offset for offset in entry["data_offsets"])
        yield name, np.frombuffer(content[first:last], NUMBERS[entry["dtype"]]).reshape(entry["shape"])


def find_weight(values: bytes, shape: tuple[int, ...], offset: int, weights: dict[str, np.ndarray]) -> WeightPlace:
    """Return the place of the one weight that has these values and this shape, as it is or transposed."""
    for is_transposed in (False, True):
        for name, weight in weights.items():
            turned = weight.T if is_transposed else weight
            if turned.shape == shape and turned.tobytes() == values:
                return WeightPlace(name, offset, is_transposed)
    raise SystemExit(f"no weight is the tensor at {offset}: the graph cannot be made from model.safetensors")


def write_recipe(target: Path) -> None:
    """Compile the model and write its graph, recipe and reference vectors."""
    files = find_model(MODEL, Path())
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        compile_model(files, folder, SAMPLES)
        card = EncoderCard.load(folder)
        reference = reference_vectors(split(load_model(files).to("cpu").float(), MODEL), card, SAMPLES)
        target.mkdir(parents=True, exist_ok=True)
        (target / MODEL_NAME).write_bytes((folder / MODEL_NAME).read_bytes())
        places = weight_places(folder, files.folder)
    np.savez_compressed(
        target / REFERENCE_NAME,
        passages=reference.passages,
        questions=reference.questions,
        tokens=np.concatenate(reference.tokens).astype(np.float16),
        lengths=np.array([len(each) for each in reference.tokens]),
    )
    recipe = Recipe(
        MODEL,
        REVISION,
        {name: checksum(files.folder / name) for name in (WEIGHTS_NAME, TOKENIZER_NAME)},
        replace(card, files={name: card.files[name] for name in (MODEL_NAME, DATA_NAME)}),
        tuple(places),
        SAMPLES,
    )
    write_json(recipe, target / RECIPE_NAME)


if __name__ == "__main__":
    write_recipe(RECIPES / MODEL.rpartition("/")[2])
