"""Teaching: what is saved is read back as it was typed, questions find it, and all of it can be taken back."""

import os
import random
import sys
from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from index.answering.searcher import Searcher
from index.building import build, is_behind, known_questions, pending_changes, roll_back
from index.building.teaching import MAX_ANSWER_LENGTH, NewAnswer, Teacher, TeachingError, Undo
from index.errors import DocumentError, FootnoteError, QuestionError
from index.files import careful_writing
from index.reading import find_files, read_document, unnamed_documents
from index.reading.question_files import QuestionsError
from index.reading.saved_answers import as_typed, find_answers, write_answer
from index.settings import load_settings
from index.text.characters import has_words
from tests.conftest import ROOT, largest_file, write_project
from tests.fakes import FakeEncoder

HANDBOOK = "# Handbook\n\n## Fees\n\n- Membership costs twelve crowns a year.\n- Guests pay one crown a day.\n"
ANSWERS, KNOWN = "corpus/answers.md", "corpus/known-questions.yaml"
TODAY = date(2026, 11, 28)
LINK = "https://discord.com/channels/1/2/3"
QUESTION = "Where do I find the key?"
ANSWER = "It hangs behind the bar."


@pytest.fixture(autouse=True)
def _hasty(monkeypatch):
    """Do not wait for editors: no test has one open unless it says so."""
    monkeypatch.setattr(careful_writing, "SETTLED_SECONDS", 0.0)


class Project:
    """A project with a handbook, and what is taught to it."""

    def __init__(self, folder, config="model: fake\n"):
        self.folder = folder
        self.settings = write_project(folder, {"handbook.md": HANDBOOK}, config)
        self.build()

    def build(self):
        self.report = build(self.settings, encoder=FakeEncoder(), is_strict=True)
        self.searcher = Searcher.open(self.settings, FakeEncoder())
        return self.report

    def build_and_note(self):
        """Build, and return what is noted about the files of teaching."""
        return tuple(note for note in self.build().notes if note.startswith(("corpus/", "left out: corpus/")))

    @property
    def passages(self):
        return [*self.searcher.generation.passages]

    @property
    def teacher(self):
        return Teacher(self.settings)

    def save(self, text=ANSWER, question=QUESTION, section="Boats", link=LINK):
        return self.teacher.save(NewAnswer(text, question, section, link), self.passages, FakeEncoder(), TODAY)

    def tie(self, question, *texts):
        passages = [next(each for each in self.passages if text in each.text) for text in texts]
        return self.teacher.tie(question, passages, self.passages)

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name, text):
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def blocks(self):
        """What is quoted from the file of answers, with its section."""
        [file] = [file for file in find_files(self.settings) if file.shown == ANSWERS]
        document = read_document(file).document
        return [(" > ".join(section.path), block.text) for section in document.sections for block in section.blocks]

    def first(self, question):
        answer = self.searcher.ask(question)
        return answer.outcome, answer.hits[0].passage.text if answer.hits else None


@pytest.fixture
def club(tmp_path):
    return Project(tmp_path)


def test_a_saved_answer_is_a_dated_bullet_with_its_source_below_the_chosen_section(club):
    club.save()
    club.save("Two oars.", "How many oars does a boat have?")
    club.save("A crown.", "What is the deposit?", section="Boats > Hire", link=None)
    club.save("Ask Ann.", "Whom do I ask?", section="")
    assert club.text(ANSWERS).startswith("# Answers\n")
    assert f"- It hangs behind the bar.\n  <!-- saved 2026-11-28 from {LINK}, " in club.text(ANSWERS)
    assert club.blocks() == [("", "Ask Ann."), ("Boats", ANSWER), ("Boats", "Two oars."), ("Boats > Hire", "A crown.")]
    assert "Ann" not in club.text(KNOWN).replace("Ask Ann.", "")
    club.build()
    assert {each.document for each in club.passages} == {"handbook.md", ANSWERS}


