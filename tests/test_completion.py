"""Completion in real shells, where they are installed, and what the scripts are answered."""

import subprocess
import sys

import pytest

from index.building import build
from tests.conftest import ROOT, write_project
from tests.fakes import FakeEncoder
from tests.shells import SHELLS, show_in

HANDBOOK = """# The club's handbook

Welcome to the club.

## Joining

### How to apply

- Write to the board.

### Waiting list (2026)

- Nobody waits.

## Fees & prices: adults

- Membership is free.

## What's "free"?

- Tea.

## $(touch hacked)

- Nothing.

## Who can join? Everybody!1

- Everybody.

## Größe

- Klein.

## Emptied
"""
TRIPS = "# Trips\n\n## Boats\n\n- A boat has two oars.\n"


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    folder = tmp_path_factory.mktemp("club")
    settings = write_project(folder, {"handbook.md": HANDBOOK, "more/our trips.md": TRIPS})
    build(settings, encoder=FakeEncoder())
    return folder


@pytest.fixture
def inside(club, tmp_path):
    """A folder below the project, which `show` writes to."""
    folder = club / tmp_path.name
    folder.mkdir()
    return folder


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bui\t--che\t", ["build", "--check"]),
        ("help sett\t", ["help", "settings"]),
        ("record exp\t--sin\t", ["record", "export", "--since"]),
        ("serve --logs js\t", ["serve", "--logs", "json"]),
        ("--debug ask --fail-on sugg\t", ["--debug", "ask", "--fail-on", "suggestions"]),
        ("init --language swed\t", ["init", "--language", "swedish"]),
        ("ask --section Joining\\ \\>\\ H\t", ["ask", "--section", "Joining > How to apply"]),
        ("ask --section 'Joining > W\t", ["ask", "--section", "Joining > Waiting list (2026)"]),
        ('ask --section "Joining > W\t', ["ask", "--section", "Joining > Waiting list (2026)"]),
        ("ask --section Fe\t", ["ask", "--section", "Fees & prices: adults"]),
        ('ask --section "Fe\t', ["ask", "--section", "Fees & prices: adults"]),
        ("ask --section=Fe\t", ["ask", "--section=Fees & prices: adults"]),
        ("ask --section Wai\t", ["ask", "--section", "Waiting list (2026)"]),
        ("ask --section Wha\t", ["ask", "--section", 'What\'s "free"?']),
        ("ask --section '$\t", ["ask", "--section", "$(touch hacked)"]),
        ("ask --section \\$\t", ["ask", "--section", "$(touch hacked)"]),
        ("ask --section Gr\t", ["ask", "--section", "Größe"]),
        ("ask --section Who\t", ["ask", "--section", "Who can join? Everybody!1"]),
        ('ask --section "Who\t', ["ask", "--section", "Who can join? Everybody!1"]),
        ("ask --section 'Who\t", ["ask", "--section", "Who can join? Everybody!1"]),
        ("ask --section Empt\t", ["ask", "--section", "Empt"]),
        ("ask --document hand\t--section Boat\t", ["ask", "--document", "handbook.md", "--section", "Boat"]),
        ("ask --document more/\t--section Bo\t", ["ask", "--document", "more/our trips.md", "--section", "Boats"]),
        ("ask --document our\t", ["ask", "--document", "our trips.md"]),
        ("ask --config ../handb\t", ["ask", "--config", "../handbook.md"]),
        ("outline ../handb\t", ["outline", "../handbook.md"]),
        ("nonsense --js\t x", ["nonsense", "--js", "x"]),
        ("ask -- --js\t x", ["ask", "--", "--js", "x"]),
    ],
)
def test_a_shell_completes_commands_flags_files_sections_and_documents(shell, line, words, inside, tmp_path):
    assert show_in(shell, line, inside, tmp_path / "home")[0] == words
    assert not (inside / "hacked").exists()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "config", ["none", "documents: [{path: a.md}]\nnonsense: true\n", "documents: [{path: a.md}]\n", "\0\x1b[2J"]
)
def test_a_shell_is_shown_no_error_if_there_is_no_usable_index(shell, config, tmp_path):
    if config != "none":
        (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    words, screen = show_in(shell, "ask --section Fe\t x", tmp_path, tmp_path / "home")
    assert words == ["ask", "--section", "Fe", "x"]
    assert "footnote: " not in screen
    assert "Traceback" not in screen


def test_completion_opens_neither_the_model_nor_the_vectors(club):
    program = (
        "import sys; from bot.cli import main; main(['_complete', 'fish', 'ask', '--section', ''])\n"
        "heavy = ('faiss', 'onnxruntime', 'rich', 'tokenizers', 'torch', 'discord')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=club, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)})
    assert "Joining > How to apply" in done.stdout
    assert done.stderr == "[]\n"
