"""`footnote init`, as somebody meets it who has a document and an empty folder."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from contextlib import ExitStack

import pytest

from index.errors import DocumentError, UsageError
from index.scaffolding.choosing import MAX_FILES, choose_documents, starter_handbook, typed_path
from index.scaffolding.planning import plan_project, write_project
from index.settings import load_settings
from index.settings.reference import schema_text
from tests.conftest import ROOT

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
PATIENCE = 120
"""Seconds that a test waits for a prompt before it gives up; it comes in a few."""


@pytest.fixture
def mine(tmp_path_factory):
    """A folder of somebody's documents, elsewhere than the project."""
    folder = tmp_path_factory.mktemp("mine")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    (folder / "hours.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "rules.html").write_text(HTML, encoding="utf-8")
    return folder


def everything_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".footnote" not in path.parts}


OWN_TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
"""A program that makes its standard input the terminal whose Ctrl-C it hears, and becomes another."""


class Terminal:
    """The command at a terminal of its own."""

    def __init__(self, *arguments, cwd):
        self.said, self._read = "", 0
        self._own, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (40, 100))
        command = [sys.executable, "-c", OWN_TERMINAL, sys.executable, "-m", "bot", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        self._process = subprocess.Popen(command, cwd=cwd, env=environment, start_new_session=True, **streams)
        os.close(theirs)

    def reads(self, expected):
        """Wait until something is said, and return what was said up to there since what was read before."""
        ends = time.monotonic() + PATIENCE
        while expected not in self.said[self._read :]:
            assert time.monotonic() < ends, f"never said {expected!r}: {self.said}"
            if select.select([self._own], [], [], 1)[0]:
                self._more()
        heard, stop = self._read, self.said.index(expected, self._read) + len(expected)
        self._read = stop
        return self.said[heard:stop]

    def types(self, text):
        os.write(self._own, text.encode())

    def ends(self):
        """The exit code, once all that is said has been read."""
        while select.select([self._own], [], [], PATIENCE)[0] and self._more():
            pass
        return self._process.wait(PATIENCE)

    def leaves(self, key):
        """Press a key until the command ends: between a prompt and the wait for a line, Python can miss the first one."""
        for _ in range(PATIENCE):
            self.types(key)
            while select.select([self._own], [], [], 1)[0]:
                if not self._more():
                    return self._process.wait(PATIENCE)
        raise AssertionError(self.said)

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._own)

    def _more(self):
        try:
            more = os.read(self._own, 65536).decode(errors="replace")
        except OSError:  # how Linux says that nobody has the other end any more
            return ""
        self.said += more
        return more


