"""Building an index anew, and out of the one before: it is the same, and little is done twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from index import segments
from index.building import build, pending_changes, roll_back
from index.encoding.encoder import to_unit_length
from index.errors import DocumentError, FootnoteError, StoredIndexError
from index.searching import Searcher
from index.segments import DIGEST, text_key
from index.settings import load_settings
from index.storage import IndexFolder
from tests.conftest import write_project
from tests.fakes import FakeEncoder

FEW = {"SHORTEST": 2, "USUAL": 4, "LONGEST": 8}
"""Passages in a segment, where there are only some."""


@pytest.fixture(autouse=True, scope="module")
def _several_segments() -> Iterator[None]:
    """A few passages are several segments."""
    with pytest.MonkeyPatch.context() as patch:
        for name, passages in FEW.items():
            patch.setattr(segments, name, passages)
        yield


class Recording(FakeEncoder):
    """Remembers the texts of the passages that it encoded."""

    def __init__(self, limit=64):
        super().__init__(limit)
        self.texts = []

    def encode_passages(self, texts):
        for position, encoding in super().encode_passages(texts):
            self.texts.append(texts[position])
            yield position, encoding


def embedded(settings, **options):
    """Build; the texts that were encoded for it, in the order of the alphabet."""
    encoder = Recording()
    report = build(settings, encoder=encoder, **options)
    assert report.embedded == len(encoder.texts)
    return sorted(encoder.texts)


def contents(settings, encoder):
    """All that an index holds, read as a searcher reads it, but for names and times."""
    searcher = Searcher.open(settings, encoder)
    manifest, generation = searcher.manifest, searcher.folder.current()
    held = {path.name: path.read_bytes() for path in generation.iterdir() if path.name != "manifest.json"}
    held |= {name: getattr(manifest, name) for name in ("documents", "passages", "splitting", "language", "fingerprint")}
    held["segments"] = [(entry.name[:DIGEST], entry.passages) for entry in manifest.segments]
    codes = [segment[row] for segment in searcher.segments.segments for row in range(len(segment))]
    held["vectors"] = [code.vector.tobytes() for code in codes]
    for name in ("codes", "scales", "starts"):
        held[name] = [getattr(code.tokens, name).tobytes() for code in codes]
    for question in ("falcon tower", "When is the lake open in April?", "E-4012", "xylophones"):
        held[question] = {**searcher.ask(question, top=5).to_dict(), "milliseconds": 0}
        held[question, "dense"] = searcher.rank(question, 5, "dense")
    return held


def anew(settings, encoder=None):
    """What the index of a corpus holds that is built in full, in a folder of its own."""
    elsewhere = msgspec.structs.replace(settings, index=".anew")
    encoder = encoder or FakeEncoder()
    build(elsewhere, encoder=encoder, is_full=True)
    return contents(elsewhere, encoder)


# Any edits of any corpus.

WORDS = ("falcon", "tower", "nest", "ticket", "lake", "April", "E-4012", "été", "open", "is", "the")
HEADINGS = ("Rules", "Fees", "Trips", "Rules > Fees", "Été")
LIMIT = 24
"""Tokens of a passage: long bullets are split, and long headings are cut."""


@dataclass
class Page:
    """A document that is edited: sections, each a heading and its bullets, each how deep it is nested and its text."""

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
    """Documents in their order, and a hand that edits them at random."""

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
        """Write all documents and config.yaml, and load the settings."""
        listing = [{"path": page.name, **({"title": page.title} if page.title else {})} for page in self.pages]
        for page in self.pages:
            (folder / page.name).write_text(page.markdown(), encoding="utf-8")
        (folder / "config.yaml").write_text(msgspec.json.encode({"documents": listing}).decode(), encoding="utf-8")
        return load_settings(folder / "config.yaml")


def embedding_texts(settings, encoder):
    return [passage.embedding_text for passage in Searcher.open(settings, encoder).passages]


@sampling(max_examples=30)
@given(st.randoms(use_true_random=False), st.lists(st.lists(st.sampled_from(Corpus.EDITS), max_size=4), min_size=1, max_size=4))
def test_an_index_made_out_of_the_one_before_is_that_of_a_full_build_whatever_was_edited(tmp_path_factory, random, rounds):
    folder = tmp_path_factory.mktemp("corpus")
    corpus = Corpus(random, [Page("first.md", [["Rules", [(0, "The tower is open.")]]])])
    for _ in range(random.randint(0, 3)):
        corpus.add_page()
    settings = corpus.write(folder)
    before = build(settings, encoder=FakeEncoder(LIMIT))
    for edits in rounds:
        for edit in edits:
            edit(corpus)
        known = set(embedding_texts(settings, FakeEncoder(LIMIT)))
        settings, encoder = corpus.write(folder), Recording(LIMIT)
        if not any(bullets for page in corpus.pages for _, bullets in page.sections):
            with pytest.raises(DocumentError, match=r"headings only|can be read"):
                build(settings, encoder=encoder)
            continue
        report = build(settings, encoder=encoder)
        assert contents(settings, FakeEncoder(LIMIT)) == anew(settings, FakeEncoder(LIMIT))
        assert known.isdisjoint(encoder.texts)
        assert report.embedded == len(encoder.texts)
        assert report.passages == before.passages + report.difference.added - report.difference.removed
        before = report


# What is embedded.

RULES = [f"Rule {number} of the club is {word}." for number, word in enumerate(("silence", "patience", "order", "mirth"), 1)]
FEES = [f"A {word} pays {number} euros." for number, word in enumerate(("child", "student", "pensioner", "guest", "dog"), 2)]
TRIPS = [f"In {month} we go to the {place}." for month, place in (("May", "lake"), ("June", "tower"), ("July", "caves"))]


def page(**sections):
    return "".join(
        f"## {heading}\n\n{''.join(f'- {text}{chr(10)}' for text in texts)}\n" for heading, texts in sections.items()
    )


CLUB = {
    "club.md": page(Rules=RULES, Fees=FEES),
    "trips.md": page(Trips=TRIPS, Rules=["Wear good boots."]),
    "z.md": "- The end.\n",
}


@pytest.fixture
def write(tmp_path):
    """Write documents and a config.yaml that names them, and load its settings."""

    def write(documents, config=""):
        return write_project(tmp_path, documents, config)

    return write


@pytest.fixture
def club(write):
    settings = write(CLUB)
    build(settings, encoder=FakeEncoder())
    return settings


def is_like_anew(settings, encoder=None):
    return contents(settings, encoder or FakeEncoder()) == anew(settings, encoder)


def test_a_first_build_embeds_each_passage_behind_its_section(write):
    texts = embedded(write(CLUB))
    sections = {"Rules": [*RULES, "Wear good boots."], "Fees": FEES, "Trips": TRIPS}
    assert texts == sorted(["The end.", *(f"{name}: {text}" for name, found in sections.items() for text in found)])


def test_a_changed_bullet_is_all_that_is_embedded(club, write):
    changed = [*RULES[:2], "Rule 3 of the club is chaos.", *RULES[3:]]
    settings = write({**CLUB, "club.md": page(Rules=changed, Fees=FEES)})
    assert embedded(settings) == ["Rules: Rule 3 of the club is chaos."]
    assert is_like_anew(settings)


def test_a_renamed_section_embeds_the_bullets_in_it(club, write):
    settings = write({**CLUB, "trips.md": page(Journeys=TRIPS, Rules=["Wear good boots."])})
    assert embedded(settings) == sorted(f"Journeys: {text}" for text in TRIPS)


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


@pytest.mark.parametrize("edit", NOTHING_NEW)
def test_what_says_nothing_new_embeds_nothing(club, write, edit):
    settings = write(NOTHING_NEW[edit])
    before = IndexFolder(settings.index_folder).current()
    assert embedded(settings) == []
    assert IndexFolder(settings.index_folder).current() != before
    assert is_like_anew(settings)


def test_a_title_in_config_embeds_nothing_and_is_taken_over(club, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("path: trips.md", "path: trips.md\n    title: Out and about"))
    settings = load_settings(config)
    assert embedded(settings) == []
    assert Searcher.open(settings, FakeEncoder()).ask("boots").hits[0].title == "Out and about"


def test_a_full_build_embeds_everything_again(club):
    before = set(IndexFolder(club.index_folder).load_manifest().segments)
    assert embedded(club, is_full=True) == embedded(msgspec.structs.replace(club, index="first"))
    assert before.isdisjoint(IndexFolder(club.index_folder).load_manifest().segments)
    assert is_like_anew(club)


def test_what_is_embedded_is_told_to_whoever_watches(club, write):
    told = []

    class Watcher:
        def step(self, name, total=None):
            told.append([name, total, 0])

        def advance(self, count):
            told[-1][2] += count

    build(write({**CLUB, "club.md": page(Rules=["One.", "Two.", "Three."], Fees=FEES)}), Watcher(), FakeEncoder())
    assert ["Encoding the passages", 3, 3] in told


def test_a_build_without_changes_leaves_the_index_and_the_one_before_it(club, write, tmp_path):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    current, generations = folder.current(), set(folder.generations.iterdir())
    (tmp_path / "z.md").write_bytes((tmp_path / "z.md").read_bytes())
    report = build(settings, encoder=FakeEncoder())
    assert (report.embedded, report.passages, report.documents) == (0, 14, 3)
    assert report.difference.changes == ()
    assert (folder.current(), set(folder.generations.iterdir())) == (current, generations)
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "The end."


# What is gone.


def test_a_removed_passage_is_in_no_file_that_the_index_uses_and_soon_in_none_at_all(write):
    private = "The xylophones are in room Q77."
    settings = write({**CLUB, "club.md": page(Rules=[*RULES, private], Fees=FEES)})
    build(settings, encoder=FakeEncoder())
    assert Searcher.open(settings, FakeEncoder()).ask("xylophones").hits[0].passage.text == private
    settings = write(CLUB)
    build(settings, encoder=FakeEncoder())
    folder, key = IndexFolder(settings.index_folder), text_key(f"Rules: {private}", len("Rules: "))
    manifest, generation = folder.load_manifest(), folder.current()
    used = [*generation.iterdir(), *(path for entry in manifest.segments for path in folder.segment(entry.name).iterdir())]
    assert len(used) > 20
    for path in used:
        data = path.read_bytes().lower()
        assert b"xylophon" not in data
        assert b"q77" not in data
    assert key not in (generation / "keys.npy").read_bytes()
    searcher = Searcher.open(settings, FakeEncoder())
    assert len(searcher.segments) == manifest.passages == 14
    counts = [np.load(folder.segment(entry.name) / "token-counts.npy").sum() for entry in manifest.segments]
    alike = msgspec.structs.replace(settings, index="alike")
    build(alike, encoder=FakeEncoder())
    assert counts == [sum(len(each[row].tokens.scales) for row in range(len(each))) for each in segments_of(alike)]
    build(write({**CLUB, "z.md": "- Another end.\n"}), encoder=FakeEncoder())
    left = [path for path in settings.index_folder.rglob("*") if path.is_file() and b"xylophon" in path.read_bytes().lower()]
    assert left == []
    assert key not in b"".join(path.read_bytes() for path in settings.index_folder.rglob("keys.npy"))


def segments_of(settings):
    return Searcher.open(settings, FakeEncoder()).segments.segments


# What a build says that it did.


def told(report):
    """Kind, section and text of each change, with the section and text that were before, if any."""
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
    return report.difference.added, report.difference.changed, report.difference.removed


def rebuilt(settings):
    return build(settings, encoder=FakeEncoder())


def test_of_a_first_index_only_how_many_passages_there_are_is_told(write):
    report = rebuilt(write(CLUB))
    assert counts(report) == (14, 0, 0)
    assert report.difference.changes == ()


def test_an_added_bullet_is_told_with_its_section(club, write):
    report = rebuilt(write({**CLUB, "club.md": page(Rules=RULES, Fees=[*FEES, "Parrots are free."])}))
    assert told(report) == [("added", "club.md", ("Fees",), "Parrots are free.", None)]
    assert counts(report) == (1, 0, 0)


def test_a_removed_bullet_is_told_with_its_section(club, write):
    report = rebuilt(write({**CLUB, "club.md": page(Rules=[RULES[0], *RULES[2:]], Fees=FEES)}))
    assert told(report) == [("removed", "club.md", ("Rules",), RULES[1], None)]
    assert counts(report) == (0, 0, 1)


def test_a_bullet_that_was_edited_is_told_with_what_it_was(club, write):
    report = rebuilt(write({**CLUB, "club.md": page(Rules=RULES, Fees=["A child pays 3 euros.", *FEES[1:]])}))
    assert told(report) == [("changed", "club.md", ("Fees",), "A child pays 3 euros.", ("club.md", ("Fees",), FEES[0]))]
    assert counts(report) == (0, 1, 0)


def test_of_two_edited_bullets_each_is_told_with_its_own_past(club, write):
    fees = ["A child pays 12 euros.", "A student of any age pays 3 euros.", *FEES[2:]]
    report = rebuilt(write({**CLUB, "club.md": page(Rules=RULES, Fees=fees)}))
    assert [(kind, text, before[2]) for kind, _, _, text, before in told(report)] == [
        ("changed", fees[0], FEES[0]),
        ("changed", fees[1], FEES[1]),
    ]


def test_a_bullet_replaced_by_another_is_one_added_and_one_removed(club, write):
    report = rebuilt(write({**CLUB, "club.md": page(Rules=["Never feed any parrots here!", *RULES[1:]], Fees=FEES)}))
    assert sorted((kind, text) for kind, _, _, text, _ in told(report)) == [
        ("added", "Never feed any parrots here!"),
        ("removed", RULES[0]),
    ]
    assert counts(report) == (1, 0, 1)


def test_a_bullet_that_stands_in_another_section_now_has_moved(club, write):
    report = rebuilt(write({**CLUB, "club.md": page(Rules=RULES[1:], Fees=[*FEES, RULES[0]])}))
    assert told(report) == [("moved", "club.md", ("Fees",), RULES[0], ("club.md", ("Rules",), RULES[0]))]
    assert counts(report) == (0, 1, 0)


def test_a_bullet_that_stands_in_another_document_now_has_moved(club, write):
    documents = {"club.md": page(Rules=RULES, Fees=FEES[1:]), "z.md": f"- The end.\n- {FEES[0]}\n"}
    report = rebuilt(write({**CLUB, **documents}))
    assert told(report) == [("moved", "z.md", (), FEES[0], ("club.md", ("Fees",), FEES[0]))]


def test_a_bullet_below_one_that_was_edited_has_changed_with_it(write):
    settings = write({"a.md": "- Cats are fine\n  - if they sleep\n- Dogs are not\n"})
    rebuilt(settings)
    settings = write({"a.md": "- Cats are good\n  - if they sleep\n- Dogs are not\n"})
    report = rebuilt(settings)
    [parent, child] = report.difference.changes
    assert (parent.kind, parent.before.text, parent.passage.text) == ("changed", "Cats are fine", "Cats are good")
    assert (child.kind, child.before.text, child.passage.text) == ("changed", "if they sleep", "if they sleep")
    assert (child.before.context, child.passage.context) == (("Cats are fine",), ("Cats are good",))
    assert is_like_anew(settings)


def test_the_bullets_of_a_renamed_section_have_moved(club, write):
    report = rebuilt(write({**CLUB, "trips.md": page(Journeys=TRIPS, Rules=["Wear good boots."])}))
    assert told(report) == [("moved", "trips.md", ("Journeys",), text, ("trips.md", ("Trips",), text)) for text in TRIPS]
    assert counts(report) == (0, 3, 0)


def test_the_bullets_of_a_renamed_file_have_moved(club, write):
    report = rebuilt(write(NOTHING_NEW["a renamed file"]))
    assert {(kind, document, before[0]) for kind, document, _, _, before in told(report)} == {
        ("moved", "renamed.md", "club.md")
    }
    assert [text for _, _, _, text, _ in told(report)] == [*RULES, *FEES]


@pytest.mark.parametrize("edit", ["another order of documents", "lines that shift", "sections in another order"])
def test_passages_that_only_stand_at_other_lines_do_not_differ(club, write, edit):
    report = rebuilt(write(NOTHING_NEW[edit]))
    assert told(report) == []
    assert counts(report) == (0, 0, 0)


def test_a_copy_that_is_added_or_removed_is_one_change_wherever_the_others_stand(write):
    documents = {"a.md": page(Rules=["Be kind."]), "b.md": page(Rules=["Be kind.", "Be brave."]), "c.md": "- Be kind.\n"}
    rebuilt(write(documents))
    report = rebuilt(write({**documents, "a.md": page(Rules=["Be kind.", "Be kind."])}))
    assert told(report) == [("added", "a.md", ("Rules",), "Be kind.", None)]
    settings = write({**documents, "a.md": page(Rules=["Be quick about all of it."])})
    report = rebuilt(settings)
    assert counts(report) == (1, 0, 2)
    assert is_like_anew(settings)


def test_changes_are_told_in_reading_order(club, write):
    documents = {
        "z.md": "- The beginning.\n- The end.\n",
        "club.md": page(Rules=[*RULES[:1], *RULES[2:], "Be kind."], Fees=["A child pays nothing.", *FEES[1:]]),
        "new.md": "- Brand new.\n",
    }
    report = rebuilt(write(documents))
    assert [(kind, document, text) for kind, document, _, text, _ in told(report)] == [
        ("added", "z.md", "The beginning."),
        ("removed", "club.md", RULES[1]),
        ("added", "club.md", "Be kind."),
        ("changed", "club.md", "A child pays nothing."),
        ("added", "new.md", "Brand new."),
        *(("removed", "trips.md", text) for text in [*TRIPS, "Wear good boots."]),
    ]
    assert counts(report) == (3, 1, 5)


# Documents that cannot be read.

TWENTY = {f"page{number:02}.md": f"# Page {number}\n\n- Word{number} stands here.\n" for number in range(20)}
BAD = b"# Page\n\n- Word\xff stands here.\n"


def test_one_bad_document_among_twenty_is_left_out_and_named_with_its_line(write, tmp_path):
    settings = write(TWENTY)
    (tmp_path / "page07.md").write_bytes(BAD)
    report = build(settings, encoder=FakeEncoder())
    assert (report.documents, report.passages) == (19, 19)
    [failure] = report.failures
    assert str(failure) == "page07.md:3: byte 0xFF is not UTF-8; save the file as UTF-8"
    searcher = Searcher.open(settings, FakeEncoder())
    assert {searcher.ask(f"word{number}", top=1).hits[0].passage.document for number in range(20) if number != 7} == (
        set(TWENTY) - {"page07.md"}
    )
    assert pending_changes(settings, searcher.manifest)[1:] == ["page07.md is not in the index"]


def test_a_bad_document_that_becomes_good_again_is_taken_in(write, tmp_path):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    (tmp_path / "page07.md").write_bytes(BAD)
    report = build(settings, encoder=FakeEncoder())
    assert told(report) == [("removed", "page07.md", (), "Word7 stands here.", None)]
    settings = write({**TWENTY, "page07.md": "- Word7 stands here again.\n"})
    assert embedded(settings) == ["Word7 stands here again."]
    assert is_like_anew(settings)


def test_a_bad_document_that_stays_bad_does_not_use_up_the_index_to_go_back_to(write, tmp_path):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    (tmp_path / "page07.md").write_bytes(BAD)
    for _ in range(3):
        assert len(build(settings, encoder=FakeEncoder()).failures) == 1
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("word7", top=1).hits[0].passage.text == "Word7 stands here."


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (["page07.md"], r"^page07\.md:3: byte 0xFF is not UTF-8"),
        (["page07.md", "page03.md"], r"^page03\.md:3: byte 0xFF is not UTF-8"),
    ],
)
def test_a_strict_build_leaves_the_index_as_it_was_when_a_document_is_bad(write, tmp_path, bad, message):
    settings = write(TWENTY)
    build(settings, encoder=FakeEncoder())
    before = contents(settings, FakeEncoder())
    for name in bad:
        (tmp_path / name).write_bytes(BAD)
    with pytest.raises(DocumentError, match=message):
        build(settings, encoder=FakeEncoder(), is_strict=True)
    assert contents(settings, FakeEncoder()) == before
    assert drafts(settings) == []


@pytest.mark.parametrize("names", [["page00.md"], list(TWENTY)])
def test_a_corpus_of_bad_documents_only_is_an_error_that_leaves_the_index_as_it_was(write, tmp_path, names):
    settings = write({name: TWENTY[name] for name in names})
    build(settings, encoder=FakeEncoder())
    before = contents(settings, FakeEncoder())
    for name in names:
        (tmp_path / name).write_bytes(BAD)
    with pytest.raises(DocumentError, match=r"page00\.md:3: byte 0xFF is not UTF-8.*; save the file as UTF-8$") as caught:
        build(settings, encoder=FakeEncoder())
    assert len(names) == 1 or str(caught.value).startswith("none of 20 documents can be read")
    assert contents(settings, FakeEncoder()) == before
    assert drafts(settings) == []


def drafts(settings):
    """What builds write in before it has its name."""
    return [path for path in settings.index_folder.rglob(".*") if path != settings.index_folder]


# Damage, and what was left behind.

IN_GENERATION = (
    *("manifest.json", "passages.jsonl", "keys.npy", "sections.json", "terms.json", "forms.json", "calibration.json"),
    *(f"bm25-{name}.npy" for name in ("counts", "rows", "starts", "lengths")),
)
IN_SEGMENT = ("segment.json", "vectors.faiss", *(f"token-{name}.npy" for name in ("codes", "scales", "starts", "counts")))


def damage(path, how):
    data = bytearray(path.read_bytes())
    path.unlink()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        data[len(data) // 2] ^= 0x80
        path.write_bytes(data)


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_GENERATION)
def test_a_damaged_file_of_the_generation_is_mended_by_the_next_build_which_embeds_nothing(club, name, how):
    damage(IndexFolder(club.index_folder).current() / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())
    assert embedded(club) == []
    assert is_like_anew(club)


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", IN_SEGMENT)
def test_a_damaged_segment_is_embedded_again_and_nothing_else(club, name, how):
    folder = IndexFolder(club.index_folder)
    first, second, *_ = folder.load_manifest().segments
    texts = embedding_texts(club, FakeEncoder())[first.passages : first.passages + second.passages]
    damage(folder.segment(second.name) / name, how)
    with pytest.raises(StoredIndexError, match=f"{name}: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())
    assert embedded(club) == sorted(texts)
    assert is_like_anew(club)


@pytest.mark.parametrize("text", ["", "20200101T000000000000-000000\n", "../elsewhere\n"])
def test_a_pointer_to_nothing_is_mended_by_the_next_build_which_embeds_nothing(club, text):
    (club.index_folder / "current").write_text(text)
    assert embedded(club) == []
    assert is_like_anew(club)


def ended_before_it_switches(settings, monkeypatch, encoder=None):
    """A build that is ended when all is written but the name of the new generation."""

    def ended(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexFolder, "switch", ended)
        with pytest.raises(KeyboardInterrupt):
            build(settings, encoder=encoder or FakeEncoder())


NEWS = {**CLUB, "news.md": page(News=["The falcons nest.", "The lake is frozen.", "The tower is closed."])}


def test_what_a_build_embedded_before_it_was_ended_is_not_embedded_again(club, write, monkeypatch):
    settings, encoder = write(NEWS), Recording()
    ended_before_it_switches(settings, monkeypatch, encoder)
    assert sorted(encoder.texts) == ["News: The falcons nest.", "News: The lake is frozen.", "News: The tower is closed."]
    assert Searcher.open(settings, FakeEncoder()).manifest.passages == 14
    assert embedded(settings) == []
    assert is_like_anew(settings)


def test_a_first_build_that_was_ended_leaves_its_segments_to_the_next(write, monkeypatch):
    settings = write(NEWS)
    ended_before_it_switches(settings, monkeypatch)
    assert embedded(settings) == []
    assert is_like_anew(settings)


def test_going_back_never_leads_to_an_index_that_was_not_in_use(club, write, monkeypatch):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    ended_before_it_switches(write({**NEWS, "z.md": "- An end that never was.\n"}), monkeypatch)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "Another end."
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "The end."


def test_what_builds_have_left_behind_is_gone_after_the_next_one(club, write):
    left = ("generations/.draft-0123abcd/a", "segments/.draft-0123abcd/a", f"segments/{'0' * 16}-{'0' * 8}/a")
    for name in (*left, "generations/20200101T000000000000-000000/a", "encoders/x-onnx-0123456789ab/a", ".current-0123abcd"):
        path = club.index_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left behind")
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    assert drafts(settings) == []
    assert [path for path in settings.index_folder.rglob("*") if path.is_file() and path.read_bytes() == b"left behind"] == []
    before = folder.former()
    roll_back(settings)
    assert folder.current().name == before
    assert Searcher.open(settings, FakeEncoder()).manifest.passages == 14
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).manifest.passages == 17


def test_segments_that_no_index_needs_any_more_are_removed(club, write):
    folder = IndexFolder(club.index_folder)
    for text in ("- One.\n", "- Two.\n", "- Three.\n"):
        build(write({**CLUB, "z.md": text}), encoder=FakeEncoder())
    kept = [msgspec.json.decode((place / "manifest.json").read_bytes())["segments"] for place in folder.generations.iterdir()]
    assert len(kept) == 2
    assert {path.name for path in folder.segments.iterdir()} == {entry["name"] for each in kept for entry in each}


# Going back.


def first_text(settings, question):
    return Searcher.open(settings, FakeEncoder()).ask(question, top=1).hits[0].passage.text


def test_going_back_answers_as_before_and_again_as_after(club, write):
    before = contents(club, FakeEncoder())
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    after = contents(settings, FakeEncoder())
    assert roll_back(settings).passages == 14
    assert contents(settings, FakeEncoder()) == before
    roll_back(settings)
    assert contents(settings, FakeEncoder()) == after


def test_without_an_earlier_index_there_is_nothing_to_go_back_to(club):
    before = contents(club, FakeEncoder())
    with pytest.raises(StoredIndexError, match=r"no earlier index to go back to; ") as caught:
        roll_back(club)
    assert "\n" not in str(caught.value)
    assert contents(club, FakeEncoder()) == before


def test_going_back_without_any_index_says_that_there_is_none(write):
    with pytest.raises(FootnoteError, match=r"no index yet; run `footnote build`"):
        roll_back(write(CLUB))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", ["manifest.json", "passages.jsonl", "forms.json", "vectors.faiss", "segment.json"])
def test_an_earlier_index_that_is_damaged_is_not_gone_back_to(write, name, how):
    build(write({"z.md": "- The end.\n"}), encoder=FakeEncoder())
    [path] = (path for path in IndexFolder(write(CLUB).index_folder).path.rglob(name))
    settings = write({"z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    damage(path, how)
    with pytest.raises(StoredIndexError, match=name):
        roll_back(settings)
    assert first_text(settings, "end") == "Another end."


def test_a_build_after_going_back_takes_the_corpus_as_it_is(club, write):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    roll_back(settings)
    assert first_text(settings, "end") == "The end."
    assert embedded(settings) == []
    assert is_like_anew(settings)
    roll_back(settings)
    assert first_text(settings, "end") == "The end."


# Other models, other languages.


class Turned(Recording):
    """Another model: its vectors are others, and have another dimension."""

    def __init__(self, dimension=256, **said):
        super().__init__()
        self.dimension = dimension
        self.card = replace(self.card, dimension=dimension, **said)

    def encode_question(self, text):
        encoding = super().encode_question(text)
        turned = np.roll(encoding.vector, 7)[: self.dimension] + np.float32(0.01)
        tokens = np.roll(encoding.token_vectors, 7, axis=1)[:, : self.dimension] + np.float32(0.01)
        return replace(encoding, vector=to_unit_length(turned), token_vectors=to_unit_length(tokens))


@pytest.mark.parametrize("said", [{"fingerprint": "1" * 64}, {"runtime": "torch"}, {"fingerprint": "2" * 64, "dimension": 128}])
def test_another_model_embeds_everything_and_nothing_of_the_old_one_stays(club, said):
    before = {entry.name[:DIGEST] for entry in IndexFolder(club.index_folder).load_manifest().segments}
    other = Turned(**said)
    report = build(club, encoder=other)
    assert len(other.texts) == report.embedded == report.passages == 14
    assert report.difference.changes == ()
    assert contents(club, other) == anew(club, other)
    assert before.isdisjoint(entry.name[:DIGEST] for entry in IndexFolder(club.index_folder).load_manifest().segments)


def test_a_model_that_takes_in_less_splits_anew_and_embeds_only_what_is_cut_otherwise(write):
    long = " ".join(f"word{number}" for number in range(40))
    settings = write({"a.md": page(Rules=[*RULES, long])})
    build(settings, encoder=FakeEncoder(64))
    narrow = Recording(24)
    report = build(settings, encoder=narrow)
    assert report.passages > 5
    assert narrow.texts
    assert all("word" in text for text in narrow.texts)
    assert contents(settings, narrow) == anew(settings, narrow)


def test_an_index_of_another_model_than_config_names_is_refused_with_both_names(club):
    with pytest.raises(StoredIndexError) as caught:
        Searcher.open(club)
    assert "built with model fake (onnx), not all-MiniLM-L6-v2 (onnx); run `footnote build`" in str(caught.value)


def test_an_index_of_another_runtime_than_config_names_is_refused(club):
    with pytest.raises(StoredIndexError, match=r"fake \(onnx\), not fake \(torch\); run `footnote build`"):
        Searcher.open(msgspec.structs.replace(club, model="fake", runtime="torch"))


def test_another_language_reads_all_anew_and_back_again(club):
    settings = msgspec.structs.replace(club, language="german")
    report = build(settings, encoder=FakeEncoder())
    assert report.difference.changes == ()
    assert contents(settings, FakeEncoder()) == anew(settings)
    assert IndexFolder(settings.index_folder).load_manifest().language == "german"
    build(club, encoder=FakeEncoder())
    assert is_like_anew(club)


def test_a_change_of_the_order_of_documents_is_pending_until_it_is_built(club, write):
    settings = write(dict(reversed(CLUB.items())))
    folder = IndexFolder(settings.index_folder)
    assert pending_changes(settings, folder.load_manifest())[1:] == ["the documents are in another order"]
    build(settings, encoder=FakeEncoder())
    assert pending_changes(settings, folder.load_manifest())[1:] == []


# Reading while builds end.


def test_whoever_opens_an_index_while_builds_end_finds_one_that_is_whole(club, write, tmp_path):
    fees = [f"A child pays {number} euros." for number in range(100, 120)]

    def edit():
        for fee in fees:
            (tmp_path / "z.md").write_text(f"- {fee}\n", encoding="utf-8")
            build(club, encoder=FakeEncoder())

    seen = set()
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(edit)
        while not building.done():
            searcher = Searcher.open(club, FakeEncoder())
            seen |= {passage.text for passage in searcher.passages if passage.document == "z.md"}
            assert searcher.ask("lake").hits[0].passage.text == TRIPS[0]
        building.result()
    assert seen <= {"The end.", *fees}
    assert len(seen) > 1
    assert is_like_anew(club)


def test_a_searcher_that_was_open_goes_on_answering_from_its_own_index(club, write):
    searcher = Searcher.open(club, FakeEncoder())
    for number in range(3):
        build(write({"z.md": f"- All is new, {number}.\n"}), encoder=FakeEncoder())
    assert searcher.folder.current().name != searcher.generation
    assert searcher.ask("child").hits[0].passage.text == FEES[0]


def test_a_searcher_knows_whether_it_is_the_current_one(club, write):
    before = Searcher.open(club, FakeEncoder())
    assert before.is_current
    build(club, encoder=FakeEncoder())
    assert before.is_current
    build(write(NEWS), encoder=FakeEncoder())
    assert not before.is_current
    assert Searcher.open(club, FakeEncoder()).is_current
    roll_back(club)
    assert before.is_current


def test_a_searcher_shares_the_segments_of_the_one_before_and_answers_as_a_fresh_one(club, write):
    before = Searcher.open(club, FakeEncoder())
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    shared, fresh = Searcher.open(settings, FakeEncoder(), before=before), Searcher.open(settings, FakeEncoder())
    old = {segment.name: segment for segment in before.segments.segments}
    common = [segment for segment in shared.segments.segments if segment.name in old]
    assert common
    assert all(segment is old[segment.name] for segment in common)
    for question in ("falcon", "What does a dog pay?", "rule of the club", "xylophones"):
        answers = [{**searcher.ask(question, top=9).to_dict(), "milliseconds": 0} for searcher in (shared, fresh)]
        assert answers[0] == answers[1]
    rows = np.arange(len(fresh.passages))
    assert (shared.segments.of(rows).codes == fresh.segments.of(rows).codes).all()


def test_a_searcher_opened_with_one_before_it_still_refuses_what_is_damaged(club, write):
    before = Searcher.open(club, FakeEncoder())
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    old = {segment.name for segment in before.segments.segments}
    folder = IndexFolder(settings.index_folder)
    [name, *_] = [entry.name for entry in folder.load_manifest().segments if entry.name not in old]
    damage(folder.segment(name) / "vectors.faiss", "flipped")
    with pytest.raises(StoredIndexError, match=r"vectors\.faiss: damaged"):
        Searcher.open(settings, FakeEncoder(), before=before)
