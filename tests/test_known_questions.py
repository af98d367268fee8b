"""Known questions: from a file through a build to an answer, and everything that can be wrong with the file."""

import json
import os
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build, corpus_state, is_behind, pending_changes, roll_back
from index.building import known_questions as known_module
from index.building.teaching import Teacher
from index.errors import FootnoteError, StoredIndexError
from index.evaluation.calibrating import JudgedTrial, recalibrate
from index.files.arrays import save_array
from index.files.checksums import checksum, sealed
from index.searching.scope import scope_of
from index.storing.index_folder import IndexFolder
from index.storing.manifest import VIEW_LINES, VIEW_ROWS, VIEWS
from tests.conftest import ROOT
from tests.corpora import RecordingEncoder, damage
from tests.fakes import FakeEncoder

FEES = "# Club\n\n## Fees\n\n- Adults pay 96 euros.\n- Pupils pay half.\n- Boats sleep in the shed.\n"
KNOWN = """\
- question: Is there a reduction for kids?
  quotes: [Pupils pay half]
- question: Where may I park a canoe?
  quotes: [Boats sleep]
- question: Do you sell oars?
  quotes: []
"""


@pytest.fixture
def club(project, tmp_path):
    """Write the club's page and a file of known questions, and return settings that name it."""

    def club(known=KNOWN, document=FEES, config="known_questions: known.yaml\n"):
        (tmp_path / "known.yaml").write_text(known, encoding="utf-8")
        return project({"club.md": document}, config)

    return club


def rebuild(settings):
    return build(settings, encoder=FakeEncoder())


def opened(settings):
    return Searcher.open(settings, FakeEncoder())


def first_text(answer):
    return answer.hits[0].passage.text


def views(settings):
    return tuple(opened(settings).generation.views)


def test_a_known_question_finds_its_passage_although_they_share_no_word(club):
    settings = club()
    rebuild(settings)
    answer = opened(settings).ask("is there a reduction for kids")
    assert (first_text(answer), answer.outcome, answer.unmatched) == ("Pupils pay half.", "answer", ())
    assert opened(settings).leaving_out("known").ask("is there a reduction for kids").unmatched == ("reduction",)
    assert first_text(opened(settings).ask("Where may I park a canoe, please?")) == "Boats sleep in the shed."


def test_a_known_question_with_a_typo_answers_whoever_makes_the_same_one(club):
    known = '- question: "Do pupisl pay?"\n  quotes: [Boats sleep]\n- question: "May aduls swim in the shed?"\n  quotes: []\n'
    settings = club(known)
    rebuild(settings)
    answer = opened(settings).ask("DO pupisl pay")
    assert answer.read_as  # the typo is corrected before passages are compared
    assert (first_text(answer), answer.outcome) == ("Boats sleep in the shed.", "answer")
    assert opened(settings).ask("May aduls swim in the shed?").outcome == "none"
    assert first_text(opened(settings).leaving_out("same").ask("Do pupisl pay?")) != "Boats sleep in the shed."


def test_without_known_questions_the_same_question_is_not_answered(club):
    settings = club(config="")
    report = rebuild(settings)
    assert report.embedded == 3
    assert opened(settings).ask("is there a reduction for kids").outcome != "answer"
    assert not (IndexFolder(settings.index_folder).current() / VIEWS).exists()


def test_a_question_known_to_have_no_answer_is_not_answered(club):
    document = FEES + "- We sell oars, do you?\n"
    other = "- question: Who rows?\n  quotes: [Pupils]\n"
    assert opened_after(club(known=other, document=document)).ask("do you sell oars").outcome != "none"
    answer = opened_after(club(document=document)).ask("do you sell oars")
    assert answer.outcome == "none"
    assert answer.hits  # the closest passages are still there to look at


def opened_after(settings):
    rebuild(settings)
    return opened(settings)


def test_a_question_that_names_another_number_or_weekday_is_not_the_known_one(club):
    known = "- question: Are you open on Sunday at the lake?\n  quotes: []\n- question: What is rule 4?\n  quotes: [Pupils]\n"
    searcher = opened_after(club(known=known))
    retriever = searcher.index.retriever
    for asked, is_same in (("are you open on sunday at the lake", True), ("Are you open on Tuesday at the lake?", False)):
        assert any(view.is_same for view in retriever.retrieve(retriever.read(asked)).views) is is_same
    for asked, is_same in (("what is rule 4", True), ("what is rule 5", False)):
        assert any(view.is_same for view in retriever.retrieve(retriever.read(asked)).views) is is_same