@pytest.fixture
def at_terminal():
    """Run the command at a terminal; it is gone when the test ends."""
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
def test_a_document_becomes_a_project_that_answers(footnote, compiled, mine, name, asked):
    question, answer = asked
    done = footnote("init", str(mine / name), "--question", question, cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert everything_in(compiled) == {"config.yaml", "config.schema.json", "corpus", f"corpus/{name}"}
    assert (compiled / "corpus" / name).read_bytes() == (mine / name).read_bytes()
    written, outlined, answered = (done.stdout.find(text) for text in (f"corpus/{name}: a copy", f"  corpus/{name}, ", answer))
    assert -1 < written < outlined < answered
    assert done.stdout.rstrip().splitlines()[-1].startswith("  footnote serve")
    again = json.loads(footnote("ask", "--json", question, cwd=compiled).stdout)
    assert answer in again["hits"][0]["text"]
    assert footnote("build", "--check", cwd=compiled).returncode == 0


def test_what_was_said_with_flags_stands_in_config_yaml(footnote, compiled, mine):
    title, url = "Rules: \"ours\" #1, 'really'", "https://example.org/a#b"
    flags = ("--title", title, "--url", url, "--language", "german", "--yes")
    assert footnote("init", str(mine / "handbook.md"), *flags, cwd=compiled).returncode == 0
    settings = load_settings(compiled / "config.yaml")
    [document] = settings.documents
    assert (document.path, document.title, document.url) == ("corpus/handbook.md", title, url)
    assert settings.language == "german"
    assert (compiled / "config.schema.json").read_text(encoding="utf-8") == schema_text()


def test_without_a_question_and_a_terminal_one_is_suggested_in_the_words_of_the_document(footnote, compiled, mine):
    done = footnote("init", str(mine / "handbook.md"), cwd=compiled)
    assert done.returncode == 0
    assert "  footnote ask 'Who can join?'\n" in done.stdout
    assert "Anyone aged 16" in footnote("ask", "Who can join?", cwd=compiled).stdout


def test_a_folder_stands_for_its_documents_and_what_cannot_be_read_in_it_is_left_out(footnote, compiled, mine):
    (mine / "more").mkdir()
    (mine / "more" / "faq.MD").write_text("# FAQ\n\n- Badges are printed in May.\n", encoding="utf-8")
    (mine / "more" / "contents.md").write_text("# Contents\n", encoding="utf-8")
    (mine / ".hidden.md").write_text("- secret\n", encoding="utf-8")
    (mine / "logo.png").write_bytes(b"\x89PNG")
    done = footnote("init", str(mine), "--question", "When are badges printed?", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert "contents.md: contains only headings" in done.stderr
    names = ["handbook.md", "hours.txt", "more/faq.MD", "rules.html"]
    assert [each.path for each in load_settings(compiled / "config.yaml").documents] == [
        f"corpus/{mine.name}/{name}" for name in names
    ]
    assert "Badges are printed in May." in done.stdout


def test_a_document_that_is_in_the_corpus_already_stays_where_it_is(footnote, compiled):
    (compiled / "corpus" / "own").mkdir(parents=True)
    (compiled / "corpus" / "own" / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    done = footnote("init", "corpus/own/handbook.md", "--yes", cwd=compiled)
    assert done.returncode == 0
    assert "corpus/own/handbook.md: used in place" in done.stdout
    assert everything_in(compiled / "corpus") == {"own", "own/handbook.md"}


def test_another_folder_is_made_and_the_next_command_leads_to_it(footnote, compiled, mine):
    shutil.copytree(compiled / ".footnote", compiled / "my project" / ".footnote")
    done = footnote("init", str(mine / "handbook.md"), "--folder", "my project", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert everything_in(compiled / "my project") == {"config.yaml", "config.schema.json", "corpus", "corpus/handbook.md"}
    assert not (compiled / "config.yaml").exists()
    assert "  cd 'my project'\n" in done.stdout


def test_with_nothing_to_begin_with_there_is_a_handbook_to_replace(footnote, compiled):
    done = footnote("init", "--yes", "--question", "Who can join?", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert "a short document to replace" in done.stdout
    assert "16 or older can join" in done.stdout
    assert load_settings(compiled / "config.yaml").documents[0].path == "corpus/handbook.md"


def test_what_was_not_given_is_asked_for_at_a_terminal(at_terminal, compiled, mine):
    (compiled / "my hours.txt").write_text(PLAIN, encoding="utf-8")
    terminal = at_terminal("init", cwd=compiled)
    terminal.reads("Path (Enter")
    terminal.types("nowhere.md\n")
    assert "nowhere.md: no such file" in terminal.reads("Path (Enter")
    terminal.types("'my hours.txt'\n")
    terminal.reads("Title in answers")
    terminal.types("Hours: ours\n")
    terminal.reads("Address where")
    terminal.types("example.org\n")
    assert "is not a web address" in terminal.reads("Address where")
    terminal.types("https://example.org/hours\n")
    terminal.reads("Ask a question")
    terminal.reads("? ")
    terminal.types("When is the library open?\n")
    terminal.reads("footnote serve")
    assert terminal.ends() == 0
    assert "open on Mondays" in terminal.said
    [document] = load_settings(compiled / "config.yaml").documents
    assert (document.path, document.title, document.url) == (
        "corpus/my hours.txt",
        "Hours: ours",
        "https://example.org/hours",
    )


def test_a_document_with_a_title_is_not_asked_for_one_and_enter_skips_the_rest(at_terminal, compiled, mine):
    terminal = at_terminal("init", str(mine / "handbook.md"), cwd=compiled)
    terminal.reads("Address where")
    terminal.types("\n")
    terminal.reads("for example: Who can join?")
    terminal.types("\n")
    assert terminal.ends() == 0
    assert "Title in answers" not in terminal.said
    assert "footnote ask 'Who can join?'" in terminal.said
    [document] = load_settings(compiled / "config.yaml").documents
    assert (document.title, document.url) == (None, None)


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_at_a_prompt_writes_nothing(at_terminal, tmp_path, mine, key):
    terminal = at_terminal("init", str(mine / "hours.txt"), cwd=tmp_path)
    terminal.reads("Title in answers")
    assert terminal.leaves(key) == 130
    assert everything_in(tmp_path) == set()


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
        ("latin.md", b"caf\xe9\n", "latin.md:1: byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("wide.md", "x".encode("utf-16"), "wide.md: is UTF-16; save the file as UTF-8"),
        ("binary.txt", b"a\0b", "binary.txt: is not text (it contains NUL bytes)"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_the_fix_before_anything_is_written(
    footnote, tmp_path, name, data, message
):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.md").write_text(HANDBOOK, encoding="utf-8")
    done = footnote("init", "good.md", name)
    assert done.returncode == 1
    assert done.stderr.startswith(f"footnote: {message}")
    assert done.stderr.count("\n") == 1
    assert everything_in(tmp_path) == {name, "good.md"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "init: no document; name one, as in `footnote init handbook.md`, or use --yes for a short one to replace"),
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
def test_what_cannot_be_done_is_refused_before_anything_is_written(footnote, tmp_path, arguments, code, message):
    (tmp_path / "nothing").mkdir()
    (tmp_path / "sub").mkdir()
    for name in ("a.md", "b.md", "sub/a.md"):
        (tmp_path / name).write_text(f"- {name}\n", encoding="utf-8")
    before = everything_in(tmp_path)
    done = footnote("init", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"footnote: {message}")
    assert everything_in(tmp_path) == before


def test_a_project_that_is_there_is_never_overwritten(footnote, tmp_path, mine):
    (tmp_path / "config.yaml").write_text("mine\n", encoding="utf-8")
    done = footnote("init", str(mine / "handbook.md"))
    assert done.returncode == 2
    assert done.stderr.startswith("footnote: config.yaml: already exists; use it (`footnote build`)")
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "mine\n"
    assert everything_in(tmp_path) == {"config.yaml"}


def test_a_file_of_the_corpus_that_holds_something_else_is_never_overwritten(footnote, tmp_path, mine):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "handbook.md").write_text("- other\n", encoding="utf-8")
    done = footnote("init", str(mine / "hours.txt"), str(mine / "handbook.md"))
    assert done.returncode == 2
    assert done.stderr == ("footnote: corpus/handbook.md: already exists with other contents; move or rename one of them\n")
    assert (tmp_path / "corpus" / "handbook.md").read_text(encoding="utf-8") == "- other\n"
    assert everything_in(tmp_path) == {"corpus", "corpus/handbook.md"}


def test_a_build_that_fails_leaves_a_project_to_go_on_with(footnote, tmp_path, mine):
    (tmp_path / ".footnote").write_text("in the way\n", encoding="utf-8")
    done = footnote("init", str(mine / "handbook.md"))
    assert done.returncode == 1
    assert "the project is written; continue with: footnote build\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert load_settings(tmp_path / "config.yaml").documents[0].path == "corpus/handbook.md"
    assert (tmp_path / "corpus" / "handbook.md").read_text(encoding="utf-8") == HANDBOOK


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("problem", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_is_stopped_while_it_is_written_leaves_nothing_behind(tmp_path, mine, monkeypatch, at, problem):
    plan = plan_project(
        tmp_path / "new", choose_documents([mine / "handbook.md", mine / "hours.txt"], tmp_path / "new").documents
    )
    written = []

    def fsync(_):
        written.append(1)
        if len(written) == at + 1:
            raise problem

    monkeypatch.setattr("index.scaffolding.planning.os.fsync", fsync)
    with pytest.raises((KeyboardInterrupt, UsageError)):
        write_project(plan)
    assert everything_in(tmp_path) == set()
    monkeypatch.undo()
    write_project(plan)
    assert len(load_settings(plan.config).documents) == 2


def test_a_file_that_appears_in_the_meantime_is_kept(tmp_path, monkeypatch):
    plan = plan_project(tmp_path, starter_handbook().documents)
    monkeypatch.setattr("index.scaffolding.planning._is_written", lambda path, file: False)
    (tmp_path / "config.yaml").write_text("mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"config\.yaml: cannot be written \(File exists\)"):
        write_project(plan)
    assert everything_in(tmp_path) == {"config.yaml"}
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "mine\n"


def test_a_folder_with_more_documents_than_anybody_means_is_refused(tmp_path):
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.md").write_text("- x\n", encoding="utf-8")
    with pytest.raises(UsageError, match="contains more than 200 documents"):
        choose_documents([tmp_path], tmp_path / "project")
    (tmp_path / "0.md").unlink()
    assert len(choose_documents([tmp_path], tmp_path / "project").documents) == MAX_FILES


def test_a_folder_of_which_nothing_can_be_read_is_refused_with_the_reason(tmp_path):
    (tmp_path / "a.md").write_bytes(b"")
    with pytest.raises(DocumentError, match="is empty"):
        choose_documents([tmp_path], tmp_path / "project")


def test_what_is_in_the_corpus_already_is_taken_in_where_it_is(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "old.md").write_text("- old\n", encoding="utf-8")
    (tmp_path / "new.md").write_text("- new\n", encoding="utf-8")
    assert {each.path for each in choose_documents([tmp_path], tmp_path).documents} == {
        "corpus/old.md",
        f"corpus/{tmp_path.name}/new.md",
    }
    assert [each.path for each in choose_documents([tmp_path / "corpus"], tmp_path).documents] == ["corpus/old.md"]


@pytest.mark.parametrize("typed", ["'my notes.md'", '"my notes.md"', r"my\ notes.md", "my notes.md"])
def test_a_path_may_be_typed_as_a_shell_writes_it(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my notes.md").write_text("- x\n", encoding="utf-8")
    assert typed_path(typed).name == "my notes.md"
    assert typed_path("it's.md").name == "it's.md"
