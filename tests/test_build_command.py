"""`footnote build` and the prompt of `footnote ask`, in their own processes with the real model: edits and their reports."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.errors import ModelError, NoModelError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import ROOT, build_project, copy_project, write_project
from tests.earlier import edit_manifest, edit_sealed

HANDBOOK = """# Handbook

- Welcome to the club.

## Joining

### Fees

- Membership is free.
- Donations are welcome at any time of the year.

## Rules

- No fires on the pier.
"""
FAQ = "# Questions\n\n## Boats\n\n- A boat has two oars.\n"
PREFIX = "footnote: "
WINDOWS = "iconv -f WINDOWS-1252 -t UTF-8 {0} > {0}.utf8 && mv {0}.utf8 {0}"
FEES = "What does membership cost?"
LOST = "or `footnote build` leaves it out"


@pytest.fixture(scope="module")
def built_club(shipped, tmp_path_factory):
    """A project with two documents and an index, for tests to copy."""
    return build_project(tmp_path_factory.mktemp("club"), shipped, {"handbook.md": HANDBOOK, "more/faq.md": FAQ})


@pytest.fixture
def club(built_club, tmp_path):
    """A project with two documents and an index."""
    return copy_project(built_club, tmp_path)


def edit(path, *replaced):
    text = path.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def first(done):
    return json.loads(done.stdout)["hits"][0]["text"]


def errors(done):
    """Return the lines on standard error without the steps of a build, which have no colon."""
    return [line for line in done.stderr.splitlines() if ":" in line.removeprefix(PREFIX)]


def test_the_difference_is_shown_like_a_commit(club, footnote):
    edit(
        club / "handbook.md",
        ("Membership is free.", "Membership costs ten euros a year."),
        ("- Welcome to the club.\n", ""),
        ("- No fires on the pier.\n", "- No fires on the pier.\n- No [diving](https://example.org) either.\n"),
    )
    edit(club / "more/faq.md", ("## Boats", "## Rowing"))
    done = footnote("build")
    assert done.returncode == 0
    *lines, summary = done.stdout.splitlines()
    assert lines == [
        "handbook.md",
        "  (before the first heading)",
        "    - Welcome to the club.",
        "  Joining › Fees",
        "    - Membership is free.",
        "    + Membership costs ten euros a year.",
        "  Rules",
        "    + No diving (https://example.org) either.",
        "more/faq.md",
        "  Rowing",
        "    > A boat has two oars.  (moved from Boats)",
    ]
    assert summary.startswith("1 added, 2 changed, 1 removed; 3 embedded; 5 passages of 2 documents, in ")
    assert errors(done) == []


def test_a_build_as_json_prints_seven_numbers(club, footnote):
    edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
    values = json.loads(footnote("build", "--json").stdout)
    assert values.pop("seconds") > 0
    assert values == {"documents": 2, "passages": 5, "added": 0, "changed": 1, "removed": 0, "embedded": 1}
    again = json.loads(footnote("build", "--json").stdout)
    assert (again["passages"], again["changed"], again["embedded"]) == (5, 0, 0)
    whole = json.loads(footnote("build", "--json", "--full").stdout)
    assert (whole["added"], whole["changed"], whole["removed"], whole["embedded"]) == (0, 0, 0, 5)


def test_check_lists_differences_and_exits_with_1(club, footnote):
    done = footnote("build", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "up to date: 5 passages of 2 documents\n", "")
    edit(club / "handbook.md", ("free", "not free"))
    (club / "more/faq.md").unlink()
    for _ in range(2):  # checking builds nothing
        done = footnote("build", "--check")
        assert (done.returncode, done.stdout) == (1, f"more/faq.md is gone: restore it, {LOST}\nhandbook.md has changed\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("gone", "more/faq.md is gone: restore it"),
        ("a folder", "more/faq.md cannot be read (Is a directory): fix that"),
        ("not UTF-8", "more/faq.md cannot be read (is probably Windows-1252, not UTF-8): fix that"),
        ("empty", "more/faq.md cannot be read (is empty): fix that"),
    ],
)
def test_nobody_is_told_to_run_a_build_that_would_drop_a_document(club, footnote, spoil, said):
    document = club / "more/faq.md"
    document.unlink()
    if spoil == "a folder":
        document.mkdir()
    elif spoil != "gone":
        document.write_bytes(b"- caf\xe9\n" if spoil == "not UTF-8" else b"")
    edit(club / "handbook.md", ("Donations are", "A donation is"))
    lost, changed = footnote("ask", "--json", FEES).stderr.splitlines()
    assert lost == f"{PREFIX}{said}, {LOST}"
    assert changed == f"{PREFIX}handbook.md has changed; run `footnote build`"
    footnote("build")
    [still] = footnote("ask", "--json", FEES).stderr.splitlines()  # no longer in the index
    assert still.startswith(f"{PREFIX}more/faq.md cannot be read (")
    assert still.endswith(f"): fix that, {LOST}")


def test_of_many_changes_ask_shows_the_first_and_those_to_mend(club, footnote):
    added = {f"news{number:03}.md": "- News.\n" for number in range(200)}
    (club / "config.yaml").write_text("documents:\n  - path: handbook.md\n  - path: more/faq.md\n  - path: news*.md\n")
    for name, text in added.items():
        (club / name).write_text(text, encoding="utf-8")
    (club / "more/faq.md").unlink()
    lines = footnote("ask", "--json", FEES).stderr.splitlines()
    assert lines == [
        f"{PREFIX}more/faq.md is gone: restore it, {LOST}",
        *(f"{PREFIX}{name} is not in the index; run `footnote build`" for name in list(added)[:4]),
        f"{PREFIX}and 196 more, which `footnote build --check` lists",
    ]
    assert len(footnote("build", "--check").stdout.splitlines()) == 201


@pytest.mark.parametrize("spoil", ["no index", "a damaged index"])
def test_check_without_a_usable_index_is_an_error_in_one_line(club, footnote, spoil):
    if spoil == "no index":
        (club / ".footnote/current").unlink()
    else:
        next(club.glob(".footnote/segments/*/vectors.npy")).write_bytes(b"x")
    done = footnote("build", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.endswith("; run `footnote build`")
    assert footnote("build").returncode == 0
    assert footnote("build", "--check").returncode == 0


def test_a_rollback_switches_to_the_previous_index_and_a_second_one_undoes_it(club, footnote):
    none = footnote("build", "--rollback")
    assert (none.returncode, none.stderr) == (
        1,
        f"{PREFIX}.footnote: no previous index to switch to; there is one after the next build that changes something\n",
    )
    edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
    footnote("build")
    back = footnote("build", "--rollback")
    assert back.returncode == 0
    assert back.stdout.startswith("switched to the index built at ")
    asked = footnote("ask", "--json", FEES)
    assert first(asked) == "Membership is free."
    assert asked.stderr == f"{PREFIX}handbook.md has changed; run `footnote build`\n"
    assert footnote("build", "--rollback").returncode == 0
    assert first(footnote("ask", "--json", FEES)) == "Membership costs ten euros a year."


def test_a_rollback_says_that_it_waits_for_a_running_build(club):
    edit(club / "handbook.md", ("free", "not free"))
    build(load_settings(club / "config.yaml"))
    command = [sys.executable, "-m", "bot", "build", "--rollback"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with IndexFolder(club / ".footnote").lock(pytest.fail):
        waiting = subprocess.Popen(command, cwd=club, env=environment, text=True, encoding="utf-8", stdout=-1, stderr=-1)
        impatience = threading.Timer(60, waiting.kill)  # a failed test must not wait forever
        impatience.start()
        said = waiting.stderr.readline()
    back, _ = waiting.communicate()
    impatience.cancel()
    assert said == f"{PREFIX}Waiting for another build to finish\n"
    assert back.startswith("switched to the index built at ")


def test_one_bad_document_among_twenty_is_reported_and_the_others_are_indexed(compiled, footnote):
    documents = {f"news{number:02}.md": f"# News\n\n- Item number {number} arrived.\n" for number in range(20)}
    write_project(compiled, documents)
    (compiled / "news07.md").write_bytes(b"# News\n\n- caf\xe9\n")
    problem = f"{PREFIX}news07.md:3: is probably Windows-1252, not UTF-8; convert it: {WINDOWS.format('news07.md')}"
    done = footnote("build")
    assert done.returncode == 1
    assert errors(done) == [f"{PREFIX}left out: {problem.removeprefix(PREFIX)}"]
    assert "19 passages of 19 documents" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("; 1 document LEFT OUT, see above")
    reason = "is probably Windows-1252, not UTF-8"
    assert footnote("build", "--check").stdout == f"news07.md cannot be read ({reason}): fix that, {LOST}\n"
    strict = footnote("build", "--strict")
    assert strict.returncode == 1
    assert errors(strict) == [problem]
    (compiled / "news07.md").write_text("- Coffee is free.\n", encoding="utf-8")
    fixed = footnote("build", "--strict")
    assert (fixed.returncode, errors(fixed)) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--json", "--check"], "--json: cannot be used with --check or --rollback; remove it"),
        (["--full", "--check"], "--check: not allowed with --full"),
        (["--rollback", "--strict"], "--strict: cannot be used with --check or --rollback; remove it"),
    ],
)
def test_options_that_exclude_each_other_are_refused(club, footnote, arguments, message):
    done = footnote("build", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]


def test_an_incremental_build_loads_neither_torch_nor_terminal_libraries(club):
    edit(club / "handbook.md", ("free", "not free"))
    program = (
        "import sys; from bot.cli import main; main(['build'])\n"
        "print([name for name in ('torch', 'sentence_transformers', 'rich', 'discord') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=club, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "1 changed" in done.stdout


class Prompt:
    """A running `footnote ask` that reads questions from a pipe."""

    def __init__(self, process):
        self._process = process
        self.stderr_lines = []
        self._reader = threading.Thread(target=lambda: self.stderr_lines.extend(process.stderr), daemon=True)
        self._reader.start()

    def ask(self, question=FEES, *, reports=0):
        """Return the text of the first passage and the new lines on standard error, without the steps of builds.

        Waits until there are as many such lines as `reports` says; they can arrive a little later than the answer.
        """
        before = len(self.stderr_lines)
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())["hits"][0]["text"]
        deadline = time.monotonic() + 30
        while len(found := self._reported(before)) < reports and time.monotonic() < deadline:
            time.sleep(0.01)
        return answer, found

    def _reported(self, before):
        lines = [line.strip() for line in self.stderr_lines[before:]]
        return [line for line in lines if ":" in line.removeprefix(PREFIX)]


@contextmanager
def prompt(folder):
    """Run a prompt in a folder, and check that it exits with 0."""
    command = [sys.executable, "-m", "bot", "ask", "--json", "--top", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, encoding="utf-8", stdin=-1, stdout=-1, stderr=-1
    ) as process:
        try:
            yield Prompt(process)
            process.stdin.close()
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()  # a failed test must not wait for a prompt that waits for a question


def test_a_prompt_switches_to_a_new_index_between_two_questions(club, footnote):
    with prompt(club) as opened:
        assert opened.ask() == ("Membership is free.", [])
        edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
        assert opened.ask()[0] == "Membership is free."
        footnote("build")
        assert opened.ask(reports=1) == (
            "Membership costs ten euros a year.",
            [f"{PREFIX}switched to the new index: 5 passages"],
        )
        footnote("build", "--rollback")
        assert opened.ask()[0] == "Membership is free."


def test_a_watching_prompt_follows_edits_and_reports_an_unreadable_one_once(club):
    with (club / "config.yaml").open("a") as file:
        file.write("watch: true\n")
    with prompt(club) as opened:
        assert opened.ask() == ("Membership is free.", [])
        edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
        assert opened.ask()[0] == "Membership costs ten euros a year."
        whole = (club / "handbook.md").read_bytes()
        (club / "handbook.md").write_bytes(whole + b"- \xff\n")
        problem = f"{PREFIX}still answering from the old index: handbook.md:15: byte 0xFF is not UTF-8; save the file as UTF-8"
        assert opened.ask(reports=1) == ("Membership costs ten euros a year.", [problem])
        assert opened.ask() == ("Membership costs ten euros a year.", [])
        (club / "handbook.md").write_bytes(whole.replace(b"ten", b"nine"))
        assert opened.ask()[0] == "Membership costs nine euros a year."


def test_a_prompt_survives_a_damaged_or_deleted_index(club, footnote):
    with prompt(club) as opened:
        assert opened.ask()[0] == "Membership is free."
        (club / ".footnote/current").write_text("20991231T235959000000-abcdef\n")
        answer, reported = opened.ask(reports=1)
        assert (answer, len(reported)) == ("Membership is free.", 1)
        assert reported[0].startswith(f"{PREFIX}still answering from the old index: ")
        (club / ".footnote/current").unlink()
        assert opened.ask()[0] == "Membership is free."
        footnote("build")
        assert opened.ask()[0] == "Membership is free."


def test_a_watching_prompt_follows_config_yaml_and_drops_documents_removed_from_it(club, footnote):
    with (club / "config.yaml").open("a") as file:
        file.write("watch: true\n")
    oars = "How many oars has a boat?"
    with prompt(club) as opened:
        assert opened.ask(oars)[0] == "A boat has two oars."
        edit(club / "config.yaml", ("  - path: more/faq.md\n", ""))
        assert footnote("build").returncode == 0
        assert opened.ask(oars)[0] != "A boat has two oars."
        assert footnote("build", "--check").returncode == 0


def test_a_watching_prompt_answers_from_a_newer_index_while_a_document_is_broken(club, footnote):
    with (club / "config.yaml").open("a") as file:
        file.write("watch: true\n")
    with prompt(club) as opened:
        assert opened.ask()[0] == "Membership is free."
        (club / "more/faq.md").write_bytes(b"- \xff\n")
        edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
        assert footnote("build").returncode == 1
        assert opened.ask()[0] == "Membership costs ten euros a year."


def test_a_strict_build_names_all_bad_documents(club, footnote):
    for name in ("a", "b", "c"):
        (club / f"{name}.md").write_bytes(b"- \xff\n" if name != "b" else b"")
    entries = "".join(f"  - path: {name}.md\n" for name in ("a", "b", "c"))
    (club / "config.yaml").write_text(f"documents:\n  - path: handbook.md\n{entries}")
    done = footnote("build", "--strict")
    assert done.returncode == 1
    assert errors(done) == [f"{PREFIX}a.md:1: byte 0xFF is not UTF-8 (also unreadable: b.md, c.md:1); save the file as UTF-8"]


def test_file_names_cannot_control_the_terminal_or_break_lines(club, footnote):
    (club / "config.yaml").write_text('documents:\n  - path: handbook.md\n  - path: "*\\n*.md"\n')
    (club / "a\x1b[31mred\nnext.md").write_text("- Soup.\n", encoding="utf-8")
    done = footnote("build", "--check")
    assert (done.returncode, done.stdout) == (
        1,
        "a[31mred next.md is not in the index\nmore/faq.md is no longer in config.yaml\n",
    )
    assert "\x1b" not in footnote("build").stdout


def test_a_broken_link_that_matches_a_pattern_is_a_bad_document(club, footnote):
    (club / "config.yaml").write_text("documents:\n  - path: handbook.md\n  - path: more/*.md\n")
    (club / "more/gone.md").symlink_to("nowhere.md")
    done = footnote("build")
    assert done.returncode == 1
    fix = "remove the link, or put the file where it leads"
    assert errors(done) == [f"{PREFIX}left out: more/gone.md: is a link to a file that does not exist; {fix}"]
    assert "5 passages of 2 documents" in done.stdout


@pytest.mark.parametrize(
    "entries",
    ["linked/*.md}, {path: more/*.md", "more/faq.md}, {path: linked/faq.md", "more/faq.md}, {path: more/../more/faq.md"],
)
def test_a_document_that_two_paths_lead_to_is_read_once_and_build_says_so(club, footnote, entries):
    (club / "more/again.md").symlink_to("faq.md")
    (club / "linked").symlink_to("more")
    (club / "config.yaml").write_text(f"documents: [{{path: handbook.md}}, {{path: {entries}}}]\n")
    done = footnote("build")
    assert done.returncode == 0
    assert "5 passages of 2 documents" in done.stdout
    [line] = [line for line in done.stderr.splitlines() if "same file" in line]
    assert line.endswith("is the same file as more/faq.md, so it is read once")
    assert footnote("build", "--check").stdout == "up to date: 5 passages of 2 documents\n"


@pytest.mark.skipif(sys.platform != "linux", reason="this system refuses file names that are not UTF-8")
def test_a_file_name_that_is_not_utf8_is_a_bad_document(club, footnote):
    (club / "config.yaml").write_text("documents:\n  - path: handbook.md\n  - path: more/*.md\n")
    (club / "more" / os.fsdecode(b"b\xe4d.md")).write_text("- Soup.\n")
    done = footnote("build")
    assert done.returncode == 1
    assert errors(done) == [f"{PREFIX}left out: 'more/b\\udce4d.md': the file name is not UTF-8; rename the file"]
    assert "5 passages of 2 documents" in done.stdout


def test_an_unknown_home_folder_is_an_error_in_one_line(club, footnote):
    (club / "config.yaml").write_text("documents:\n  - path: ~nosuchuser/handbook.md\n")
    done = footnote("build")
    assert done.returncode == 1
    [line] = errors(done)
    assert line == f"{PREFIX}'~nosuchuser/handbook.md': no such home folder; fix the path in config.yaml"


def test_a_damaged_index_is_rebuilt_from_scratch_and_reported(club, footnote):
    (next(club.glob(".footnote/generations/*")) / "forms.txt").unlink()
    done = footnote("build", "--json")
    values = json.loads(done.stdout)
    assert done.returncode == 0
    assert (values["added"], values["changed"], values["removed"]) == (None, None, None)
    assert (values["embedded"], values["passages"]) == (0, 5)
    [line] = errors(done)
    assert "forms.txt: cannot be read" in line
    assert line.endswith("; the index was rebuilt from scratch, so changes cannot be listed")
    assert footnote("build", "--check").returncode == 0


def test_a_build_does_not_claim_that_nothing_changed_if_it_cannot_know(club, footnote):
    edit(club / "handbook.md", ("Membership is free.", "Membership costs ten euros a year."))
    (next(club.glob(".footnote/generations/*")) / "forms.txt").unlink()
    [summary] = footnote("build").stdout.splitlines()
    assert summary.startswith("changes unknown; 5 embedded; 5 passages of 2 documents, in ")


def test_an_index_built_by_another_version_needs_a_build(club, footnote):
    edit_sealed(next(club.glob(".footnote/generations/*/manifest.json")), made_by="footnote 0.0")
    done = footnote("build", "--check")
    assert (done.returncode, done.stdout) == (1, "the index was built by another version of Footnote\n")
    assert footnote("build").returncode == 0
    assert footnote("build", "--check").returncode == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_document_replaced_by_a_pipe_does_not_block(club, footnote):
    (club / "more/faq.md").unlink()
    os.mkfifo(club / "more/faq.md")
    assert footnote("build", "--check").stdout == f"more/faq.md cannot be read (is not a file): fix that, {LOST}\n"
    done = footnote("build")
    assert errors(done) == [f"{PREFIX}left out: more/faq.md: is not a file; fix the path in config.yaml"]
    assert first(footnote("ask", "--json", FEES)) == "Membership is free."


def test_documents_in_the_corpus_but_not_in_config_yaml_are_reported(compiled, footnote):
    write_project(compiled, {"corpus/fees.md": "- Membership is free.\n", "rules.md": "- No fires.\n"})
    for name in ("corpus/events.txt", "corpus/notes.docx", "corpus/.hidden.md", "NEWS.md"):
        (compiled / name).write_text("Something.\n", encoding="utf-8")
    warning = f"{PREFIX}not in config.yaml, so never used in answers: corpus/events.txt"
    assert [line for line in footnote("build").stderr.splitlines() if "not in config.yaml" in line] == [warning]


def test_an_index_among_the_documents_is_refused_before_anything_is_written(compiled, footnote):
    write_project(compiled, {"corpus/fees.md": "- Membership is free.\n"}, "index: corpus\n")
    done = footnote("build")
    assert done.returncode == 1
    assert "'corpus/fees.md' is in the folder of the index" in done.stderr
    assert [path.name for path in (compiled / "corpus").iterdir() if path.name != "lock"] == ["fees.md"]


@pytest.mark.parametrize("harm", ["of another version", "damaged"])
def test_an_unusable_index_is_rebuilt_with_the_compiled_model_alone(compiled, monkeypatch, harm):
    settings = write_project(compiled, {"fees.md": "- Membership is free.\n"})
    build(settings)
    manifest = IndexFolder(settings.index_folder).current() / "manifest.json"
    if harm == "damaged":
        manifest.write_text("{}", encoding="utf-8")
    else:
        edit_manifest(settings, format=2)

    def find_nothing(name, root, **options):
        raise NoModelError("is not here", where=name)

    monkeypatch.setattr("index.building.preparing.find_model", find_nothing)
    monkeypatch.setattr("index.encoding.opening.COMPILERS", ("no_such_module",))
    assert build(settings).embedded in {0, 1}
    assert Searcher.open(settings).ask("What does membership cost?", top=1).hits[0].passage.text == "Membership is free."
    shutil.rmtree(settings.index_folder)
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2: is not on this machine \(.*\); check the network, or run `pip "):
        build(settings)