def test_files_can_be_named_by_a_pattern_a_folder_or_a_list(club, tmp_path):
    (tmp_path / "known").mkdir()
    for name, question in (("a.yaml", "apples?"), ("b.yml", "pears?"), ("notes.txt", "plums?")):
        (tmp_path / "known" / name).write_text(f"- question: {question}\n  quotes: [Pupils]\n", encoding="utf-8")
    for written in ("known", "known/*.y*ml", "[known/a.yaml, known/b.yml]", "[known, known/b.yml]"):
        settings = club(config=f"known_questions: {written}\n")
        rebuild(settings)
        assert [(view.question, view.source) for view in views(settings)] == [
            ("apples?", "known/a.yaml:1"),
            ("pears?", "known/b.yml:1"),
        ]


@pytest.mark.parametrize(
    ("known", "config", "message"),
    [
        (None, "", r"^known\.yaml: no such file; fix the path at `known_questions` in config\.yaml$"),
        ("- [", "", r"^known\.yaml:1: not YAML"),
        ("- question: a\n", "", r"^known\.yaml:1: `quotes` should be a list"),
        ("- question: a\n  quotes: ['']\n", "", r"^known\.yaml:2: a quote should be a non-empty text"),
        (
            "- question: Fee?\n  quotes: [Adults]\n- question: fee\n  quotes: [Pupils]\n",
            "",
            r"^known\.yaml:3: 'fee' has other quotes in known\.yaml:1; keep one of them",
        ),
        (
            "- question: How tall is the tower?\n  quotes: [324 metres]\n- question: b\n  quotes: []\n",
            "",
            r"^known\.yaml: no passage contains its only quote, so it is about other documents; name the file for these",
        ),
        (KNOWN, "known_questions: nothing-*.yaml\n", r"^known_questions: no file matches 'nothing-\*\.yaml'; fix the pattern$"),
        (
            KNOWN,
            "known_questions: rules.md\n",
            r"^rules\.md: is a document, not a file of questions; list it under `documents`",
        ),
        (KNOWN, "known_questions: empty\n", r"^known_questions: no \.yaml file in the folder 'empty'; add one"),
        (f"- question: {'long ' * 500_000}\n", "", r"^known\.yaml: has 2,500,013 characters \(at most 2,000,000\)"),
    ],
)
def test_a_mistake_is_one_line_and_the_old_index_stays(club, tmp_path, known, config, message):
    rebuild(club())
    before = IndexFolder(tmp_path / ".footnote").current()
    settings = club(known or "", config=config or "known_questions: known.yaml\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "rules.md").write_text("# Rules\n\nNo dogs.\n")
    if known is None:
        (tmp_path / "known.yaml").unlink()
    with pytest.raises(FootnoteError, match=message) as raised:
        rebuild(settings)
    assert "\n" not in str(raised.value)
    assert IndexFolder(settings.index_folder).current() == before
    assert opened(settings).ask("is there a reduction for kids").outcome == "answer"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_at_once_by_a_build_and_by_teaching(club, tmp_path):
    settings = club()
    rebuild(settings)
    passages = [*opened(settings).generation.passages]
    os.mkfifo(tmp_path / "pipe.yaml")
    piped = msgspec.structs.replace(settings, known_questions=("known.yaml", "pipe.yaml"))
    for call in (lambda: rebuild(piped), lambda: Teacher(piped).tie("Who pays half?", passages[1:2], passages)):
        with pytest.raises(FootnoteError) as caught:
            call()
        assert str(caught.value) == "pipe.yaml: is not a file; name another file at `known_questions` in config.yaml"


@pytest.mark.parametrize("name", ["known.yaml", "corpus/known-questions.yaml"])
def test_links_that_lead_in_a_circle_are_one_line(club, tmp_path, name):
    settings = club()
    rebuild(settings)
    (tmp_path / "corpus").mkdir(exist_ok=True)
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).symlink_to(Path(name).name)
    passages = [*opened(settings).generation.passages]
    with pytest.raises(FootnoteError, match=rf"^{name}: cannot be read \("):
        Teacher(settings).tie("Who pays half?", passages[1:2], passages)
    if name == "known.yaml":
        with pytest.raises(FootnoteError, match=rf"^{name}: cannot be read \("):
            rebuild(settings)


