"""Small corpora, random edits of them, and helpers that build and compare their indexes.

A test module takes the fixtures it needs by name: `write, club = corpora.write, corpora.club`. With `several_segments`,
even a few passages fill several segments in all of its tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.settings import load_settings
from index.storing import segments
from index.storing.lexical_writer import LexicalWriter
from index.storing.segments import DIGEST_LENGTH
from tests.conftest import write_project
from tests.fakes import FakeEncoder

SMALL_SEGMENTS = {"MIN_PASSAGES": 2, "BOUNDARY_INTERVAL": 4, "MAX_PASSAGES": 8}
"""Passages per segment in tests, small enough for a few passages to fill several segments."""
RULES = [f"Rule {number} of the club is {word}." for number, word in enumerate(("silence", "patience", "order", "mirth"), 1)]
FEES = [f"A {word} pays {number} euros." for number, word in enumerate(("child", "student", "pensioner", "guest", "dog"), 2)]
TRIPS = [f"In {month} we go to the {place}." for month, place in (("May", "lake"), ("June", "tower"), ("July", "caves"))]


def page(**sections):
    """Return a document with the same title as all others, so that its texts stay the same in another document."""
    return "# Club\n\n" + "".join(
        f"## {heading}\n\n{''.join(f'- {text}{chr(10)}' for text in texts)}\n" for heading, texts in sections.items()
    )


CLUB = {
    "club.md": page(Rules=RULES, Fees=FEES),
    "trips.md": page(Trips=TRIPS, Rules=["Wear good boots."]),
    "z.md": "# Club\n\n- The end.\n",
}
NEWS = {**CLUB, "news.md": page(News=["The falcons nest.", "The lake is frozen.", "The tower is closed."])}
NOTHING_NEW = {
    "a deletion": {**CLUB, "club.md": page(Rules=RULES[1:], Fees=FEES)},
    "a document that is gone": {"club.md": CLUB["club.md"], "z.md": CLUB["z.md"]},
    "another order of documents": dict(reversed(CLUB.items())),
    "a renamed file": {"renamed.md" if name == "club.md" else name: text for name, text in CLUB.items()},
    "lines that shift": {**CLUB, "club.md": f"\n\n\n{CLUB['club.md']}"},
    "a bullet moved in its section": {**CLUB, "club.md": page(Rules=[*RULES[1:], RULES[0]], Fees=FEES)},
    "a bullet moved to the section of that name in another document": {
        **CLUB,
        "club.md": page(Rules=RULES[1:], Fees=FEES),
        "trips.md": page(Trips=TRIPS, Rules=[RULES[0], "Wear good boots."]),
    },
    "sections in another order": {**CLUB, "club.md": page(Fees=FEES, Rules=RULES)},
    "a bullet that comes twice": {**CLUB, "club.md": page(Rules=[*RULES, RULES[0]], Fees=FEES)},
    "a document split in two": {"rules.md": page(Rules=RULES), "fees.md": page(Fees=FEES), **dict([*CLUB.items()][1:])},
}
"""Edits of the club that add no new text."""


@pytest.fixture(autouse=True, scope="module")
def several_segments() -> Iterator[None]:
    """Shrink segments so that a few passages fill several of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, passages in SMALL_SEGMENTS.items():
            patch.setattr(segments, name, passages)
        yield


@pytest.fixture
def write(tmp_path):
    """Write documents and a config.yaml that names them, and return its settings."""

    def write(documents, config=""):
        return write_project(tmp_path, documents, config)

    return write


@pytest.fixture
def club(write):
    """Settings of a project whose documents are already indexed."""
    settings = write(CLUB)
    build(settings, encoder=FakeEncoder())
    return settings


# Building, and comparing the results.


class RecordingEncoder(FakeEncoder):
    """A fake encoder that records the passages it encodes."""

    def __init__(self, limit=64):
        super().__init__(limit)
        self.texts = []

    def encode_passages(self, texts):
        for position, encoding in super().encode_passages(texts):
            self.texts.append(texts[position])
            yield position, encoding


def embedded(settings, **options):
    """Build, and return the texts that were embedded, sorted."""
    encoder = RecordingEncoder()
    report = build(settings, encoder=encoder, **options)
    assert report.embedded == len(encoder.texts)
    return sorted(encoder.texts)


def rebuild(settings):
    return build(settings, encoder=FakeEncoder())


def changes_in(report):
    """Return each change as kind, document, section, text, and the same place and text before it, if any."""
    return [
        (
            change.kind,
            change.passage.document,
            change.passage.section,
            change.passage.text,
            change.before and (change.before.document, change.before.section, change.before.text),
        )
        for change in report.difference.changes
    ]


def counts(report):
    """Return how many passages were added, changed and removed."""
    return report.difference.added, report.difference.changed, report.difference.removed


def contents(settings, encoder):
    """Return everything in an index as a searcher reads it, except names and times."""
    searcher = Searcher.open(settings, encoder)
    manifest, generation = searcher.generation.manifest, searcher.generation.folder.current()
    held = {path.name: path.read_bytes() for path in generation.iterdir() if path.name != "manifest.json"}
    held |= {name: getattr(manifest, name) for name in ("documents", "passages", "splitting", "language", "fingerprint")}
    held["segments"] = [(entry.name[:DIGEST_LENGTH], entry.passages) for entry in manifest.segments]
    codes = [segment[row] for segment in searcher.generation.segments.segments for row in range(len(segment))]
    held["vectors"] = [code.vector.tobytes() for code in codes]
    for name in ("codes", "scales", "starts"):
        held[name] = [getattr(code.tokens, name).tobytes() for code in codes]
    for question in ("falcon tower", "When is the lake open in April?", "E-4012", "xylophones"):
        held[question] = {**searcher.ask(question, top=5).to_dict(), "milliseconds": 0}
        held[question, "dense"] = searcher.index.retriever.rank(question, 5, "dense")
    return held