def test_the_question_of_a_saved_answer_finds_it_and_other_words_do_too(club):
    assert club.first(QUESTION)[1] != ANSWER
    club.save()
    assert pending_changes(club.settings, club.searcher.generation.manifest) == [
        f"{ANSWERS} is not in the index",
        f"{KNOWN} is not in the index",
    ]
    assert not club.build_and_note()
    assert club.first(QUESTION) == ("answer", ANSWER)
    assert club.first("the key, where do I find it")[1] == ANSWER
    assert unnamed_documents(club.settings) == []


SAMPLES = [
    "# A heading", "- a list\n- of two", "1. one\n2. two\n\n3) three", "<!-- a comment", "--> <b>bold</b> <script>x</script>",
    "---\ntitle: x\n---", "```\ncode\n", "    code\n\tmore", "> quote\n\n>> more", "| a | b |\n|---|---|\n| 1 | 2 |",
    "[x](y) ![z](w)", "[ref]: http://x.example", "@everyone <@1> <@&2> <#3> <:e:4> @here",
    "**bold** _it_ ~~no~~ ||spoiler|| `c`", "Q: who?", "A: me", "Who is it?", "Fees:", "Answers", "Back to top", "Contents",
    ":wave: :material-check:", "::: note\nx\n:::", "!!! note\n    x", "{{< x >}} {% y %}",
    "$x$ %%hidden%% ==mark== [[wiki]] {.class} ^[note] [^1]", "a\\\nb\\\\\n\\", "x\n===\ny\n---", "  spaces  \n   inside   ",
    "&amp; &#65; &lt;", "日本語。\n二行目", "- [ ] task", "Name: value\nOther: value", "• one\n• two",
    "<https://x.example/?utm_source=a> http://x.example", "data:image/png;base64,AAAA", "+++\nx\n+++",
]  # fmt: skip


def typed_texts():
    pieces = [
        *"aB1 \n-#>*_`[](){}<>!|~:=+%^$&\\.?é漢😀\u00a0\u2028@/\"'\t",
        "---",
        "<!--",
        "-->",
        "\n\n",
        "1. ",
        "::: x",
        "```",
        "<@1>",
        "Q: ",
    ]
    source = random.Random(20)  # noqa: S311  # the same texts on every run
    for _ in range(150):
        text = "".join(source.choice(pieces) for _ in range(source.randint(1, 30)))
        if has_words(as_typed(text)):
            yield text


def check_what_is_read_back(club, texts, around=""):
    """Save texts in a file that contains `around`, and check that they are read back as typed, and all else as before."""
    known = club.blocks() if around else []
    saved = []
    for text in texts:
        if as_typed(text) not in saved:
            club.teacher.save(NewAnswer(text, f"question {len(saved)}?", "Saved"), [], FakeEncoder(), TODAY)
            saved.append(as_typed(text))
    blocks = club.blocks()
    assert [text for section, text in blocks if section.endswith("Saved")] == saved
    assert [block for block in blocks if not block[0].endswith("Saved")] == known
    assert club.text(ANSWERS).replace("\r", "").startswith(around.replace("\r", "").rstrip()[:20])


@pytest.mark.parametrize(
    "around", ["", "# Answers\n\n- Before.\n\n## Later\n\n- After.\n", "Title\n=====\n\ntext\r\n\r\n* list\r\n"]
)
def test_whatever_is_typed_is_read_back_exactly_and_changes_nothing_else(club, around):
    if around:
        club.write(ANSWERS, around)
    check_what_is_read_back(club, SAMPLES, around)


def test_random_signs_are_read_back_exactly(club):
    texts = [*typed_texts()]
    for start in range(0, len(texts), 15):  # few a file, which is read again before each answer
        check_what_is_read_back(club, texts[start : start + 15])
        (club.folder / ANSWERS).unlink()
        (club.folder / KNOWN).unlink()


def test_a_saved_answer_keeps_its_words_in_a_document_of_its_reader_to_which_it_was_moved(club):
    lines, _ = write_answer("Q: **who**?", TODAY, None)
    club.write("handbook.md", "# Handbook\n\n" + "\n".join(lines) + "\n\n- A: me\n")
    club.build()
    assert [each.text for each in club.passages] == ["Q: **who**?", "A: me"]