def test_too_many_known_questions_are_refused_in_one_line(club, tmp_path):
    entries = "".join(f"- {{question: a{number}, quotes: []}}\n" for number in range(known_module.MAX_KNOWN // 2 + 1))
    (tmp_path / "more.yaml").write_text(entries.replace("a", "b"), encoding="utf-8")
    with pytest.raises(FootnoteError, match=r"^more\.yaml: more than 20,000 known questions \(20,002 so far\); keep those"):
        rebuild(club(entries, config="known_questions: [known.yaml, more.yaml]\n"))


def test_a_hundred_thousand_known_questions_are_refused_without_parsing_them(club):
    entries = "".join(f"- question: How about {number}?\n  quotes: [Pupils]\n" for number in range(100_000))
    settings = club(entries)
    started = time.process_time()
    with pytest.raises(FootnoteError, match=r"^known\.yaml: about 100,000 known questions \(at most 20,000\); keep those"):
        rebuild(settings)
    assert time.process_time() - started < 10


def test_quotes_of_no_passage_or_of_several_are_listed_and_the_others_count(club):
    known = (
        "- question: Who gets a rebate?\n  quotes: [Pupils pay half, pay, Seniors pay less]\n- question: b\n  quotes: [gone]\n"
    )
    settings = club(known)
    report = rebuild(settings)
    assert report.notes == (
        "left out: known.yaml:2: 2 passages contain the quote 'pay' (club.md:5 and club.md:6); make the quote longer",
        "left out: known.yaml:2: no passage contains the quote 'Seniors pay less'; copy it from an answer, without markup",
        "left out: known.yaml:4: no passage contains the quote 'gone'; copy it from an answer, without markup",
    )
    assert [(view.question, view.rows) for view in views(settings)] == [("Who gets a rebate?", (1,))]


def test_a_quote_may_be_written_over_several_lines(club):
    settings = club("- question: Who gets a rebate?\n  quotes:\n    - |\n      Pupils pay\n      half.\n")
    assert rebuild(settings).notes == ()
    assert [view.rows for view in views(settings)] == [(1,)]


def test_what_editors_and_systems_put_beside_known_questions_is_not_read(club, tmp_path):
    (tmp_path / "known").mkdir()
    (tmp_path / "known" / "fees.yaml").write_text(KNOWN, encoding="utf-8")
    (tmp_path / "known" / ".#fees.yaml").symlink_to("ann@desk.4711")
    (tmp_path / "known" / "._fees.yaml").write_bytes(b"\x00\x05\x16\x07")
    settings = club(config="known_questions: known\n")
    rebuild(settings)
    assert len(views(settings)) == 3


def test_a_build_without_changes_lists_them_again(club):
    settings = club("- question: Who pays?\n  quotes: [Pupils pay, Seniors pay less]\n")
    listed = rebuild(settings).notes
    again = rebuild(settings)
    assert again.notes == listed != ()
    assert again.embedded == 0


def test_many_quotes_that_match_nothing_are_counted(club):
    lost = "".join(f"- question: q{number}\n  quotes: [nothing {number}]\n" for number in range(50))
    report = rebuild(club(KNOWN + lost))
    assert len(report.notes) == known_module.MAX_NOTES + 1
    assert report.notes[-1] == "30 more quotes of known questions match no passage or several"


@pytest.mark.parametrize(
    ("question", "why"),
    [("'?!'", "the question has no words"), ("x" * 2001, "the question has 2,001 characters (at most 2,000)")],
)
def test_a_question_that_nobody_can_ask_is_listed_and_the_others_count(club, question, why):
    settings = club(f"{KNOWN}- question: {question}\n  quotes: [Pupils pay half]\n")
    note = f"left out: known.yaml:7: nobody can ask this, because {why}; write it as members ask it"
    assert rebuild(settings).notes == (note,)
    assert len(views(settings)) == 3
    assert rebuild(settings).notes == (note,)


def test_a_quote_whose_passage_changed_is_listed_and_the_index_is_updated(club):
    one = "- question: Is there a reduction for kids?\n  quotes: [Pupils pay half]\n"
    rebuild(club(one))
    settings = club(one, FEES.replace("Pupils pay half", "Pupils pay a third"))
    report = rebuild(settings)
    assert report.notes == (
        "left out: known.yaml:2: no passage contains the quote 'Pupils pay half'; copy it from an answer, without markup",
    )
    answer = opened(settings).ask("is there a reduction for kids")
    assert answer.outcome != "answer"
    assert not opened(settings).generation.views


def test_only_new_questions_are_encoded(club):
    settings = club()

    def encoded(settings):
        encoder = RecordingEncoder()
        report = build(settings, encoder=encoder)
        assert report.embedded == len(encoder.texts)
        return [text for text in encoder.texts if "?" in text]

    assert len(encoded(settings)) == 3
    assert encoded(settings) == []
    before = IndexFolder(settings.index_folder).current()
    assert encoded(settings) == []
    assert IndexFolder(settings.index_folder).current() == before
    assert encoded(club(KNOWN + "- question: Who rows?\n  quotes: [Adults]\n")) == ["Who rows?"]
    assert encoded(club(KNOWN, FEES + "- The club has a dog.\n")) == []
    assert encoded(club(config="")) == []


def test_a_question_in_two_files_is_encoded_once(club, tmp_path):
    (tmp_path / "more.yaml").write_text(KNOWN, encoding="utf-8")
    encoder = RecordingEncoder()
    build(club(config="known_questions: [known.yaml, more.yaml]\n"), encoder=encoder)
    assert len([text for text in encoder.texts if "?" in text]) == 3


def test_an_incremental_build_equals_a_fresh_one(club):
    rebuild(club())
    settings = club(KNOWN.replace("canoe", "kayak"), FEES.replace("Adults", "Grown-ups"))
    rebuild(settings)
    fresh = msgspec.structs.replace(settings, index=".fresh")
    rebuild(fresh)
    assert views(settings) == views(fresh)
    for name in ("views.jsonl", "view-lines.npy", "view-rows.npy", "view-keys.npy"):
        folders = [IndexFolder(each.index_folder).current() / name for each in (settings, fresh)]
        assert len({folder.read_bytes() for folder in folders}) == 1


def test_a_changed_file_is_pending_until_the_next_build(club, tmp_path):
    config = "known_questions: known.yaml\nmodel: fake\n"
    settings = club(config=config)
    rebuild(settings)

    def pending():
        return pending_changes(settings, IndexFolder(settings.index_folder).load_manifest())

    assert (pending(), is_behind(settings)) == ([], False)
    state = corpus_state(settings)
    (tmp_path / "known.yaml").write_text(KNOWN + "- {question: a, quotes: []}\n", encoding="utf-8")
    assert (pending(), is_behind(settings)) == (["known.yaml has changed"], True)
    assert corpus_state(settings) != state
    (tmp_path / "known.yaml").unlink()
    assert pending() == ["known.yaml is gone: restore it; until then, `footnote build` fails"]
    settings = club(config="model: fake\n")
    assert pending() == ["known.yaml is no longer in config.yaml"]
    rebuild(settings)
    settings = club(config=config)
    assert pending() == ["known.yaml is not in the index"]


def test_a_rollback_restores_the_known_questions_of_the_previous_index(club):
    rebuild(club())
    settings = club("- question: Who rows?\n  quotes: [Adults]\n")
    rebuild(settings)
    assert opened(settings).ask("is there a reduction for kids").outcome != "answer"
    roll_back(settings)
    assert opened(settings).ask("is there a reduction for kids").outcome == "answer"


@pytest.mark.parametrize("how", ["gone", "cut", "flipped"])
@pytest.mark.parametrize("name", ["views.jsonl", "view-lines.npy", "view-rows.npy", "view-keys.npy"])
def test_a_damaged_file_of_views_is_named_and_a_build_repairs_it(club, name, how):
    settings = club()
    rebuild(settings)
    damage(IndexFolder(settings.index_folder).current() / name, how)
    with pytest.raises(FootnoteError, match=name):
        opened(settings)
    rebuild(settings)
    assert opened(settings).ask("is there a reduction for kids").outcome == "answer"


def test_calibrating_keeps_the_known_questions(club):
    settings = club()
    rebuild(settings)
    trials = [JudgedTrial(number / 40, number > 20, number > 15) for number in range(40)]
    recalibrate(settings, IndexFolder(settings.index_folder).load_manifest(), trials)
    assert opened(settings).known_questions == 3
    assert opened(settings).ask("is there a reduction for kids").outcome == "answer"
    assert rebuild(settings).embedded == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (VIEW_LINES, lambda lines: lines[:-1]),
        (VIEW_LINES, lambda lines: lines[::-1]),
        (VIEW_LINES, lambda lines: lines + np.array([1, 0])),
        (VIEW_LINES, lambda lines: lines + np.array([0, 10**6])),
        (VIEW_ROWS, lambda rows: rows + 7),
        (VIEW_ROWS, lambda rows: rows - 9),
        (VIEW_ROWS, lambda rows: rows[::-1].reshape(1, -1)),
        (VIEWS, lambda text: text.replace(b"[", b"{")),
        (VIEWS, lambda text: text.replace(b'"', b"\xff")),
        (VIEWS, lambda _: b"[" * 10_000),
    ],
)
def test_tampered_views_are_refused_even_if_their_checksum_matches(club, name, change):
    settings = club()
    rebuild(settings)
    folder = IndexFolder(settings.index_folder).current()
    if name == VIEWS:
        (folder / name).write_bytes(change((folder / name).read_bytes()))
    else:
        save_array(change(np.load(folder / name)), folder / name)
    manifest = IndexFolder(settings.index_folder).load_manifest()
    manifest.files[f"generations/{folder.name}/{name}"] = checksum(folder / name)
    manifest.save(folder)
    with pytest.raises(StoredIndexError, match=r"view[a-z-]*\.[a-z]*: damaged.*; run `footnote build`$"):
        opened(settings).ask("is there a reduction for kids")


