"""The documentation is true: its links, commands, settings, messages, and the diagrams of imports and of a session."""

import ast
import errno
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise

import msgspec
import pytest
import yaml
from markdown_it import MarkdownIt

import index
from bot.chat.observing.metrics import Metrics
from bot.command_line import arguments
from index.settings import ConfigFile
from index.text.characters import fold
from tests.conftest import ROOT
from tests.test_monitoring import WELL
from tests.test_structure import imports

NAMES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
FIGURE = re.compile(r"```mermaid\n(?P<figure>.*?)```", re.DOTALL)
BOX = re.compile(r'(?P<id>\w+)\["(?P<package>[\w.]+)')
ARROW = re.compile(r"(?P<from>\w+) --> (?P<to>\w+(?: & \w+)*)")
COMMAND = re.compile(r"(?:^\s*|\$ |/|\.\.\. )footnote (?P<command>[a-z][a-z-]*)(?P<rest>[^#\n]*)", re.MULTILINE)
SETTING = re.compile(r"(?P<part>discord|serving)\.(?P<key>[a-z_]+)(?:: .*)?")
TROUBLESHOOTING = {"message", "symptom", "symptom or message"}
"""Heads of the first column of tables that say what to do about messages."""
OF_PYTHON = {"Fatal Python error: Aborted"}
JOINT = re.compile(r"…|: |; |(?<=\()|(?=\)$)")
"""Separators between the fixed parts of a documented message, with … in place of the parts that vary."""


@cache
def tokens(name):
    return MarkdownIt("commonmark").enable("table").parse((ROOT / name).read_text(encoding="utf-8"))


def inline(name):
    return [child for token in tokens(name) for child in token.children or ()]


def code(name):
    blocks = [token.content for token in tokens(name) if token.type in {"fence", "code_block"}]
    return blocks + [child.content for child in inline(name) if child.type == "code_inline"]


def anchors(name):
    """Return the anchors that code hosts generate for headings."""
    found = tokens(name)
    headings = [after.children for token, after in pairwise(found) if token.type == "heading_open"]
    plain = ["".join(child.content for child in children).lower() for children in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def targets(name):
    for child in inline(name):
        target = child.attrs.get("href") or child.attrs.get("src")
        if target and not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("name", NAMES)
def test_links_have_existing_targets(name):
    broken = []
    for target in targets(name):
        path, _, anchor = target.partition("#")
        place = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        if not place.exists() or (anchor and anchor not in anchors(place.relative_to(ROOT).as_posix())):
            broken.append(target)
    assert broken == []


def flags_by_command():
    """Return the flags of each command, those of its own commands included."""
    commands = arguments.make_parser().commands
    return {
        name: set(parser.flags).union(*(each.flags for each in parser.commands.values())) for name, parser in commands.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_documented_commands_and_flags_exist(name):
    known = flags_by_command()
    unknown = []
    for found in COMMAND.finditer("\n".join(code(name))):
        flags = set(re.findall(r"(?<!\S)--[a-z-]+", found["rest"]))
        if found["command"] not in known or flags - known[found["command"]]:
            unknown.append(found[0].strip())
    assert unknown == []


@pytest.mark.parametrize("name", NAMES)
def test_documented_settings_exist(name):
    parts = {field.name: field.default for field in msgspec.structs.fields(ConfigFile) if field.name in {"discord", "serving"}}
    written = [found for span in code(name) if (found := SETTING.fullmatch(span)) and found[0] != "discord.py"]
    assert [found[0] for found in written if not hasattr(parts[found["part"]], found["key"])] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_placeholder_is_left(name):
    assert re.findall(r"@@\w*|TODO|FIXME|XXX", (ROOT / name).read_text(encoding="utf-8")) == []


@cache
def messages():
    """Return the string constants of the code, except docstrings, the English texts of the bot, and errors of the system."""
    found = []
    for part in ("bot", "index"):
        for path in (ROOT / part).rglob("*.py"):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
            constants = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in docstrings]
            found += [node.value for node in constants if isinstance(node.value, str)]
    texts = (ROOT / "bot" / "rendering" / "translations" / "en.yaml").read_text(encoding="utf-8")
    return [*found, *yaml.safe_load(texts).values(), *map(os.strerror, errno.errorcode)]


def test_make_help_lists_every_target_that_can_be_called():
    done = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    [phony] = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(phony.split())
    assert "#" not in done.stdout


def first_cells(name):
    """Yield the head of its table and the children of the first cell for each row of a page."""
    found = tokens(name)
    for place, token in enumerate(found):
        if token.type == "thead_open":
            head = found[place + 3].content
        elif token.type == "tr_open":
            yield head, found[place + 2].children


@pytest.mark.parametrize("name", ["docs/discord.md", "docs/running.md", "docs/teaching.md"])
def test_messages_in_the_troubleshooting_tables_exist(name):
    spans = [span for head, cell in first_cells(name) if head in TROUBLESHOOTING for span in cell]
    shown = {span.content for span in spans if span.type == "code_inline" and " " in span.content} - OF_PYTHON
    assert shown
    pieces = [piece.strip() for message in shown for piece in JOINT.split(message)]
    assert [piece for piece in pieces if not any(piece in each for each in messages())] == []


def test_exactly_the_existing_metrics_are_documented():
    lines = Metrics(lambda: WELL).render().decode().splitlines()
    real = {line.split()[2] for line in lines if line.startswith("# TYPE footnote_")}
    documented = set(re.findall(r"`(footnote_\w+)", (ROOT / "docs" / "running.md").read_text(encoding="utf-8")))
    assert documented == real


@cache
def packages():
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for part in ("bot", "index")
        for path in (ROOT / part).rglob("__init__.py")
    }
    return frozenset(package for package in found if package.count(".") < 2)