def test_a_sign_after_the_last_heading_of_a_section_is_not_part_of_it(club):
    club.save("A crown.", "What is the deposit?", section="Boats > Hire >")
    club.save("Ask Ann.", "Whom do I ask?", section="Boats ›")
    assert [section for section, _ in club.blocks()] == ["Boats", "Boats > Hire"]


def test_the_answer_in_the_documentation_is_a_saved_one():
    [found] = find_answers("\n".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split("\n")))
    assert found.text == "The key hangs behind the bar, *not* in the office."


def test_an_answer_that_was_edited_by_hand_is_read_as_markdown(club):
    club.save("It is *not* behind the bar.")
    club.write(ANSWERS, club.text(ANSWERS).replace(r"\*not\*", "**now**"))
    assert club.blocks() == [("Boats", "It is now behind the bar.")]
    assert not list(find_answers(club.text(ANSWERS)))


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (NewAnswer(" \n", QUESTION), TeachingError, "the answer is empty; write what the bot is to quote"),
        (NewAnswer("**__~~!!~~__**", QUESTION), TeachingError, "the answer has no letter or digit"),
        (NewAnswer("x" * 10_000, QUESTION), TeachingError, r"the answer has 10,000 characters \(at most 4,000\)"),
        (NewAnswer(ANSWER, "???"), QuestionError, "the question has no words"),
        (NewAnswer(ANSWER, " "), QuestionError, "the question is empty"),
        (NewAnswer(ANSWER, "x" * 3_000), QuestionError, "the question has 3,000 characters"),
        (NewAnswer(ANSWER, QUESTION, "s" * 300), TeachingError, "the section has 300 characters"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_one_line_and_writes_nothing(club, answer, error, message):
    with pytest.raises(error, match=message) as found:
        club.teacher.save(answer, [], FakeEncoder(), TODAY)
    assert "\n" not in str(found.value)
    assert not (club.folder / "corpus").exists()


def test_the_longest_answer_is_tied_as_a_whole(club):
    text = " ".join(f"word{number}" for number in range(600))[:MAX_ANSWER_LENGTH]
    lesson = club.save(text)
    assert not club.build_and_note()
    assert "".join(club.first(QUESTION)[1].split()) in "".join(text.split())
    assert lesson.answers == (text,)


def test_the_same_answer_is_saved_once_and_answers_both_questions(club):
    club.save()
    lesson = club.save(question="Who has a key for me?")
    assert club.blocks() == [("Boats", ANSWER)]
    assert lesson.undo.answer is None
    club.build()
    assert club.first("Who has a key for me?")[1] == club.first(QUESTION)[1] == ANSWER
    assert not club.save().is_new


def test_two_who_teach_at_once_are_both_kept(club):
    passages = club.passages
    errors = []

    def teach(number):
        try:
            answer = NewAnswer(f"Answer number {number}.", f"Question number {number}?", "Boats")
            Teacher(club.settings).save(answer, passages, FakeEncoder(), TODAY)
        except FootnoteError as error:
            errors.append(error)

    threads = [Thread(target=teach, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(text for _, text in club.blocks()) == [f"Answer number {number}." for number in range(8)]
    assert club.text(KNOWN).count("- question:") == 8


def test_what_people_edit_in_the_files_meanwhile_is_kept(club):
    club.save()
    club.write(
        ANSWERS, club.text(ANSWERS).replace("# Answers\n", "# Our answers\n\nBy hand: *all* of it.\n") + "\n## Own\n\n- mine\n"
    )
    comment = "# What members ask most.\n"
    club.write(KNOWN, comment + club.text(KNOWN) + "# done\n- {question: Own?, quotes: [Guests pay]}  # mine\n")
    club.save("Two oars.", "How many oars does a boat have?")
    assert club.text(ANSWERS).startswith("# Our answers\n\nBy hand: *all* of it.\n")
    assert club.blocks() == [("", "By hand: all of it."), ("Boats", ANSWER), ("Boats", "Two oars."), ("Own", "mine")]
    assert club.text(KNOWN).startswith(comment)
    assert '# done\n- {question: Own?, quotes: [Guests pay]}  # mine\n- question: "How many oars' in club.text(KNOWN)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (ANSWERS, "# Answers\n\n<!-- never closed\n", r"^corpus/answers\.md: no place in it .*; close comments"),
        (KNOWN, "- question: [half\n", r"^corpus/known-questions\.yaml:\d: not YAML"),
        (
            KNOWN,
            "[{question: x, quotes: []}]\n",
            r"^corpus/known-questions\.yaml: no entry can be added .*; write it as a list",
        ),
        (KNOWN, "- question: x\n", r"^corpus/known-questions\.yaml:1: `quotes` should be a list"),
    ],
)
def test_a_file_that_is_half_written_is_left_as_it_is(club, name, text, message):
    club.write(name, text)
    with pytest.raises(FootnoteError, match=message) as found:
        club.save()
    assert "\n" not in str(found.value)
    assert {path.name: path.read_text() for path in (club.folder / "corpus").iterdir()} == {name.rpartition("/")[2]: text}


def test_a_file_that_is_not_utf8_is_left_as_it_is(club):
    (club.folder / "corpus").mkdir()
    (club.folder / ANSWERS).write_bytes(b"# Answers\n\n- caf\xe9\n")
    with pytest.raises(TeachingError, match=r"^corpus/answers\.md: is not UTF-8 text; save it as UTF-8$"):
        club.save()
    assert (club.folder / ANSWERS).read_bytes() == b"# Answers\n\n- caf\xe9\n"


@pytest.mark.parametrize("name", [ANSWERS, KNOWN])
def test_a_folder_in_the_place_of_a_file_is_called_a_folder(club, name):
    (club.folder / name).mkdir(parents=True)
    with pytest.raises(TeachingError, match=rf"^{name}: is a folder; move it away, or name another file in config\.yaml$"):
        club.save()


def test_where_nothing_can_be_written_nothing_is_taught(club):
    (club.folder / "corpus").write_text("not a folder")
    with pytest.raises(TeachingError, match=r"^corpus/answers\.md: cannot be read \(Not a directory\); check"):
        club.save()


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit on the size of files")
def test_a_file_that_would_be_too_large_stays_and_the_limit_is_named(club):
    club.save()
    before = club.text(ANSWERS), club.text(KNOWN)
    with largest_file(100), pytest.raises(TeachingError, match=r"\(File too large\); raise the limit on the size of files"):
        club.save("Or else below the mat.", "Where is the other key?")
    assert (club.text(ANSWERS), club.text(KNOWN)) == before


@pytest.mark.parametrize(
    "text", ['- question: "Where?"\r  quotes: []\r', '- question: "Where?"\n  quotes: ["by the\u2028door"]\n', "---\n...\n"]
)
def test_a_file_to_which_nothing_can_be_added_is_named_without_lines_that_it_does_not_have(club, text):
    (club.folder / KNOWN).parent.mkdir(exist_ok=True)
    (club.folder / KNOWN).write_bytes(text.encode())
    with pytest.raises(QuestionsError, match=rf"^{KNOWN}: no entry can be added to it; write it as a list"):
        club.tie("Where?", "Guests pay")
    assert (club.folder / KNOWN).read_bytes() == text.encode()


def test_an_answer_is_not_left_behind_if_its_question_cannot_be_written(club, monkeypatch):
    real = careful_writing.rewrite
    club.save()
    before = club.text(ANSWERS)

    def rewrite(path, text, shown, error):
        if shown == KNOWN:
            raise error("cannot be written (Read-only file system)", where=shown)
        real(path, text, shown, error)

    monkeypatch.setattr("index.building.teaching.rewrite", rewrite)
    with pytest.raises(TeachingError, match="known-questions"):
        club.save("Two oars.", "How many oars?")
    assert club.text(ANSWERS) == before


def test_a_question_can_be_tied_to_passages_and_to_none(club):
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    club.tie("What do guests and members pay?", "twelve crowns", "one crown")
    club.tie("Is there a swimming pool for members?")
    assert "quotes: []" in club.text(KNOWN)
    assert not club.build_and_note()
    assert club.first("What does it cost to join?") == ("answer", "Membership costs twelve crowns a year.")
    assert club.searcher.ask("Is there a swimming pool for members?").outcome == "none"
    assert lesson.replaced is None
    assert not (club.folder / ANSWERS).exists()


def test_the_quote_is_long_enough_to_be_in_one_passage_only(tmp_path):
    start = "The harbour is open from dawn to dusk on every day of the week, and closed"
    club = Project(tmp_path)
    club.write("handbook.md", f"# H\n\n- {start} at night.\n- {start} in winter.\n- Twin.\n- Twin.\n")
    club.build()
    club.tie("Is the harbour open in winter?", "in winter")
    assert not club.build_and_note()
    assert club.first("Is the harbour open in winter?")[1].endswith("in winter.")
    club.tie("How long is it open?", "in winter")
    with pytest.raises(
        TeachingError, match=r"^handbook\.md:5: handbook\.md:6 has the same text, so no quote tells them apart; change one"
    ):
        club.tie("Twin?", "Twin.")


def test_a_new_answer_takes_the_place_of_another_and_taking_it_back_restores_that(club):
    club.write(
        KNOWN, "# by hand\n- question: what does it COST to join\n  quotes: [Guests pay]  # wrong\n  kind: money\n\n# end\n"
    )
    before = club.text(KNOWN)
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    assert lesson.replaced == ("Guests pay",)
    assert "# before, until this is taken back:\n# - question: what does it COST to join\n" in club.text(KNOWN)
    again = club.tie("What does it cost to join?")
    assert again.replaced == ("Membership costs twelve crowns a year.",)
    club.build()
    assert club.searcher.ask("What does it cost to join?").outcome == "none"
    club.teacher.take_back(again.undo)
    club.build()
    assert club.first("What does it cost to join?")[1] == "Membership costs twelve crowns a year."
    club.teacher.take_back(lesson.undo)
    assert club.text(KNOWN) == before


@pytest.mark.parametrize("end", ["...\n", "...", "... # that is all\n", "\n# end\n...\n\n"])
def test_a_file_that_marks_its_end_is_taught_before_that(club, end):
    text = f"---\n- question: Who pays?\n  quotes: [Guests pay]\n{end}"
    club.write(KNOWN, text)
    club.build()
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    club.build()
    assert club.first("What does it cost to join?")[1] == "Membership costs twelve crowns a year."
    club.teacher.take_back(lesson.undo)
    assert club.text(KNOWN).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\n", "---\n# none yet\n", "questions: []\n", "questions:\n", "questions: []  # none\nfloors:\n  hit@1: 0.5\n",
        "[ ] # none yet\n", "# ours\n\n# by topic\n\n", "# ours\n[]\n...\n", "--- []\n", "~\n", "[]", "# é😀\n\n[ ]\n\n# end\n",
    ],
)  # fmt: skip
def test_a_file_without_questions_is_empty_however_that_is_written(club, text):
    club.write(KNOWN, text)
    club.build()
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    club.build()
    assert club.first("What does it cost to join?")[1] == "Membership costs twelve crowns a year."
    for comment in ("# none", "# ours\n\n# by topic\n\n", "# é😀\n\n", "# end", "floors:\n  hit@1: 0.5\n"):
        assert comment not in text or comment in club.text(KNOWN)
    club.teacher.take_back(lesson.undo)
    club.build()
    assert club.first("What does it cost to join?")[1] == club.passages[0].text