def test_an_index_without_the_field_still_opens_and_the_next_build_adds_views(project):
    settings = project({"faq.md": "# Help\n\n## Can I pay later?\n\nYes.\n\n## Else\n\nNo.\n"})
    rebuild(settings)
    folder = IndexFolder(settings.index_folder).current()
    stored = json.loads((folder / "manifest.json").read_bytes())
    del stored["views"]
    (folder / "manifest.json").write_bytes(sealed(json.dumps(stored).encode()))
    assert opened(settings).generation.views == ()
    rebuild(settings)
    assert [view.question for view in opened(settings).generation.views] == ["Can I pay later?"]


def test_in_one_section_only_views_of_its_passages_count(club):
    document = FEES + "\n## Sheds\n\n- Canoes sleep in the barn.\n"
    searcher = opened_after(club(document=document))
    scope = scope_of(searcher.generation, section="Sheds")
    answer = searcher.ask("is there a reduction for kids", scope=scope)
    assert [hit.passage.text for hit in answer.hits] == ["Canoes sleep in the barn."]
    assert answer.outcome != "answer"


# Headings that are questions.


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("faq.md", "# Help\n\n## How can I reset my secret?\n\nPress the red knob.\n\n## Other\n\nNothing.\n"),  # MkDocs
        (
            "faq.mdx",
            "# Help\n\n<details>\n<summary>How can I reset my secret?</summary>\n\nPress the red knob.\n\n</details>\n",
        ),
        ("faq.md", "# Help\n\n- **How can I reset my secret?**\n    - Press the red knob.\n"),  # Obsidian
        ("faq.txt", "Help\n\nQ: How can I reset my secret?\nA: Press the red knob.\n\nQ: Is it free?\nA: Yes.\n"),
        (
            "faq.html",
            "<h1>Help</h1><main><h2>3. How can I reset my secret?</h2><p>Press the red knob.</p><h2>Else</h2><p>No.</p></main>",
        ),
    ],
)
def test_a_heading_that_is_a_question_is_a_view_of_what_is_below_it(project, name, document):
    settings = project({name: document})
    rebuild(settings)
    searcher = opened(settings)
    found = {view.question: [searcher.generation.passages[row].text for row in view.rows] for view in searcher.generation.views}
    assert found["How can I reset my secret?"] == ["Press the red knob."]
    assert searcher.known_questions == 0
    assert first_text(searcher.ask("how can i reset my secret")) == "Press the red knob."


