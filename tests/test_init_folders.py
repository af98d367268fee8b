"""`footnote init FOLDER`: what is left out is named with the reason; and the .gitignore of a project."""

import os
import shutil
import subprocess
import sys

import pytest

from index.errors import DocumentError, UsageError
from index.scaffolding import scanning
from index.scaffolding.choosing import choose_documents, starter_handbook
from index.scaffolding.ignoring import IGNORED
from index.scaffolding.planning import plan_project, write_project
from index.settings import load_settings
from tests.conftest import ROOT

GOOD = "# Rules\n\n- Quiet hours begin at ten.\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with one document."""
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "good.md").write_text(GOOD, encoding="utf-8")
    return folder


def chosen(folder):
    choice = choose_documents([folder], folder.parent / "project")
    reasons = [str(failure).replace(f"{folder}{os.sep}", "") for failure in choice.failures]
    reasons += [line.removeprefix(f"{folder}: ") for line in choice.left_out]
    return [each.path.rpartition("/")[2] for each in choice.documents], "\n".join(reasons)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("old.docx", b"PK\x03\x04", "old.docx: .docx files cannot be read; convert it, for example: pandoc "),
        ("paper.PDF", b"%PDF-1.7", "paper.PDF: PDF cannot be read; convert it, for example: pdftotext "),
        ("prices.csv", b"a,b", "prices.csv: .csv files are not read yet; make it a table in Markdown"),
        ("README", b"text", "README: has no file extension; rename it to .md or .txt if it is text"),
        ("latin.txt", "Für Gäste".encode("cp1252"), "latin.txt:1: is probably Windows-1252, not UTF-8; convert it: iconv "),
        ("wide.md", "Für Gäste".encode("utf-16-le"), "wide.md: is probably UTF-16 without a byte order mark, not UTF-8"),
        ("sjis.md", "会員の規則です。年会費は三千円です。".encode("cp932"), "sjis.md:1: is probably Shift JIS, not UTF-8"),
        ("empty.md", b"", "empty.md: is empty"),
        ("heads.md", b"# A\n", "heads.md: contains only headings"),
        ("fake.md", b"%PDF-1.7", "fake.md: is a PDF, despite its name"),
        ("logo.png", b"\x89PNG", "not documents, so left out: logo.png"),
        (".secret.md", b"- x\n", "hidden, so left out: .secret.md"),
    ],
)
def test_each_file_that_is_left_out_is_named_with_the_reason_and_the_rest_is_used(folder, name, data, reason):
    (folder / name).write_bytes(data)
    names, reasons = chosen(folder)
    assert names == ["good.md"]
    assert reasons.startswith(reason)
    assert reasons.count("\n") == 0


def test_hidden_folders_and_links_to_folders_are_named_and_not_entered(folder, tmp_path):
    (folder / ".old").mkdir()
    (folder / ".old" / "a.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.md").write_text(GOOD, encoding="utf-8")
    (folder / "shared").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / ".git").mkdir()
    names, reasons = chosen(folder)
    assert names == ["good.md"]
    assert reasons == "hidden, so left out: .old\nlinks to folders, so left out: loop, shared"


def test_a_link_to_a_document_is_used_once(folder, tmp_path):
    (tmp_path / "fees.md").write_text("- Fees are due in May.\n", encoding="utf-8")
    (folder / "fees.md").symlink_to(tmp_path / "fees.md")
    (folder / "again.md").symlink_to(folder / "good.md")
    (folder / "broken.md").symlink_to(tmp_path / "gone.md")
    names, reasons = chosen(folder)
    assert names == ["fees.md", "good.md"]
    assert reasons.splitlines() == [
        "broken.md: is a link to a file that does not exist; remove the link, or put the file where it leads",
        "links to other documents here, so left out: again.md",
    ]


def test_what_is_not_a_file_is_named(folder):
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    assert chosen(folder) == (["good.md"], "pipe.md: is not a file; check the path")


def test_a_document_that_is_too_large_is_named(folder, monkeypatch):
    (folder / "big.md").write_text(GOOD * 10, encoding="utf-8")
    monkeypatch.setattr("index.reading.files.MAX_BYTES", 200)
    names, reasons = chosen(folder)
    assert names == ["good.md"]
    assert reasons.startswith("big.md: is too large")


AS_A_USER = ("setpriv", "--inh-caps=-dac_override,-dac_read_search", "--bounding-set=-dac_override,-dac_read_search")
"""The start of a command that takes from root the right to read everything."""


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root may read everything")
def test_what_this_user_may_not_read_is_named(folder, compiled):
    (folder / "closed.md").write_text(GOOD, encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "closed.md").chmod(0)
    (folder / "sub").chmod(0)
    command = [*(AS_A_USER if os.geteuid() == 0 else ()), sys.executable, "-m", "bot", "init", "ours", "--yes"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=compiled, env=environment, capture_output=True, text=True, check=False)
    (folder / "sub").chmod(0o700)
    assert "left out: ours/closed.md: cannot be read (Permission denied); check its permissions" in done.stderr
    assert "left out: ours/sub: cannot be read (Permission denied); check its permissions" in done.stderr
    assert [each.path for each in load_settings(compiled / "config.yaml").documents] == ["corpus/ours/good.md"]


