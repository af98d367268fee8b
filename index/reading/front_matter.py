"""Reads the metadata at the top of a document: YAML, TOML, JSON, or the first lines of MultiMarkdown and Pandoc."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

import yaml

from index.errors import DocumentError
from index.files.yaml_tree import compose_yaml
from index.text.characters import clean, fold

Values = dict[str, object]
"""What metadata says, by key; YAML only has texts."""

MAX_LINES = 2_000
"""Lines of metadata; no document has more."""
YAML_KEY = re.compile(r"\s*[\w-]+\s*:(\s|$)")
FENCES = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
"""The lines before metadata, and those that end it."""
HEADER = re.compile(r"([A-Za-z][\w -]{0,30}):(\s.*|$)")
HEADER_KEYS = {
    *("title", "author", "authors", "date", "category", "tags", "slug", "summary", "status", "template", "lang", "modified"),
    *("subtitle", "description", "layout", "copyright", "keywords", "format", "language", "css", "revision"),
}
MIN_HEADERS = 2
TITLE_KEYS = ("title", "question")
HEADER_END = re.compile(r"\s*^---[ \t]*$", re.MULTILINE)
"""The line of dashes after header lines."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
TITLE_BLOCK = re.compile(
    r"%[ \t]+(?P<title>\S[^\n]*)(?:\n[ \t]+\S[^\n]*)*(?:\n%(?!%)[^\n]*(?:\n[ \t]+\S[^\n]*)*){0,2}(?=\n[ \t]*\n)"
)
"""The title, authors and date of Pandoc, each after a per cent sign."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata of a document: its titles, its values by key, its text, and the document with blank lines in its place.

    `values` is None if the document has no metadata in YAML, TOML or JSON.
    """

    titles: tuple[str, ...]
    values: Mapping[str, object] | None
    text: str
    body: str


def split_front_matter(text: str) -> tuple[tuple[str, ...], str]:
    """Return the titles in the metadata of a document, and the document with blank lines in place of its metadata."""
    matter = read_front_matter(text)
    return matter.titles, matter.body


def read_front_matter(text: str) -> FrontMatter:
    """Read the metadata of a document."""
    body = text.lstrip()
    skipped = len(text) - len(body)
    first = body.partition("\n")[0].rstrip()
    values, found = None, None
    if first in FENCES or first.startswith("{"):
        parsed = _fenced(body, first) if first in FENCES else _json(body)
        if parsed:
            values, length = parsed
            found = _titles(values), length
    elif block := TITLE_BLOCK.match(body):
        found = [block["title"]], block.end()
    else:
        found = _headers(body)
    if found is None:
        return FrontMatter((), None, "", text)
    titles, length = found
    end = skipped + length
    cleaned = (fold(clean(ENTITY.sub(lambda entity: unescape(entity[0]), title))) for title in titles)
    body = "\n" * text.count("\n", 0, end) + text[end:]
    return FrontMatter(tuple(title for title in cleaned if title), values, text[:end], body)


def _fenced(body: str, opening: str) -> tuple[Values, int] | None:
    """Return the values in YAML, TOML or JSON between two lines, and its length; None if there is none."""
    lines = list(_first_lines(body))
    close = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() in FENCES[opening]), None)
    if close is None:
        return None
    content = "\n".join(lines[1:close])
    length = sum(len(line) + 1 for line in lines[: close + 1]) - 1
    values = {"---": _read_yaml, "+++": _read_toml, ";;;": _read_json}[opening](content)
    return None if values is None else (values, length)


def _first_lines(body: str) -> Iterator[str]:
    """Yield the lines in which metadata must end."""
    position = 0
    for _ in range(MAX_LINES):
        end = body.find("\n", position)
        yield body[position : end if end >= 0 else len(body)]
        if end < 0:
            return
        position = end + 1


def _read_yaml(content: str) -> Values | None:
    """Return the values in YAML, or None if the text follows a horizontal rule instead."""
    try:
        tree = compose_yaml(content, "front matter", DocumentError)
    except DocumentError:
        return {} if YAML_KEY.match(content) else None
    if not isinstance(tree, yaml.MappingNode):
        return {} if not content.strip() else None
    return _mapping(tree)


def _mapping(node: yaml.MappingNode) -> Values:
    return {str(key.value): _value(value) for key, value in node.value}


def _value(node: yaml.Node) -> object:
    """Return a node of YAML as text, or as a list or mapping of texts."""
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    return [_value(each) for each in node.value] if isinstance(node, yaml.SequenceNode) else str(node.value)


def _read_toml(content: str) -> Values | None:
    """Return the values in TOML; a broken one is left out all the same if it has a key."""
    try:
        return tomllib.loads(content)
    except (ValueError, RecursionError):
        return {} if re.match(r"\s*(?:#.*\s*)*[\w.\"-]+\s*=", content) else None


def _read_json(content: str) -> Values | None:
    try:
        values = json.loads(content if content.lstrip().startswith("{") else f"{{{content}}}")
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _json(body: str) -> tuple[Values, int] | None:
    """Return the values and length of a JSON object at the top, unless nothing follows it."""
    try:
        values, length = json.JSONDecoder().raw_decode(body)
    except (ValueError, RecursionError):
        return None
    rest = body[length:]
    is_alone = rest.partition("\n")[0].strip() == "" and rest.strip() != ""
    return (values, length) if is_alone and values and isinstance(values, dict) else None


def _titles(values: Values) -> list[str]:
    """Return the title, or the question that a page of an FAQ answers."""
    found = (values.get(key) for key in TITLE_KEYS)
    return [title for title in found if isinstance(title, str) and title.strip()][:1]


def _headers(body: str) -> tuple[list[str], int] | None:
    """Return the titles and length of header lines (`Title: …`), which start with a title and end at a blank line.

    One is enough if a line of dashes follows, as in metadata of which only the end is marked.
    """
    titles, length, known = [], 0, 0
    for line in _first_lines(body):
        header = HEADER.fullmatch(line)
        if not line.strip() or line.rstrip() == "---":
            break
        if header:
            key = header[1].strip().lower()
            known += key in HEADER_KEYS
            titles += [header[2].strip()] if key == "title" else []
        elif not length or not line.startswith((" ", "\t")):
            return None
        if not titles:
            return None
        length += len(line) + 1
    end = HEADER_END.match(body, length)
    if titles and end:
        return titles[:1], end.end()
    return (titles[:1], length - 1) if known >= MIN_HEADERS and length < len(body) else None
