"""Which modules may import what."""

import ast

import pytest

from tests.conftest import ROOT

ONLY_IN = {
    "faiss": {"index/storing/vectors.py"},
    "onnxruntime": {"index/encoding/onnx_encoder.py"},
    "tokenizers": {"index/encoding/onnx_encoder.py", "index/encoding/window.py"},
    "torch": {"index/encoding/compiling.py"},
    "sentence_transformers": {"index/encoding/compiling.py"},
    "transformers": {"index/encoding/compiling.py"},
    "huggingface_hub": {"index/encoding/models.py"},
    "markdown_it": {"index/reading/markdown.py"},
    "lxml": {"index/reading/html.py"},
    "bm25s": set(),
    "Stemmer": {"index/text/words.py"},
    "rapidfuzz": {"index/searching/spelling.py"},
    "ir_measures": {"index/evaluation/ranking_metrics.py"},
    "matplotlib": {"index/evaluation/plotting.py"},
    "rich": {f"bot/terminal/{name}.py" for name in ("answers", "checkups", "figures", "outlines", "output", "progress")},
    "aiohttp": {"bot/chat/exchanges.py", "bot/chat/monitoring.py"},
    "prometheus_client": {"bot/chat/metrics.py"},
    "yarl": {"bot/chat/gateway.py"},
    "pickle": set(),
}
IN_ORDER = ["settings", "reading", "passages", "splitting", "encoding", "vectors", "storage", "building", "searching"]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


SOURCES = {
    path.relative_to(ROOT).as_posix(): list(imports(path)) for part in ("bot", "index") for path in (ROOT / part).rglob("*.py")
}


@pytest.mark.parametrize(("library", "allowed"), ONLY_IN.items())
def test_a_library_is_imported_only_where_it_belongs(library, allowed):
    assert {name for name, found in SOURCES.items() if any(each.split(".")[0] == library for each in found)} == allowed


def test_the_core_knows_nothing_of_its_faces():
    assert [
        name for name, found in SOURCES.items() if name.startswith("index/") and any(each.startswith("bot") for each in found)
    ] == []


def test_discord_is_known_only_to_the_face_in_discord():
    using = {name for name, found in SOURCES.items() if any(each.split(".")[0] == "discord" for each in found)}
    assert using
    assert {name for name in using if not name.startswith("bot/chat/")} == set()
    assert (
        using & {f"bot/chat/{name}.py" for name in ("answering", "choices", "cooldown", "desk", "mentions", "refusals")}
        == set()
    )


def test_what_the_bot_says_knows_nothing_of_how_it_is_sent():
    rendering = {name: found for name, found in SOURCES.items() if name.startswith("bot/rendering/")}
    assert rendering
    assert [name for name, found in rendering.items() if any(each.startswith("bot.chat") for each in found)] == []


def test_reading_knows_nothing_of_what_comes_after_it():
    later = {f"index.{name}" for name in IN_ORDER[2:]}
    readers = {name: found for name, found in SOURCES.items() if name.startswith("index/reading/")}
    assert readers
    assert [
        name for name, found in readers.items() if any(each in later or each.startswith("index.encoding") for each in found)
    ] == []