def package_of(module):
    return ".".join(module.split(".")[:2]) if ".".join(module.split(".")[:2]) in packages() else module.split(".")[0]


def imported_by(path):
    """Yield the modules that a file imports: by name, through the public names of `index`, or as the module of a command."""
    yield from imports(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "index":
            yield f"index.{index._MODULES[node.attr]}" if node.attr in index._MODULES else "index"
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            yield "".join(part.value for part in node.args[0].values if isinstance(part, ast.Constant)).rstrip(".")


def imports_between_packages():
    """Yield pairs of a package and one it imports, leaving out the top-level modules of `index`, which nearly all import."""
    for package in packages() - {"index"}:
        folder = ROOT.joinpath(*package.split("."))
        for path in folder.rglob("*.py") if "." in package else folder.glob("*.py"):
            found = {package_of(each) for each in imported_by(path) if each.split(".")[0] in {"bot", "index"}}
            yield from ((package, each) for each in found - {package, "index"})


def without_shortcuts(arrows):
    """Return the arrows that do not follow from other arrows."""
    below = {start: {end for begin, end in arrows if begin == start} for start, _ in arrows}

    def reached(start):
        return {start}.union(*(reached(end) for end in below.get(start, ())))

    return {(start, end) for start, end in arrows if not any(end in reached(other) for other in below[start] - {end})}


def diagram():
    """Return the packages in the diagram of imports by the id of their box, and the arrows between the boxes."""
    figures = FIGURE.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    [figure] = [each for each in figures if '["bot.' in each]
    boxes = dict(BOX.findall(figure))
    return boxes, {(each["from"], to) for each in ARROW.finditer(figure) for to in each["to"].split(" & ")}


def test_the_diagram_of_imports_is_true():
    boxes, arrows = diagram()
    known = packages() - {"index"}
    missing = [f'{package.split(".")[-1]}["{package}"]' for package in sorted(known - set(boxes.values()))]
    ids = {package: package.split(".")[-1] for package in known} | {package: box for box, package in boxes.items()}
    real = {(ids[importer], ids[imported]) for importer, imported in without_shortcuts(set(imports_between_packages()))}
    missing += [f"{importer} --> {imported}" for importer, imported in sorted(real - arrows)]
    wrong = [f"{importer} --> {imported}" for importer, imported in sorted(arrows - real)]
    wrong += sorted(set(boxes.values()) - known)
    assert not missing, f"add to docs/architecture.md: {', '.join(missing)}"
    assert not wrong, f"remove from docs/architecture.md, because it is not true: {', '.join(wrong)}"


def test_the_picture_of_a_session_is_self_contained_and_shows_the_answer():
    text = (ROOT / "docs" / "session.svg").read_text(encoding="utf-8")
    shown = fold("".join(ET.fromstring(text).itertext()))  # noqa: S314  # our own file
    assert "on the second Saturday of each month" in shown
    assert "Not in the document." in shown
    assert set(re.findall(r"https?://[^\"\s]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in text
    assert "href" not in text
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(re.findall(r'id="([^"]*)"', text))
    assert len(re.findall(r"url\(", text)) == len(re.findall(r"url\(#", text))