@pytest.mark.parametrize("start", ["---\n", "questions:\n", "# c\n\n"])
def test_the_only_question_of_a_file_is_taken_back_whatever_it_starts_with(club, start):
    club.write(KNOWN, start)
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    club.teacher.take_back(lesson.undo)
    assert club.text(KNOWN) == start
    club.tie("What does it cost to join?", "twelve crowns")
    club.teacher.forget("What does it cost to join?")
    assert club.text(KNOWN) == start


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_a_file_with_other_ends_of_lines_in_a_text_is_taught_and_its_questions_are_taken_back(club, mark):
    text = f"- question: 'Who{mark}pays?'\n  quotes: [Guests pay]\n\n# end\n- question: Is there tea?\n  quotes: []\n"
    club.write(KNOWN, text)
    lesson = club.tie("What does it cost to join?", "twelve crowns")
    again = club.tie("Is there tea?", "twelve crowns")
    club.build()
    club.teacher.take_back(again.undo)
    club.teacher.take_back(lesson.undo)
    assert club.text(KNOWN) == text
    club.tie("What does it cost to join?", "twelve crowns")
    club.teacher.forget("What does it cost to join?")
    assert club.text(KNOWN) == text


def test_a_question_that_is_there_twice_with_different_answers_is_not_known_already(club):
    one, other = "- question: Who pays?\n  quotes: [Guests pay one crown a day.]\n", "- question: Who pays?\n  quotes: []\n"
    club.write(KNOWN, f"{one}{other}")
    assert club.tie("Who pays?", "one crown").is_new
    club.build()
    assert club.first("Who pays?")[1] == "Guests pay one crown a day."


