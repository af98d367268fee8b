"""`footnote init`, used with a document and an empty folder."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import termios
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from index.errors import DocumentError, UsageError
from index.passages.passage import SectionRows
from index.reading import find_files
from index.scaffolding.choosing import choose_documents, starter_handbook, typed_path
from index.scaffolding.listing import list_documents
from index.scaffolding.planning import plan_project, write_project
from index.scaffolding.scanning import MAX_FILES
from index.scaffolding.suggesting import suggest_question
from index.settings import load_settings
from index.settings.reference import schema_text
from tests.conftest import ROOT, copy_project

HANDBOOK = """# Lantern Guild

## Who can join?

- Anyone aged 16 or over may apply.

## Fees

- The yearly convention costs 35 euros.
"""
PLAIN = "Opening hours\n\nThe library is open on Mondays from ten to six, and on Saturdays until two in the afternoon.\n"
HTML = (
    "<html><head><title>House rules</title></head><body><h1>House rules</h1><h2>Noise</h2>"
    "<ul><li>Quiet hours begin at 22:00.</li></ul></body></html>"
)
WAIT_SECONDS = 120
"""Seconds a test waits for a prompt, which usually appears within a few."""


@pytest.fixture
def documents(tmp_path_factory):
    """A folder of documents outside the project."""
    folder = tmp_path_factory.mktemp("mine")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    (folder / "hours.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "rules.html").write_text(HTML, encoding="utf-8")
    return folder


def paths_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".footnote" not in path.parts}


CONTROLLING_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
)
"""A program that makes standard input its controlling terminal, so that Ctrl-C reaches it, and then runs another program."""


class Terminal:
    """A `footnote` command in its own terminal."""

    def __init__(self, *arguments, cwd):
        self.output, self._position = "", 0
        self._fd, command_end = pty.openpty()
        termios.tcsetwinsize(command_end, (40, 100))
        command = [sys.executable, "-c", CONTROLLING_TERMINAL, sys.executable, "-m", "bot", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
        streams = {"stdin": command_end, "stdout": command_end, "stderr": command_end}
        self._process = subprocess.Popen(command, cwd=cwd, env=environment, start_new_session=True, **streams)
        os.close(command_end)

    def expect(self, expected):
        """Wait for a text, and return the output since the last call up to its end."""
        deadline = time.monotonic() + WAIT_SECONDS
        while expected not in self.output[self._position :]:
            assert time.monotonic() < deadline, f"no {expected!r} in {self.output}"
            if select.select([self._fd], [], [], 1)[0]:
                self._read_output()
        start, end = self._position, self.output.index(expected, self._position) + len(expected)
        self._position = end
        return self.output[start:end]

    def type(self, text):
        os.write(self._fd, text.encode())

    def wait(self):
        """Read the rest of the output and return the exit code."""
        while select.select([self._fd], [], [], WAIT_SECONDS)[0] and self._read_output():
            pass
        return self._process.wait(WAIT_SECONDS)

    def press_until_exit(self, key):
        """Press a key until the command exits, because Python can miss one between printing a prompt and reading a line."""
        for _ in range(WAIT_SECONDS):
            self.type(key)
            while select.select([self._fd], [], [], 1)[0]:
                if not self._read_output():
                    return self._process.wait(WAIT_SECONDS)
        raise AssertionError(self.output)

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    def _read_output(self):
        try:
            output = os.read(self._fd, 65536).decode(errors="replace")
        except OSError:  # on Linux: the other end is closed
            return ""
        self.output += output
        return output


@pytest.fixture
def at_terminal():
    """Run a command in a terminal that is closed when the test ends."""
    with ExitStack() as closing:

        def at_terminal(*arguments, cwd):
            terminal = Terminal(*arguments, cwd=cwd)
            closing.callback(terminal.close)
            return terminal

        yield at_terminal


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("handbook.md", ("How much does the convention cost?", "The yearly convention costs 35 euros.")),
        ("hours.txt", ("When is the library open?", "The library is open on Mondays")),
        ("rules.html", ("When do quiet hours begin?", "Quiet hours begin at 22:00.")),
    ],
)
def test_a_document_becomes_a_project_that_answers(footnote, compiled, documents, name, asked):
    question, answer = asked
    done = footnote("init", str(documents / name), "--question", question, cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert paths_in(compiled) == {".gitignore", "config.yaml", "config.schema.json", "corpus", f"corpus/{name}"}
    assert (compiled / "corpus" / name).read_bytes() == (documents / name).read_bytes()
    written, outlined, answered = (done.stdout.find(text) for text in (f"corpus/{name}: a copy", f"  corpus/{name}, ", answer))
    assert -1 < written < outlined < answered
    assert done.stdout.rstrip().splitlines()[-1].startswith("  footnote serve")
    again = json.loads(footnote("ask", "--json", question, cwd=compiled).stdout)
    assert answer in again["hits"][0]["text"]
    assert footnote("build", "--check", cwd=compiled).returncode == 0


def test_flags_are_written_to_config_yaml(footnote, compiled, documents):
    title, url = "Rules: \"ours\" #1, 'really'", "https://example.org/a#b"
    flags = ("--title", title, "--url", url, "--language", "german", "--yes")
    assert footnote("init", str(documents / "handbook.md"), *flags, cwd=compiled).returncode == 0
    settings = load_settings(compiled / "config.yaml")
    [document] = settings.documents
    assert (document.path, document.title, document.url) == ("corpus/handbook.md", title, url)
    assert settings.language == "german"
    assert (compiled / "config.schema.json").read_text(encoding="utf-8") == schema_text()


def test_without_a_question_or_a_terminal_a_question_from_the_document_is_suggested(footnote, compiled, documents):
    done = footnote("init", str(documents / "handbook.md"), cwd=compiled)
    assert done.returncode == 0
    assert "  footnote ask 'Who can join?'\n" in done.stdout
    assert "Anyone aged 16" in footnote("ask", "Who can join?", cwd=compiled).stdout


def test_a_folder_adds_its_documents_and_leaves_out_unreadable_ones(footnote, compiled, documents):
    (documents / "more").mkdir()
    (documents / "more" / "faq.MD").write_text("# FAQ\n\n- Badges are printed in May.\n", encoding="utf-8")
    (documents / "more" / "contents.md").write_text("# Contents\n", encoding="utf-8")
    (documents / ".hidden.md").write_text("- secret\n", encoding="utf-8")
    (documents / "logo.png").write_bytes(b"\x89PNG")
    (documents / "more" / "late.txt").write_text("- Late entry closes in June.\n", encoding="utf-8")
    done = footnote("init", str(documents), "--question", "When are badges printed?", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert "contents.md: contains only headings" in done.stderr
    settings = load_settings(compiled / "config.yaml")
    names = ["handbook.md", "**/*.txt", "more/faq.MD", "rules.html"]
    assert [each.path for each in settings.documents] == [f"corpus/{documents.name}/{name}" for name in names]
    found = {"handbook.md", "hours.txt", "more/faq.MD", "more/late.txt", "rules.html"}
    assert {file.shown for file in find_files(settings)} == {f"corpus/{documents.name}/{name}" for name in found}
    assert f"corpus/{documents.name}/**/*.txt: includes any that you add later" in done.stdout
    assert "Badges are printed in May." in done.stdout


def test_a_document_added_to_the_folder_later_is_answered_after_a_build(footnote, compiled, documents):
    (documents / "rules.md").write_text("# Rules\n\n- Dogs stay on a leash.\n", encoding="utf-8")
    footnote("init", str(documents), "--yes", cwd=compiled)
    new = compiled / "corpus" / documents.name / "2027" / "saunas.md"
    new.parent.mkdir()
    new.write_text("# Saunas\n\n- The sauna opens at seven.\n", encoding="utf-8")
    assert footnote("build", cwd=compiled).returncode == 0
    assert "The sauna opens at seven." in footnote("ask", "When does the sauna open?", cwd=compiled).stdout


def test_a_document_already_in_the_corpus_is_used_in_place(footnote, compiled):
    (compiled / "corpus" / "own").mkdir(parents=True)
    (compiled / "corpus" / "own" / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    done = footnote("init", "corpus/own/handbook.md", "--yes", cwd=compiled)
    assert done.returncode == 0
    assert "corpus/own/handbook.md: used in place" in done.stdout
    assert paths_in(compiled / "corpus") == {"own", "own/handbook.md"}


def test_another_folder_is_created_and_the_next_steps_start_with_cd(footnote, compiled, documents):
    copy_project(compiled / ".footnote", compiled / "my project" / ".footnote")
    done = footnote("init", str(documents / "handbook.md"), "--folder", "my project", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert paths_in(compiled / "my project") == {
        ".gitignore",
        "config.yaml",
        "config.schema.json",
        "corpus",
        "corpus/handbook.md",
    }
    assert not (compiled / "config.yaml").exists()
    assert "  cd 'my project'\n" in done.stdout


def test_without_a_document_a_starter_handbook_is_written(footnote, compiled):
    done = footnote("init", "--yes", "--question", "Who can join?", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert "a short document to replace" in done.stdout
    assert "16 or older can join" in done.stdout
    assert load_settings(compiled / "config.yaml").documents[0].path == "corpus/handbook.md"


def test_the_example_is_the_club_and_its_questions_get_what_they_promise(footnote, compiled):
    done = footnote("init", "--example", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert f"{Path('corpus', 'example-club.md')}: the handbook of an invented club" in done.stdout
    assert paths_in(compiled) >= {"config.yaml", "corpus/example-club.md"}
    shown = re.findall(r"^  footnote ask '(.+)'$", done.stdout, re.MULTILINE)
    answers = [json.loads(footnote("ask", "--json", question, cwd=compiled).stdout) for question in shown]
    assert [answer["outcome"] for answer in answers] == ["answer", "answer", "none"]
    assert answers[0]["hits"][0]["text"].startswith("Day: Monday;")
    assert len(answers[1]["list"]["items"]) == 4


def test_a_wheel_contains_the_example(tmp_path):
    pytest.importorskip("setuptools", minversion="77", reason="builds a wheel")
    source = tmp_path / "source"
    for name in ("bot", "index", "corpus"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path))
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True)
    [wheel] = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    done = subprocess.run(
        [sys.executable, "-c", "from index.scaffolding.example import *; print(example_handbook().documents[0].data.decode())"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("# Wendbury Makers' handbook\n")
    assert sorted(path.name for path in tmp_path.glob("site/index/scaffolding/**/*.md")) == ["example-club.md", "starter.md"]


def test_missing_details_are_asked_for_at_a_terminal(at_terminal, compiled, documents):
    (compiled / "my hours.txt").write_text(PLAIN, encoding="utf-8")
    terminal = at_terminal("init", cwd=compiled)
    terminal.expect("Path (Enter")
    terminal.type("nowhere.md\n")
    assert "nowhere.md: no such file" in terminal.expect("Path (Enter")
    terminal.type("'my hours.txt'\n")
    terminal.expect("Title in answers")
    terminal.type("Hours: ours\n")
    terminal.expect("Address where")
    terminal.type("example.org\n")
    assert "is not a web address" in terminal.expect("Address where")
    terminal.type("https://example.org/hours\n")
    terminal.expect("Ask a question")
    terminal.expect("? ")
    terminal.type("When is the library open?\n")
    terminal.expect("footnote serve")
    assert terminal.wait() == 0
    assert "open on Mondays" in terminal.output
    [document] = load_settings(compiled / "config.yaml").documents
    assert (document.path, document.title, document.url) == (
        "corpus/my hours.txt",
        "Hours: ours",
        "https://example.org/hours",
    )


@pytest.mark.parametrize("skipped", ["\n", "quit\n"])
def test_no_title_is_asked_for_if_the_document_has_one_and_enter_skips_the_rest(at_terminal, compiled, documents, skipped):
    terminal = at_terminal("init", str(documents / "handbook.md"), cwd=compiled)
    terminal.expect("Address where")
    terminal.type("\n")
    terminal.expect("for example: Who can join?")
    terminal.type(skipped)
    assert terminal.wait() == 0
    assert "Title in answers" not in terminal.output
    assert "footnote ask 'Who can join?'" in terminal.output
    [document] = load_settings(compiled / "config.yaml").documents
    assert (document.title, document.url) == (None, None)


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_quitting_at_a_prompt_writes_nothing(at_terminal, tmp_path, documents, key):
    terminal = at_terminal("init", str(documents / "hours.txt"), cwd=tmp_path)
    terminal.expect("Title in answers")
    assert terminal.press_until_exit(key) == 130
    assert paths_in(tmp_path) == set()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a b.pdf", b"%PDF-1.7", "a b.pdf: PDF cannot be read; convert it, for example: pdftotext -layout 'a b.pdf' 'a b.txt'"),
        ("a.docx", b"PK\x03\x04", "a.docx: .docx files cannot be read; convert it, for example: pandoc a.docx -t gfm -o a.md"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "a.doc: .doc files cannot be read; save it as text, or as .docx"),
        ("a.md", b"%PDF-1.7", "a.md: is a PDF, despite its name"),
        ("b.md", b"PK\x03\x04\xff", "b.md: is a Word file or an archive, despite its name"),
        ("photo.png", b"\x89PNG", "photo.png: .png files cannot be read; rename it to .md or .txt if it is text"),
        ("README", b"text", "README: has no file extension; rename it to .md or .txt"),
        ("empty.md", b"", "empty.md: is empty; add some text first"),
        ("blank.txt", b"\xef\xbb\xbf \n", "blank.txt: is empty; add some text first"),
        ("heads.md", b"# A\n\n# B\n", "heads.md: contains only headings"),
        (
            "latin.md",
            b"caf\xe9\n",
            "latin.md:1: is probably Windows-1252, not UTF-8; convert it: iconv -f WINDOWS-1252 -t UTF-8 latin.md > ",
        ),
        ("wide.md", "x".encode("utf-16"), "wide.md: is UTF-16, not UTF-8; convert it: iconv -f UTF-16 -t UTF-8 wide.md"),
        ("binary.txt", b"a\0b", "binary.txt: is not text (it contains NUL bytes)"),
    ],
)
def test_an_unreadable_document_is_refused_with_a_fix_before_anything_is_written(footnote, tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.md").write_text(HANDBOOK, encoding="utf-8")
    done = footnote("init", "good.md", name)
    assert done.returncode == 1
    assert done.stderr.startswith(f"footnote: {message}")
    assert done.stderr.count("\n") == 1
    assert paths_in(tmp_path) == {name, "good.md"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--example", "handbook.md"], 2, "--example: writes its own document; leave it out to use yours"),
        ([], 2, "init: no document; name one, as in `footnote init handbook.md`, or use --example for a club's handbook"),
        (["gone.md"], 1, "gone.md: no such file; check the path"),
        (["x" * 300 + ".md"], 1, "x" * 300 + ".md: cannot be looked up (File name too long)"),
        (["nothing"], 1, "nothing: contains no Markdown, plain text or HTML; name another folder, or a file"),
        (["a.md", "sub/a.md"], 2, "a.md and sub/a.md would both become corpus/a.md; rename one of them"),
        (["a.md", "b.md", "--title", "T"], 2, "--title: applies to one document, but there are several; set it for each"),
        (["a.md", "b.md", "--url", "https://e.org"], 2, "--url: applies to one document, but there are several"),
        (["a.md", "--title", " "], 2, "--title: a title must be text that is not blank"),
        (["a.md", "--url", "e.org"], 2, "--url: 'e.org' is not a web address; use the form https://example.org/page"),
        (["a.md", "--language", "germn"], 2, "--language: unknown language 'germn'; did you mean german?"),
        (["a.md", "--question", "?!"], 2, "the question has no words"),
        (["a.md", "--folder", "b.md"], 2, "b.md: is not a folder; name another with --folder"),
        (["a.md", "--config", "mine.yaml"], 2, "--config or FOOTNOTE_CONFIG: init writes a new config.yaml"),
    ],
)  # fmt: skip
def test_invalid_arguments_are_refused_before_anything_is_written(footnote, tmp_path, arguments, code, message):
    (tmp_path / "nothing").mkdir()
    (tmp_path / "sub").mkdir()
    for name in ("a.md", "b.md", "sub/a.md"):
        (tmp_path / name).write_text(f"- {name}\n", encoding="utf-8")
    before = paths_in(tmp_path)
    done = footnote("init", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"footnote: {message}")
    assert paths_in(tmp_path) == before


def test_an_existing_project_is_never_overwritten(footnote, tmp_path, documents):
    (tmp_path / "config.yaml").write_text("mine\n", encoding="utf-8")
    done = footnote("init", str(documents / "handbook.md"))
    assert done.returncode == 2
    assert done.stderr.startswith("footnote: config.yaml: already exists; use it (`footnote build`)")
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "mine\n"
    assert paths_in(tmp_path) == {"config.yaml"}


def test_a_different_file_in_the_corpus_is_never_overwritten(footnote, tmp_path, documents):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "handbook.md").write_text("- other\n", encoding="utf-8")
    done = footnote("init", str(documents / "hours.txt"), str(documents / "handbook.md"))
    assert done.returncode == 2
    assert done.stderr == ("footnote: corpus/handbook.md: already exists with other contents; move or rename one of them\n")
    assert (tmp_path / "corpus" / "handbook.md").read_text(encoding="utf-8") == "- other\n"
    assert paths_in(tmp_path) == {"corpus", "corpus/handbook.md"}


def test_a_failed_build_leaves_a_usable_project(footnote, tmp_path, documents):
    (tmp_path / ".footnote").write_text("in the way\n", encoding="utf-8")
    done = footnote("init", str(documents / "handbook.md"))
    assert done.returncode == 1
    assert "the project is written; continue with: footnote build\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert load_settings(tmp_path / "config.yaml").documents[0].path == "corpus/handbook.md"
    assert (tmp_path / "corpus" / "handbook.md").read_text(encoding="utf-8") == HANDBOOK


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("problem", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_interrupted_writing_leaves_nothing_behind(tmp_path, documents, monkeypatch, at, problem):
    plan = plan_project(
        tmp_path / "new", choose_documents([documents / "handbook.md", documents / "hours.txt"], tmp_path / "new").documents
    )
    written = []

    def fsync(_):
        written.append(1)
        if len(written) == at + 1:
            raise problem

    monkeypatch.setattr("index.scaffolding.planning.os.fsync", fsync)
    with pytest.raises((KeyboardInterrupt, UsageError)):
        write_project(plan)
    assert paths_in(tmp_path) == set()
    monkeypatch.undo()
    write_project(plan)
    assert len(load_settings(plan.config).documents) == 2


def test_a_file_that_appears_in_the_meantime_is_kept(tmp_path, monkeypatch):
    plan = plan_project(tmp_path, starter_handbook().documents)
    monkeypatch.setattr("index.scaffolding.planning._is_written", lambda path, file: False)
    (tmp_path / "config.yaml").write_text("mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"config\.yaml: cannot be written \(File exists\)"):
        write_project(plan)
    assert paths_in(tmp_path) == {"config.yaml"}
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "mine\n"


def test_a_folder_with_too_many_documents_is_refused(tmp_path):
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.md").write_text("- x\n", encoding="utf-8")
    with pytest.raises(UsageError, match="contains more than 2,000 documents"):
        choose_documents([tmp_path], tmp_path / "project")
    (tmp_path / "0.md").unlink()
    documents = choose_documents([tmp_path], tmp_path / "project").documents
    assert len(documents) == MAX_FILES
    assert list_documents(documents, tmp_path / "project") == (f"corpus/{tmp_path.name}/**/*.md",)


def test_a_folder_without_a_readable_document_is_refused_with_the_reason(tmp_path):
    (tmp_path / "a.md").write_bytes(b"")
    with pytest.raises(DocumentError, match="is empty"):
        choose_documents([tmp_path], tmp_path / "project")


def test_files_already_in_the_corpus_are_used_in_place(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "old.md").write_text("- old\n", encoding="utf-8")
    (tmp_path / "new.md").write_text("- new\n", encoding="utf-8")
    assert {each.path for each in choose_documents([tmp_path], tmp_path).documents} == {
        "corpus/old.md",
        f"corpus/{tmp_path.name}/new.md",
    }
    assert [each.path for each in choose_documents([tmp_path / "corpus"], tmp_path).documents] == ["corpus/old.md"]


def test_a_pattern_stands_for_a_folder_only_if_it_matches_no_other_file(tmp_path):
    (tmp_path / "corpus").mkdir()
    for name in ("fees.md", "rules.md"):
        (tmp_path / "corpus" / name).write_text("- text\n", encoding="utf-8")

    def listed():
        return list_documents(choose_documents([tmp_path / "corpus"], tmp_path).documents, tmp_path)

    assert listed() == ("corpus/**/*.md",)
    (tmp_path / "corpus" / "empty.md").touch()
    assert listed() == ("corpus/fees.md", "corpus/rules.md")


def test_a_folder_named_like_a_pattern_has_its_documents_listed_one_by_one(tmp_path):
    (tmp_path / "rules [2026]").mkdir()
    for name in ("fees.md", "rules.md"):
        (tmp_path / "rules [2026]" / name).write_text("- text\n", encoding="utf-8")
    choice = choose_documents([tmp_path / "rules [2026]"], tmp_path / "project")
    listed = list_documents(choice.documents, tmp_path / "project")
    assert listed == ("corpus/rules [2026]/fees.md", "corpus/rules [2026]/rules.md")


@pytest.mark.parametrize("typed", ["'my notes.md'", '"my notes.md"', r"my\ notes.md", "my notes.md"])
def test_a_path_may_be_typed_with_shell_quoting(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my notes.md").write_text("- x\n", encoding="utf-8")
    assert typed_path(typed).name == "my notes.md"
    assert typed_path("it's.md").name == "it's.md"


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        (["More questions?", "Who can join?"], "Who can join?"),
        (["Overview", "1. Rooms of the house"], "What does it say about Rooms of the house?"),
        (["General rules", "2026 season", "Links"], "What does it say about 2026 season?"),
        (["Links"], "What does it say about Links?"),
        ([], None),
    ],
)
def test_the_suggested_question_is_about_a_heading_that_says_something(headings, question):
    rows = [SectionRows("a.md", (heading,), at, at + 1) for at, heading in enumerate(headings)]
    assert suggest_question(rows, "english") == question