def fresh_contents(settings, encoder=None):
    """Return the contents of a full build of the same corpus, made in a separate folder."""
    elsewhere = msgspec.structs.replace(settings, index=".fresh_contents")
    encoder = encoder or FakeEncoder()
    build(elsewhere, encoder=encoder, is_full=True)
    return contents(elsewhere, encoder)


def equals_fresh_build(settings, encoder=None):
    return contents(settings, encoder or FakeEncoder()) == fresh_contents(settings, encoder)


def embedding_texts(settings, encoder):
    return [passage.embedding_text for passage in Searcher.open(settings, encoder).generation.passages]


def open_whole(settings, **options):
    """Open an index and verify all of it, as what is read of it and the background do. Raises StoredIndexError."""
    searcher = Searcher.open(settings, FakeEncoder(), **options)
    for damage in searcher.generation.verify():
        raise damage
    return searcher


def drafts(settings):
    """Return the draft folders and files of unfinished builds."""
    return [path for path in settings.index_folder.rglob(".*") if path != settings.index_folder]


def damage(path, how):
    """Delete a file ("gone"), cut it in half ("cut"), or flip one bit ("flipped")."""
    data = bytearray(path.read_bytes())
    path.unlink()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        data[len(data) // 2] ^= 0x80
        path.write_bytes(data)


# Random edits of a random corpus.

WORDS = ("falcon", "tower", "nest", "ticket", "lake", "April", "E-4012", "été", "open", "is", "the")
HEADINGS = ("Rules", "Fees", "Trips", "Rules > Fees", "Été")


@dataclass
class Page:
    """A document to edit. Each section is a heading and its bullets; each bullet is its nesting depth and its text."""

    name: str
    sections: list
    title: str | None = None
    blanks: int = 0

    def markdown(self):
        lines = ["" for _ in range(self.blanks)]
        for heading, bullets in self.sections:
            lines += ["", f"## {heading}", ""]
            above = -1
            for depth, text in bullets:
                above = min(depth, above + 1)
                lines.append(f"{'  ' * above}- {text}")
        return "\n".join([*lines, ""])


@dataclass
class Corpus:
    """Documents in order, with methods that edit them at random."""

    random: object
    pages: list = field(default_factory=list)
    names: int = 0

    def bullet(self):
        count = self.random.choice([1, 2, 3, 5, 40])
        return self.random.choice([0, 0, 1]), " ".join(self.random.choice(WORDS) for _ in range(count))

    def section(self):
        return [self.random.choice(HEADINGS), [self.bullet() for _ in range(self.random.randint(0, 5))]]

    def name(self):
        self.names += 1
        return f"page{self.names}.md"

    def add_page(self):
        sections = [self.section() for _ in range(self.random.randint(1, 3))]
        self.pages.insert(self.random.randint(0, len(self.pages)), Page(self.name(), sections))

    def any_bullets(self):
        return self.random.choice(self.random.choice(self.pages).sections)[1]

    def insert(self):
        bullets = self.any_bullets()
        bullets.insert(self.random.randint(0, len(bullets)), self.bullet())

    def take(self):
        bullets = self.any_bullets()
        return bullets.pop(self.random.randrange(len(bullets))) if bullets else None

    def change(self):
        bullets = self.any_bullets()
        if bullets:
            place = self.random.randrange(len(bullets))
            bullets[place] = bullets[place][0], f"{bullets[place][1]} {self.random.choice(WORDS)}"

    def move(self):
        if taken := self.take():
            self.any_bullets().append(taken)

    def copy(self):
        if bullets := self.any_bullets():
            self.any_bullets().append(self.random.choice(bullets))

    def rename_section(self):
        self.random.choice(self.random.choice(self.pages).sections)[0] = self.random.choice(HEADINGS)

    def add_section(self):
        self.random.choice(self.pages).sections.append(self.section())

    def delete_page(self):
        if len(self.pages) > 1:
            self.pages.remove(self.random.choice(self.pages))

    def rename_page(self):
        self.random.choice(self.pages).name = self.name()

    def shuffle(self):
        self.random.shuffle(self.pages)

    def retitle(self):
        self.random.choice(self.pages).title = self.random.choice(["The falcon", "Lake", None])

    def shift(self):
        self.random.choice(self.pages).blanks += 1

    EDITS = (
        *(insert, take, change, move, copy, rename_section, add_section),
        *(add_page, delete_page, rename_page, shuffle, retitle, shift),
    )

    def write(self, folder):
        """Write all documents and config.yaml, and return the settings."""
        listing = [{"path": page.name, **({"title": page.title} if page.title else {})} for page in self.pages]
        for page in self.pages:
            (folder / page.name).write_text(page.markdown(), encoding="utf-8")
        (folder / "config.yaml").write_text(msgspec.json.encode({"documents": listing}).decode(), encoding="utf-8")
        return load_settings(folder / "config.yaml")


def index_terms(passages):
    """Index the terms of passages, in row order."""
    writer = LexicalWriter()
    for terms in passages:
        writer.add(terms)
    return writer.finish()