def test_more_questions_than_a_build_takes_are_not_taught(club, monkeypatch):
    monkeypatch.setattr(known_questions, "MAX_KNOWN", 3)
    for number in range(3):
        club.tie(f"Is there number {number}?")
    before = club.text(KNOWN)
    for teach in (lambda: club.tie("Is there another one?"), club.save):
        with pytest.raises(
            QuestionsError, match=r"known-questions\.yaml: more than 3 known questions \(4 so far\); keep those"
        ):
            teach()
    assert club.text(KNOWN) == before
    assert not (club.folder / ANSWERS).exists()
    club.build()


def test_all_entries_of_a_question_are_replaced_and_come_back(club):
    one, other = "- question: Who pays?\n  quotes: [Guests pay]\n", "- question: Is there tea?\n  quotes: []\n"
    club.write(KNOWN, f"{one}{other}{one.replace('Who', 'who')}")
    club.build()
    lesson = club.tie("Who pays?", "twelve crowns")
    club.build()
    assert club.first("Who pays?")[1] == "Membership costs twelve crowns a year."
    assert lesson.replaced == ("Guests pay",)
    club.teacher.take_back(lesson.undo)
    assert club.text(KNOWN) == f"{one}{one.replace('Who', 'who')}{other}"
    club.build()
    assert club.first("Who pays?")[1] == "Guests pay one crown a day."