def test_headings_that_are_no_questions_add_nothing(project):
    settings = project({"a.md": "# Club\n\n## Rules\n\n- Be kind?\n\n## What we do\n\n- Row.\n"})
    assert rebuild(settings).embedded == 2
    assert opened(settings).generation.views == ()


# Evaluation.


def test_an_evaluation_never_lets_a_question_find_itself(club):
    searcher = opened_after(club())
    alone = searcher.leaving_out("same")
    assert first_text(searcher.ask("Where may I park a canoe?")) == "Boats sleep in the shed."
    assert alone.ask("Where may I park a canoe?").outcome != "answer"
    assert alone.ask("where MAY i park a canoe").outcome != "answer"
    # another question than the known one may still be helped by it
    helped = alone.index.retriever.retrieve(alone.index.retriever.read("Where may I park my old canoe tonight?")).views
    assert [view.view.question for view in helped][:1] == ["Where may I park a canoe?"]
    without = searcher.leaving_out("known")
    assert without.index.retriever.retrieve(without.index.retriever.read("Where may I park my old canoe tonight?")).views == ()


# With the real model.


HANDBOOK = """# Rowing club

## Joining

- The membership fee is 96 euros a year.
- Members under 18 and students pay half of it, 48 euros a year.
- Anyone who can swim may try rowing three times before joining.

## Boathouse

- The boathouse opens at 8:00 from Monday to Saturday and closes at sunset.
- Boats are washed and dried after every outing.
- The key of the workshop hangs behind the bar.
"""
ASKED_BEFORE = """\
- question: Is there a discount for kids?
  quotes: [pay half of it]
- question: Can my daughter have a go before we sign up?
  quotes: [try rowing three times]
- question: How do I get into the shed with the tools?
  quotes: [key of the workshop]
- question: Do you have a changing room?
  quotes: []
- question: Are you open on Sunday?
  quotes: []
"""


