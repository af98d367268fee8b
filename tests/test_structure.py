"""Rules for imports between modules and of libraries."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT

MARKDOWN_MODULES = {
    *("attributes", "comments", "footnotes", "inline", "marks", "nesting", "noise", "reader", "syntax", "tags", "tasks"),
    "inline_components",
    *(
        "roles",
        "walk",
        "wikilinks",
        "admonitions",
        "callouts",
        "components",
        "containers",
        "directives",
        "html_blocks",
        "markers",
    ),
    *(
        "shortcodes",
        "source",
        "html_tables",
        "bracket_tags",
        "notices",
        "retype",
        "spaced_targets",
        "tables",
        "raised_digits",
        "grid_tables",
        "subtext",
        "template_escapes",
        "tight_headings",
        "variables",
    ),
}
HTML_MODULES = {
    *(
        "accordions",
        "admonitions",
        "boilerplate",
        "cards",
        "code_tables",
        "stand_ins",
        "writer",
        "content",
        "edges",
        "elements",
        "eyebrows",
        "footnotes",
        "google_docs",
        "infoboxes",
        "misnested",
        "note_tables",
        "page",
        "pictures",
        "question_tables",
        "raised_digits",
        "reader",
        "rows",
    ),
    *("styles", "tables", "tabs", "titles", "walk"),
}
ONLY_IN = {
    "faiss": {"index/storing/vector_codes.py", "index/storing/vectors.py"},
    "grpc": {"index/milvus/client.py"},
    "milvus_lite": {"index/milvus/client.py"},
    "pymilvus": {"index/milvus/client.py"},
    "onnxruntime": {"index/encoding/onnx_session.py"},
    "platformdirs": {"index/files/user_folders.py"},
    "tokenizers": {f"index/encoding/{name}.py" for name in ("onnx_encoder", "onnx_reranker", "torch_models", "window")},
    "torch": {f"index/encoding/{name}.py" for name in ("compiling", "compiling_rerankers", "exporting", "torch_models")},
    "sentence_transformers": {f"index/encoding/{name}.py" for name in ("compiling", "compiling_rerankers", "torch_models")},
    "transformers": {f"index/encoding/{name}.py" for name in ("exporting", "torch_models")},
    "huggingface_hub": {"index/encoding/models.py"},
    "markdown_it": {f"index/reading/markdown/{name}.py" for name in MARKDOWN_MODULES},
    "mdit_py_plugins": {f"index/reading/markdown/{name}.py" for name in ("footnotes", "syntax")},
    "emoji": {"index/reading/markdown/emojis.py"},
    "lxml": {f"index/reading/html/{name}.py" for name in HTML_MODULES},
    "bm25s": set(),
    "Stemmer": {"index/text/words.py"},
    "rapidfuzz": {"index/searching/spelling.py"},
    "spellchecker": set(),  # index/text/word_lists.py reads its files
    "ir_measures": {"index/evaluation/ranking_metrics.py"},
    "matplotlib": {"index/evaluation/plotting.py"},
    "rich": {
        f"bot/terminal/{name}.py"
        for name in (
            "answers",
            "checkups",
            "figures",
            "follow_up_figures",
            "model_figures",
            "outlines",
            "output",
            "progress",
            "reports",
        )
    },
    "aiohttp": {
        "index/encoding/downloading.py",
        "index/expanding/server.py",
        "bot/chat/exchanges.py",
        "bot/chat/observing/port.py",
    },
    "prometheus_client": {"bot/chat/observing/metrics.py"},
    "sqlalchemy": {
        *(
            f"bot/record/{name}.py"
            for name in ("changing", "counting", "database", "explaining", "inserting", "migrating", "places", "reading")
        ),
        "bot/record/store.py",
        *("bot/record/locking.py", "bot/record/owners.py", "bot/record/processes.py", "bot/record/tables.py"),
        *("bot/record/migrations/versions/v1.py", "bot/record/migrations/versions/v2.py"),
    },
    "alembic": {
        f"bot/record/{name}.py" for name in ("migrating", "migrations/env", "migrations/versions/v1", "migrations/versions/v2")
    },
    "psycopg": set(),
    "readline": {"bot/terminal/history.py", "bot/terminal/prompts.py"},
    "yarl": {"bot/chat/gateway.py"},
    "pickle": set(),
}
LAYERS = [
    "text", "errors", "files", "settings", "reading", "passages", "encoding", "storing", "milvus", "searching",
    "answering", "expanding", "building", "evaluation",
]  # fmt: skip
"""Packages of `index` and its errors module, lowest layer first: each imports only those before it."""
ANYWHERE = {"installation", "progress", "version"}
"""Modules of `index` that import nothing from it, and that any package may import."""


def imports(path):
    """Yield the modules that a file imports, including imports for types only and inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if is_module(f"{node.module}.{alias.name}"))


@cache
def is_module(name):
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


@cache
def sources():
    """Return what each module of the code imports, by its path."""
    paths = [path for part in ("bot", "index") for path in (ROOT / part).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): list(imports(path)) for path in paths}


@pytest.mark.parametrize(("library", "allowed"), ONLY_IN.items())
def test_a_library_is_imported_only_where_it_belongs(library, allowed):
    assert {name for name, found in sources().items() if any(each.split(".")[0] == library for each in found)} == allowed


def test_the_core_does_not_import_its_faces():
    assert [
        name for name, found in sources().items() if name.startswith("index/") and any(each.startswith("bot") for each in found)
    ] == []


def test_discord_is_imported_only_by_the_chat_package():
    using = {name for name, found in sources().items() if any(each.split(".")[0] == "discord" for each in found)}
    assert using
    assert {name for name in using if not name.startswith("bot/chat/")} == set()
    assert (
        using & {f"bot/chat/{name}.py" for name in ("answering", "choices", "cooldown", "desk", "mentions", "refusals")}
        == set()
    )


def test_rendering_does_not_import_chat():
    rendering = {name: found for name, found in sources().items() if name.startswith("bot/rendering/")}
    assert rendering
    assert [name for name, found in rendering.items() if any(each.startswith("bot.chat") for each in found)] == []


def test_there_are_no_import_cycles():
    imported = {module_of(name): {each for each in found if is_module(each)} for name, found in sources().items()}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        pytest.fail(f"break the cycle: {' imports '.join(reversed(error.args[1]))}")


def module_of(name):
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_packages_of_the_core_import_only_lower_layers():
    upward = []
    for name, found in sources().items():
        package = module_of(name).split(".")[1:2]
        if name.startswith("index/") and package and package[0] in LAYERS:
            below = {*LAYERS[: LAYERS.index(package[0]) + 1], *ANYWHERE}
            upward += [
                f"{name} imports {each}" for each in found if each.startswith("index.") and each.split(".")[1] not in below
            ]
    assert upward == []


def test_the_top_level_of_the_core_is_packages_and_a_few_modules():
    listing = {path.name for path in (ROOT / "index").iterdir() if path.name != "__pycache__"}
    modules = {name for name in listing if name.endswith(".py")}
    assert modules == {"__init__.py", "errors.py", "installation.py", "progress.py", "version.py"}
    assert listing - modules == {*LAYERS, "scaffolding"} - {"errors"}