def test_a_question_of_another_file_of_known_questions_is_not_taught_again(tmp_path):
    (tmp_path / "own.yaml").write_text("- question: What does it cost?\n  quotes: [twelve crowns]\n")
    club = Project(tmp_path, "known_questions: own.yaml\n")
    with pytest.raises(
        QuestionsError, match=r"^own\.yaml:1: this file has the same question with other quotes; change it there$"
    ):
        club.save(question="what does it cost")
    assert not (tmp_path / "corpus").exists()


def test_what_was_taught_is_taken_back_with_its_heading_and_its_files(club):
    lesson = club.save()
    club.build()
    club.teacher.take_back(lesson.undo)
    assert club.text(ANSWERS).strip() in {"", "# Answers"}
    club.build()
    assert club.first(QUESTION)[1] != ANSWER
    assert {each.document for each in club.passages} == {"handbook.md"}
    assert not is_behind(club.settings)
    with pytest.raises(TeachingError, match="edited or taken back since"):
        club.teacher.take_back(lesson.undo)
    club.save()
    assert club.blocks() == [("Boats", ANSWER)]


HANDWRITTEN = [
    ("# Our answers\n\n## Boats\n\n## Fees\n\n- Three cents.\n", "Boats"), ("# A\n\n## Boats\n\n### Small\n", "Boats > Small"),
    ("# A\n\n## Boats\n", "Boats > Small"), ("# Our title\n", ""), ("# A\r\r- one two\r", ""), ("# A\r\r- one two\r", "Boats"),
    ("# A\n\n\n\n- one\n\n\n\n## B\n\n\n- two\n\n\n", ""), ("# A\n\n- one two", "Boats"), ("# A\r\n\r\n- one\r\n\r\n\r\n", ""),
    ("# A\n- one\n## B\n- two\n## C\n- three\n", "B"), ("## B\n\n- two\n\n## C\n\n- three\n", ""), ("\n\n", "Boats"),
    ("Answers\n=======\n\nBoats\n-----\n\n- one two\n", "Boats"), ("# A\r\n\n- one\r\n- two\n", "Boats"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "section"), HANDWRITTEN)