@pytest.fixture
def rowing(compiled, project):
    """A searcher of the handbook with known questions, with the real model."""
    (compiled / "asked.yaml").write_text(ASKED_BEFORE, encoding="utf-8")
    settings = project({"handbook.md": HANDBOOK}, "known_questions: asked.yaml\n")
    build(settings)
    return Searcher.open(settings)


def test_similar_questions_find_the_passages_of_known_ones(rowing):
    for asked, words in (
        ("any discounts for children?", "pay half"),
        ("can my kid have a go before signing up", "try rowing three times"),
        ("how can I get into the tool shed", "key of the workshop"),
    ):
        aided, unaided = rowing.ask(asked), rowing.leaving_out("known").ask(asked)
        assert words in first_text(aided)
        assert aided.confidence >= unaided.confidence
    assert rowing.ask("Is there any discount for kids?").outcome == "answer"


def test_a_question_like_one_without_an_answer_is_not_answered_but_another_weekday_is_another_question(rowing):
    assert rowing.ask("do you have any changing rooms?").outcome == "none"
    assert rowing.ask("Are you open on Sundays?").outcome == "none"
    assert rowing.ask("Are you open on Monday?").outcome != "none"
    assert "from Monday to Saturday" in first_text(rowing.ask("Are you open on Monday?"))


def test_known_questions_about_other_things_change_nothing(rowing):
    for asked in ("What does it cost to be a member for a year?", "when does the boathouse close", "who washes the boats"):
        assert first_text(rowing.ask(asked)) == first_text(rowing.leaving_out("known").ask(asked))


def test_a_passage_that_answers_a_known_question_is_suggested_to_those_who_ask_much_the_same(compiled, project):
    page = (ROOT / "corpus" / "alibaba-covid19-support.md").read_text(encoding="utf-8")
    taught = "Our studio desk lends microphones to musicians and mixes their songs."
    (compiled / "asked.yaml").write_text('- question: Who helps musicians online?\n  quotes: ["Our studio desk"]\n', "utf-8")
    pages = {"page.md": page, "answers.md": f"# Answers\n\n- {taught}\n"}
    settings = project(pages, "known_questions: asked.yaml\n")
    build(settings)
    answer = Searcher.open(settings).ask("which people online can help a musician?")
    assert answer.outcome == "suggestions"
    assert first_text(answer) == taught
