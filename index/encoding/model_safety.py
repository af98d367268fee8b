"""Refuse models that could run code of their own, or whose files lie outside their folder. Nothing of a model is loaded."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from index.errors import ModelError

CONFIGURATIONS = ("config.json", "tokenizer_config.json", "processor_config.json", "preprocessor_config.json")
"""Files in which a model can name classes of its own for transformers to run (`auto_map`)."""
MODULES, ROUTES = "modules.json", "router_config.json"
"""Files that name the classes of the modules of a model, and of the routes of a router."""
KNOWN_CODE = ("sentence_transformers.", "pylate.")
"""Packages whose modules sentence-transformers loads without code of the model."""
PICKLES = ("pytorch_model*.bin", "adapter_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
"""Names of files with weights that can run code when they are loaded."""
NO_CODE = "choose a model without code of its own, which Footnote never runs"
INSIDE = "replace the link with a copy of what it leads to"
SAFE = "save it again with sentence-transformers, which writes model.safetensors"


def require_safe(folder: Path, where: str) -> None:
    """Raise ModelError, which names the setting `where`, if a model needs code of its own, or its weights are pickles only."""
    for path in _files(folder):
        if path.name in CONFIGURATIONS and _own_classes(read_settings(path)):
            raise ModelError(f"{_shown(path, folder)} names code of the model's own (auto_map)", where=where, fix=NO_CODE)
    for name in module_types(folder):
        if not name.startswith(KNOWN_CODE):
            raise ModelError(f"has a module of its own, {name!r}", where=where, fix=NO_CODE)
    for path in _files(folder):
        if _is_pickle(path) and not any(path.parent.glob("*.safetensors")):
            what = f"{_shown(path, folder)} is a pickle, which can run code, and no safetensors file is beside it"
            raise ModelError(what, where=where, fix=SAFE)


def require_no_links_out(folder: Path, where: str) -> None:
    """Raise ModelError if a link leads out of a model's folder, except to files of the same model in the cache of the hub."""
    root = folder.resolve()
    is_cached = root.parent.name == "snapshots" and root.parent.parent.name.startswith("models--")
    allowed = root.parent.parent if is_cached else root
    for path in _visible(folder):
        if not path.is_symlink():
            continue
        try:
            is_inside = path.resolve().is_relative_to(allowed)
        except (OSError, RuntimeError):  # a loop
            is_inside = False
        if not is_inside:
            raise ModelError(f"{_shown(path, folder)} is a link that leads out of the folder", where=where, fix=INSIDE)


def module_types(folder: Path) -> Iterator[str]:
    """Yield the class of each module of a model, those of routes included."""
    modules = read_settings(folder / MODULES)
    for module in modules if isinstance(modules, list) else []:
        if isinstance(module, dict) and isinstance(module.get("type"), str):
            yield module["type"]
    for path in _files(folder):
        if path.name == ROUTES:
            yield from _route_types(read_settings(path))
        elif path.name == "config.json":  # where routers of earlier versions keep them
            settings = read_settings(path)
            yield from _route_types(settings) if isinstance(settings, dict) and "structure" in settings else ()


def read_settings(path: Path) -> Any:
    """Return the contents of a JSON file; None if there is none or it is damaged, which loading the model will report."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _route_types(settings: Any) -> Iterator[str]:
    types = settings.get("types") if isinstance(settings, dict) else None
    yield from (name for name in types.values() if isinstance(name, str)) if isinstance(types, dict) else ()


def _own_classes(settings: Any) -> bool:
    return isinstance(settings, dict) and bool(settings.get("auto_map"))


def _is_pickle(path: Path) -> bool:
    return any(PurePath(path.name.lower()).match(pattern) for pattern in PICKLES)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in _visible(folder) if path.is_file())


def _visible(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder and the folders in it, in order, except for hidden files."""
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