def test_a_file_that_people_wrote_is_the_same_to_the_byte_after_an_answer_is_taken_back(club, text, section):
    path = club.folder / ANSWERS
    path.parent.mkdir()
    path.write_bytes(text.encode())
    lesson = club.save(section=section)
    assert (section, ANSWER) in club.blocks()
    for heading in ("## Boats", "### Small"):
        assert path.read_text().count(f"{heading}\n") <= 1
    club.teacher.take_back(lesson.undo)
    assert path.read_bytes() == text.encode()


def test_a_heading_that_people_wrote_above_a_saved_answer_since_stays(club):
    lesson = club.save()
    club.write(ANSWERS, club.text(ANSWERS).replace("## Boats", "## Ships"))
    club.teacher.take_back(lesson.undo)
    assert club.text(ANSWERS) == "# Answers\n\n## Ships\n"


def test_what_people_wrote_right_below_a_saved_answer_stays_apart_from_what_is_above(club):
    club.write(ANSWERS, "# A\n\nWords.\n")
    lesson = club.save(section="")
    club.write(ANSWERS, f"{club.text(ANSWERS)}More words.\n")
    club.teacher.take_back(lesson.undo)
    assert club.text(ANSWERS) == "# A\n\nWords.\n\nMore words.\n"


def test_taking_one_of_several_back_leaves_the_others(club):
    lessons = [club.save(f"Answer {number}.", f"Question {number}?", section) for number, section in enumerate("aabc")]
    own = club.text(ANSWERS)
    for lesson in (lessons[0], lessons[2]):
        club.teacher.take_back(lesson.undo)
    assert club.blocks() == [("a", "Answer 1."), ("c", "Answer 3.")]
    assert "## b" not in club.text(ANSWERS)
    assert "## b" in own


def test_an_answer_that_answers_another_question_too_is_not_taken_back_before_that(club):
    first, second = club.save(), club.save(question="How do I get in?")
    before = club.text(ANSWERS), club.text(KNOWN)
    with pytest.raises(TeachingError, match=rf"^{KNOWN}: another question, 'How do I get in\?', is tied to this answer; take"):
        club.teacher.take_back(first.undo)
    assert (club.text(ANSWERS), club.text(KNOWN)) == before
    club.teacher.take_back(second.undo)
    club.teacher.take_back(first.undo)
    assert ANSWER not in club.text(ANSWERS)
    assert club.text(KNOWN) == "[]\n"


def test_an_answer_with_the_words_by_which_another_question_finds_its_passage_is_refused(club):
    club.write(KNOWN, '- question: "What do guests pay?"\n  quotes: ["Guests pay"]\n')
    club.build()
    said = f"^{KNOWN}:2: the answer contains 'Guests pay', by which another question finds its passage; word"
    with pytest.raises(TeachingError, match=said):
        club.save("Guests pay at the bar.")
    assert not (club.folder / ANSWERS).exists()
    assert QUESTION not in club.text(KNOWN)
    club.save("Guests pay at the bar.", "What do guests pay?")  # in place of that passage
    assert club.build_and_note() == ()


def test_a_question_whose_quote_is_all_of_its_passage_keeps_it_if_an_answer_contains_that(club):
    club.tie("What do guests pay?", "Guests pay")
    club.build()
    club.save("Guests pay one crown a day. Children do not.")
    assert club.build_and_note() == ()
    assert club.searcher.ask("What do guests pay?").hits[0].passage.text == "Guests pay one crown a day."


@pytest.mark.parametrize("name", [ANSWERS, KNOWN])
def test_what_was_edited_since_is_not_taken_back(club, name):
    lesson = club.save()
    club.write(name, club.text(name).replace("behind the bar", "beside the bar").replace("hangs behind", "is"))
    before = club.text(ANSWERS), club.text(KNOWN)
    with pytest.raises(TeachingError, match=rf"^{name}: what was taught was edited or taken back since.*; edit the file$"):
        club.teacher.take_back(lesson.undo)
    assert (club.text(ANSWERS), club.text(KNOWN)) == before
    with pytest.raises(TeachingError):
        club.teacher.take_back(Undo("0" * 12, None))