def test_many_files_are_counted(folder):
    for number in range(30):
        (folder / f"photo{number:02}.jpg").write_bytes(b"x")
    assert chosen(folder)[1] == (
        "not documents, so left out: photo00.jpg, photo01.jpg, photo02.jpg, photo03.jpg, photo04.jpg and 25 more"
    )


def test_many_unreadable_documents_are_shown_in_few_lines(footnote, compiled, folder):
    for number in range(30):
        (folder / f"scan{number:02}.pdf").write_bytes(b"%PDF-1.7")
    done = footnote("init", str(folder), "--yes", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("pdftotext") == 8
    assert "and 14 more\n" in done.stderr
    assert "to add one of these later, copy it" in done.stderr
    assert "Quiet hours" in footnote("ask", "When do quiet hours begin?", cwd=compiled).stdout


def test_a_folder_of_unreadable_kinds_says_how_to_convert_the_first(tmp_path):
    (tmp_path / "rules.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(DocumentError, match=r"rules\.docx: \.docx files cannot be read; convert it, for example: pandoc"):
        choose_documents([tmp_path], tmp_path / "project")


def test_a_folder_that_is_probably_the_wrong_one_is_refused_early(folder, monkeypatch):
    monkeypatch.setattr(scanning, "MAX_ENTRIES", 10)
    for number in range(20):
        (folder / f"{number}.png").write_bytes(b"x")
    with pytest.raises(UsageError, match="contains more than 10 files; name a smaller folder, or single files"):
        choose_documents([folder], folder.parent / "project")


# .gitignore


def write(project):
    project.mkdir(exist_ok=True)
    plan = plan_project(project, starter_handbook().documents)
    write_project(plan)
    return plan


def test_a_new_project_keeps_the_index_tokens_and_the_record_out_of_git_but_not_its_calibration(tmp_path):
    write(tmp_path / "new")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path / "new", check=True)
    kept = ["config.yaml", "calibration.json", "corpus/handbook.md", "corpus/token.md"]
    ignored = [".footnote/CURRENT", ".env", "token", "token.env", "discord-token.txt", "mine.token"]
    ignored += ["record.db", "record.db.key", "record.db-wal", "record/copy.db", "record.key"]
    command = ["git", "check-ignore", *kept, *ignored]
    found = subprocess.run(command, cwd=tmp_path / "new", capture_output=True, text=True, check=True).stdout.splitlines()
    assert found == ignored


@pytest.mark.parametrize("before", [b"", b"*.log\n", b"*.log\r\nbuild", b".env\n.footnote\n", b"*.json\n"])
def test_an_existing_gitignore_keeps_its_lines_and_gets_the_missing_ones(tmp_path, before):
    (tmp_path / ".gitignore").write_bytes(before)
    (tmp_path / ".gitignore").chmod(0o640)
    write(tmp_path)
    found = (tmp_path / ".gitignore").read_bytes()
    lines = found.decode().splitlines()
    assert found.startswith(before)
    assert lines[: before.count(b"\n")] == before.decode().splitlines()[: before.count(b"\n")]
    assert (b"\r" in before) is (b"\r" in found)
    assert all(sum(each.strip("/") == line.strip("/") for each in lines) == 1 for line in IGNORED)
    assert ("!/calibration.json" in lines) is (before == b"*.json\n")
    assert (tmp_path / ".gitignore").stat().st_mode & 0o777 == 0o640


def test_a_complete_gitignore_is_left_alone_and_not_mentioned(footnote, compiled, folder):
    complete = "\n".join(IGNORED).encode()
    (compiled / ".gitignore").write_bytes(complete)
    done = footnote("init", str(folder), "--yes", cwd=compiled)
    assert done.returncode == 0, done.stderr
    assert ".gitignore" not in done.stdout
    assert (compiled / ".gitignore").read_bytes() == complete


def test_what_happens_to_gitignore_is_said(footnote, compiled, folder):
    (compiled / ".gitignore").write_text("*.log\n", encoding="utf-8")
    done = footnote("init", str(folder), "--yes", cwd=compiled)
    assert ".gitignore: exists; added the lines for the index and files with the bot's token\n" in done.stdout


def test_a_gitignore_that_cannot_be_read_stops_before_anything_is_written(footnote, tmp_path, folder):
    project = tmp_path / "project"
    (project / ".gitignore").mkdir(parents=True)
    done = footnote("init", str(folder), "--yes", cwd=project)
    assert done.returncode == 2
    assert done.stderr == "footnote: .gitignore: cannot be read (Is a directory); move it, or repair it\n"
    assert [path.name for path in project.iterdir()] == [".gitignore"]
