"""What the documentation says is so: its links, commands, settings and messages, and the picture of what imports what."""

import argparse
import ast
import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise

import msgspec
import pytest
import yaml
from markdown_it import MarkdownIt

import index
from bot import arguments
from bot.chat.observing.metrics import Metrics
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
JOINT = re.compile("…|: |; ")
"""What parts of a message are joined by, and what stands in documentation for those that differ each time."""


@cache
def tokens(name):
    return MarkdownIt("commonmark").enable("table").parse((ROOT / name).read_text(encoding="utf-8"))


def inline(name):
    return [child for token in tokens(name) for child in token.children or ()]


def code(name):
    blocks = [token.content for token in tokens(name) if token.type in {"fence", "code_block"}]
    return blocks + [child.content for child in inline(name) if child.type == "code_inline"]


def anchors(name):
    """The names that hosts of code give to headings."""
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
def test_links_lead_to_what_is_there(name):
    lost = []
    for target in targets(name):
        path, _, anchor = target.partition("#")
        place = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        if not place.exists() or (anchor and anchor not in anchors(place.relative_to(ROOT).as_posix())):
            lost.append(target)
    assert lost == []


def flags_of():
    """The flags that each command takes."""
    subcommands = next(each for each in arguments._parser()._actions if isinstance(each, argparse._SubParsersAction))
    return {name: set(parser._option_string_actions) for name, parser in subcommands.choices.items()}


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_flags_that_are_written_down_can_be_typed(name):
    known = flags_of()
    unknown = []
    for found in COMMAND.finditer("\n".join(code(name))):
        flags = set(re.findall(r"(?<!\S)--[a-z-]+", found["rest"]))
        if found["command"] not in known or flags - known[found["command"]]:
            unknown.append(found[0].strip())
    assert unknown == []


@pytest.mark.parametrize("name", NAMES)
def test_settings_that_are_written_down_can_be_set(name):
    parts = {field.name: field.default for field in msgspec.structs.fields(ConfigFile) if field.name in {"discord", "serving"}}
    written = [found for span in code(name) if (found := SETTING.fullmatch(span)) and found[0] != "discord.py"]
    assert [found[0] for found in written if not hasattr(parts[found["part"]], found["key"])] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_to_be_filled_in(name):
    assert re.findall(r"@@\w*|TODO|FIXME|XXX", (ROOT / name).read_text(encoding="utf-8")) == []


def messages():
    """What the code says, and the bot in English."""
    for part in ("bot", "index"):
        for path in (ROOT / part).rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    words = (ROOT / "bot" / "rendering" / "translations" / "en.yaml").read_text(encoding="utf-8")
    yield from yaml.safe_load(words).values()


def test_messages_in_the_tables_of_troubles_are_those_that_are_said():
    said = list(messages())
    found = tokens("docs/discord.md")
    first_cells = [found[place + 2].children for place, token in enumerate(found) if token.type == "tr_open"]
    shown = [cell[0].content for cell in first_cells if cell[0].type == "code_inline" and " " in cell[0].content]
    assert shown
    pieces = [piece.strip() for message in shown for piece in JOINT.split(message)]
    assert [piece for piece in pieces if not any(piece in each for each in said)] == []


def test_the_figures_that_are_explained_are_those_that_there_are():
    lines = Metrics(lambda: WELL).render().decode().splitlines()
    real = {line.split()[2] for line in lines if line.startswith("# TYPE footnote_")}
    explained = set(re.findall(r"`(footnote_\w+)", (ROOT / "docs" / "running.md").read_text(encoding="utf-8")))
    assert explained == real


def packages():
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for part in ("bot", "index")
        for path in (ROOT / part).rglob("__init__.py")
    }
    return {package for package in found if package.count(".") < 2}


def package_of(module):
    return ".".join(module.split(".")[:2]) if ".".join(module.split(".")[:2]) in packages() else module.split(".")[0]


def imported_by(path):
    """Modules that a module imports, by name, or through the face of `index`, or as the command that was typed."""
    yield from imports(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "index":
            yield f"index.{index._MODULES[node.attr]}" if node.attr in index._MODULES else "index"
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            yield "".join(part.value for part in node.args[0].values if isinstance(part, ast.Constant)).rstrip(".")


def imports_between_packages():
    """The packages that each package imports, without the modules right in `index`, which nearly all import."""
    for package in packages() - {"index"}:
        folder = ROOT.joinpath(*package.split("."))
        for path in folder.rglob("*.py") if "." in package else folder.glob("*.py"):
            found = {package_of(each) for each in imported_by(path) if each.split(".")[0] in {"bot", "index"}}
            yield from ((package, each) for each in found - {package, "index"})


def without_shortcuts(arrows):
    """The arrows that do not follow from others."""
    below = {start: {end for begin, end in arrows if begin == start} for start, _ in arrows}

    def reached(start):
        return {start}.union(*(reached(end) for end in below.get(start, ())))

    return {(start, end) for start, end in arrows if not any(end in reached(other) for other in below[start] - {end})}


def drawn():
    """The packages that have a box in the picture, by its id, and the arrows between them."""
    figures = FIGURE.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    [figure] = [each for each in figures if '["bot.' in each]
    boxes = dict(BOX.findall(figure))
    return boxes, {(each["from"], to) for each in ARROW.finditer(figure) for to in each["to"].split(" & ")}


def test_the_picture_of_what_imports_what_is_true():
    boxes, arrows = drawn()
    known = packages() - {"index"}
    missing = [f'{package.split(".")[-1]}["{package}"]' for package in sorted(known - set(boxes.values()))]
    ids = {package: package.split(".")[-1] for package in known} | {package: box for box, package in boxes.items()}
    real = {(ids[importer], ids[imported]) for importer, imported in without_shortcuts(set(imports_between_packages()))}
    missing += [f"{importer} --> {imported}" for importer, imported in sorted(real - arrows)]
    invented = [f"{importer} --> {imported}" for importer, imported in sorted(arrows - real)]
    invented += sorted(set(boxes.values()) - known)
    assert not missing, f"draw in docs/architecture.md: {', '.join(missing)}"
    assert not invented, f"not so (any more); take out of docs/architecture.md: {', '.join(invented)}"


def test_the_picture_of_a_session_is_whole_and_shows_the_answer():
    text = (ROOT / "docs" / "session.svg").read_text(encoding="utf-8")
    shown = fold("".join(ET.fromstring(text).itertext()))  # noqa: S314  # our own file
    assert "200,000 farmers would be offered training" in shown
    assert "Not in the document." in shown
    assert set(re.findall(r"https?://[^\"\s]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in text
    assert "href" not in text
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(re.findall(r'id="([^"]*)"', text))
    assert len(re.findall(r"url\(", text)) == len(re.findall(r"url\(#", text))