def test_a_question_is_forgotten_unless_people_wrote_it(club):
    club.tie("What does it cost to join?", "twelve crowns")
    club.write(KNOWN, club.text(KNOWN) + "- question: Mine?\n  quotes: [Guests pay]\n")
    club.teacher.forget("what does it cost to join")
    assert club.text(KNOWN) == "- question: Mine?\n  quotes: [Guests pay]\n"
    with pytest.raises(
        TeachingError, match=r"known-questions\.yaml:1: this entry was written or edited by hand; edit it there$"
    ):
        club.teacher.forget("Mine?")
    with pytest.raises(TeachingError, match="was not taught"):
        club.teacher.forget("Never asked?")


def test_a_passage_that_changes_leaves_its_question_out_with_a_note(club):
    club.tie("What does it cost to join?", "twelve crowns")
    club.build()
    club.write("handbook.md", HANDBOOK.replace("twelve", "thirteen"))
    [note] = club.build_and_note()
    assert note.startswith("left out: corpus/known-questions.yaml:3: no passage contains the quote")
    assert club.tie("Is there a pool?").is_new
    assert club.build_and_note() == (note,)


def test_a_rollback_takes_what_was_taught_out_of_answers_and_leaves_the_files(club):
    club.save()
    club.build()
    roll_back(club.settings)
    restored = Searcher.open(club.settings, FakeEncoder())
    assert restored.ask(QUESTION).hits[0].passage.text != ANSWER
    assert ANSWER in club.text(ANSWERS)
    assert not is_behind(club.settings)
    club.build()
    assert club.first(QUESTION)[1] == ANSWER


def test_files_that_config_yaml_names_too_are_read_once(tmp_path):
    club = Project(tmp_path)
    club.save()
    config = "documents:\n- path: '*.md'\n- path: corpus/*.md\n  \nknown_questions: corpus/known-questions.yaml\n"
    (tmp_path / "config.yaml").write_text(config)
    club.settings = load_settings(tmp_path / "config.yaml")
    assert [file.shown for file in find_files(club.settings)] == ["handbook.md", ANSWERS]
    assert not club.build_and_note()
    assert club.first(QUESTION)[1] == ANSWER


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", [ANSWERS, KNOWN])
def test_a_pipe_in_the_place_of_a_file_is_refused_instead_of_waited_for(club, name):
    (club.folder / "corpus").mkdir()
    os.mkfifo(club.folder / name)
    errors = []

    def teach():
        try:
            club.save()
        except FootnoteError as error:
            errors.append(str(error))

    thread = Thread(target=teach, daemon=True)
    thread.start()
    thread.join(60)
    assert len(errors) == 1
    assert errors[0].startswith(f"{name}: ")
    assert "is not a file" in errors[0]


def test_an_answer_waits_for_an_editor_that_is_saving(club, monkeypatch):
    club.save()
    monkeypatch.setattr(careful_writing, "SETTLED_SECONDS", 0.2)
    written = club.text(ANSWERS)
    pauses = []

    def edit(_):
        pauses.append(1)
        club.write(ANSWERS, f"{written}- by hand {len(pauses)}\n" if len(pauses) < 4 else club.text(ANSWERS))
        if len(pauses) >= 4:
            monkeypatch.setattr(careful_writing, "SETTLED_SECONDS", 0.0)

    monkeypatch.setattr(careful_writing.time, "sleep", edit)
    club.save("Two oars.", "How many oars does a boat have?")
    assert ("Boats", "by hand 3") in club.blocks()
    assert ("Boats", "Two oars.") in club.blocks()


def test_the_permissions_and_the_mark_of_a_file_stay(club):
    club.save()
    path = club.folder / ANSWERS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    path.chmod(0o640)
    club.save("Two oars.", "How many oars does a boat have?")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# Answers")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir() if "tmp" in each.name] == []


def test_a_file_that_cannot_be_read_at_all_is_named_by_the_build(club):
    (club.folder / "corpus").mkdir()
    (club.folder / ANSWERS).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match=r"^corpus/answers\.md"):
        club.build()
    assert replace(club.report).documents == 1
