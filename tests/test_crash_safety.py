"""Builds that are killed, run out of disk space, lack write access, or run concurrently."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import textwrap

import msgspec
import pytest

from bot import cli
from index.answering.searcher import Searcher
from index.building import build, builder
from index.errors import NoIndexError
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT
from tests import corpora
from tests.conftest import ROOT, write_project
from tests.corpora import CLUB, RULES, SMALL_SEGMENTS, TRIPS, Corpus, Page, contents, drafts, fresh_contents, page
from tests.fakes import FakeEncoder

several_segments = corpora.several_segments

NEWS = {
    "club.md": page(Rules=[RULES[0], "Rule 3 of the club is chaos."], Fees=["A child pays 100 euros."]),
    "news.md": page(News=["The falcons nest.", "The lake is frozen.", "The tower is closed."], Trips=TRIPS),
    "trips.md": CLUB["trips.md"],
}
ONE_THREAD = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
"""An environment with one thread, so that a process with all libraries loaded can be forked and the fork killed."""

PRELUDE = f"""
    import contextlib, gc, io, json, os, shutil, signal, sys, time
    from pathlib import Path
    from bot import cli
    from index.storing import segments
    from index.building import build, builder
    from index.errors import FootnoteError
    from index.answering.searcher import Searcher
    from index.settings import load_settings
    from tests.fakes import FakeEncoder

    for name, passages in {SMALL_SEGMENTS}.items():
        setattr(segments, name, passages)
    builder.known_encoder = lambda *_: FakeEncoder()
"""
"""The start of every script: builds use a fake encoder, also from the command line."""

FORKING = """
    EVENTS = {"open", "os.rename", "os.mkdir", "shutil.rmtree", "os.remove", "os.rmdir"}

    def kill_after(left):
        def count(event, _):
            nonlocal left
            if event in EVENTS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)

    def fork(run):
        child = os.fork()
        if not child:
            sys.stdin, sys.stdout = open(os.devnull), sys.stderr
            try:
                code = run()
            except BaseException as error:
                sys.stderr.write(repr(error))
                code = 1
            sys.stderr.flush()
            os._exit(code)
        return child

    def build_here():
        build(load_settings(Path("config.yaml")), encoder=FakeEncoder())
        return 0

    def build_until(operations):
        kill_after(operations)
        return build_here()

    build_here()  # loads all libraries
    gc.collect()
    gc.freeze()  # or each child would copy what the collector touches
    print("ready", flush=True)
    for line in sys.stdin:
        folder, how, amount = json.loads(line)
        os.chdir(folder)
        if how == "operations":
            children = [fork(lambda: build_until(amount))]
        elif how == "seconds":
            children = [fork(build_here)]
            time.sleep(amount)
            os.kill(children[0], signal.SIGKILL)
        else:
            children = [fork(lambda: cli.main(["build"])) for _ in range(amount)]
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)
"""


@pytest.fixture(scope="module")
def builder_process(tmp_path_factory):
    """A process that has loaded all libraries, and forks others that build."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork a process")
    folder = tmp_path_factory.mktemp("forking")
    write_project(folder, CLUB)
    (folder / "forking.py").write_text(textwrap.dedent(PRELUDE) + textwrap.dedent(FORKING), encoding="utf-8")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "forking.py"], cwd=folder, env=ONE_THREAD, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


@pytest.fixture
def processes(builder_process, tmp_path):
    """Have processes build in `tmp_path`, and return their exit codes: -9 for one that was killed."""

    def processes(how, amount):
        builder_process.stdin.write(f"{json.dumps([str(tmp_path), how, amount])}\n")
        builder_process.stdin.flush()
        return json.loads(builder_process.stdout.readline())

    return processes


@pytest.fixture
def killed_build(processes):
    """Build in a process killed after some `operations` on files or `seconds`; return its exit code, -9 if it was killed."""
    return lambda how, amount: processes(how, amount)[0]


def build_to_the_end(settings):
    build(settings, encoder=FakeEncoder())
    assert drafts(settings) == []
    return contents(settings, FakeEncoder())


def test_a_build_killed_at_any_file_operation_leaves_the_old_or_the_new_index(killed_build, tmp_path):
    settings = write_project(tmp_path, CLUB)
    old = build_to_the_end(settings)
    shutil.copytree(settings.index_folder, tmp_path / "as-it-was")
    settings = write_project(tmp_path, NEWS)
    new = fresh_contents(settings)
    codes, found = [], []
    for operations in range(1, 500, 7):
        shutil.rmtree(settings.index_folder)
        shutil.copytree(tmp_path / "as-it-was", settings.index_folder)
        codes.append(killed_build("operations", operations))
        left = contents(settings, FakeEncoder())
        assert left in (old, new)
        found.append(left == new)
        assert build_to_the_end(settings) == new
        if codes[-1] != -9:
            break
    assert codes == [-9] * (len(codes) - 1) + [0]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (False, True)


def test_a_first_build_killed_at_any_file_operation_leaves_no_index_or_a_complete_one(killed_build, tmp_path):
    settings = write_project(tmp_path, CLUB)
    new = fresh_contents(settings)
    codes, found = [], []
    for operations in range(1, 500, 11):
        shutil.rmtree(settings.index_folder, ignore_errors=True)
        codes.append(killed_build("operations", operations))
        try:
            assert contents(settings, FakeEncoder()) == new
            found.append(True)
        except NoIndexError:
            found.append(False)
        assert build_to_the_end(settings) == new
        if codes[-1] != -9:
            break
    assert codes == [-9] * (len(codes) - 1) + [0]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (False, True)


@pytest.mark.parametrize("seed", range(3))
def test_builds_killed_repeatedly_between_edits_always_leave_a_complete_index(killed_build, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  # the same edits each time
    corpus = Corpus(chance, [Page("first.md", [["Rules", [(0, "The tower is open.")]]])])
    settings = corpus.write(tmp_path)
    old = build_to_the_end(settings)
    codes = []
    for _ in range(12):
        for _ in range(chance.randint(1, 4)):
            chance.choice([Corpus.insert, Corpus.change, Corpus.copy, Corpus.add_page, Corpus.shuffle])(corpus)
        corpus.pages[0].sections[0][1].insert(0, corpus.bullet())
        settings = corpus.write(tmp_path)
        new = fresh_contents(settings)
        if chance.random() < 0.5:
            codes.append(killed_build("operations", chance.randint(1, 150)))
        else:
            codes.append(killed_build("seconds", chance.uniform(0, 0.15)))
        left = contents(settings, FakeEncoder())
        assert left in (old, new)
        old = left
        if chance.random() < 0.4:
            old = build_to_the_end(settings)
            assert old == new
    assert set(codes) <= {-9, 0}
    assert -9 in codes
    assert build_to_the_end(settings) == fresh_contents(settings)


def error_line(stderr):
    """Return the error, which is one line after the steps of the build."""
    *steps, line = stderr.splitlines()
    assert all(re.fullmatch(r"footnote: [A-Z][^:;]+", step) for step in steps), stderr
    assert line.startswith("footnote: ")
    return line


# A full disk.

ATTEMPTS = """
    def indexed_texts():
        try:
            return [passage.text for passage in Searcher.open(settings, FakeEncoder()).generation.passages]
        except FootnoteError as error:
            return str(error)

    settings = load_settings(Path("config.yaml"))
    build(settings, encoder=FakeEncoder())
    before = indexed_texts()
    shutil.copytree(settings.index_folder, "as-it-was")
    shutil.copytree("edited", ".", dirs_exist_ok=True)

    def attempt(limit, release):
        shutil.rmtree(settings.index_folder)
        shutil.copytree("as-it-was", settings.index_folder)
        stderr = io.StringIO()
        limit()
        with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
            code = cli.main(["build"])
        gc.collect()  # mapped files take up space even after they are deleted
        release()
        drafts = [str(path) for path in settings.index_folder.rglob(".*") if path != settings.index_folder]
        kept = indexed_texts()
        return {"code": code, "stderr": stderr.getvalue(), "kept": kept == before or kept, "drafts": drafts}
"""
"""A script that builds an index, edits the documents, and tries to build again while some resource is short."""

FILLING = """
    filler = Path("disk/filler").absolute()

    def fill(left):
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        os.truncate(filler, max(0, filler.stat().st_size - left))
"""
FULL_DISK = """
    attempts = []
    for left in range(0, 3_000_000, 60_000):
        attempts.append(attempt(lambda: fill(left), filler.unlink))
        if attempts[-1]["code"] == 0:
            break
    print(json.dumps({"attempts": attempts, "code": cli.main(["build"]), "after": indexed_texts()}))
"""


def run_script(folder, script, prefix):
    """Run a script in a folder, with a command prefix such as `unshare`."""
    (folder / "script.py").write_text(textwrap.dedent(PRELUDE) + textwrap.dedent(script), encoding="utf-8")
    command = [*prefix, sys.executable, "script.py"]
    return subprocess.run(command, cwd=folder, env=ONE_THREAD, capture_output=True, text=True, check=False, timeout=120)


def run_with_a_small_disk(folder, script):
    """Run a script in a folder whose subfolder `disk` is a disk of 3 MB; skips the test if that cannot be mounted."""
    (folder / "disk").mkdir()
    if not shutil.which("unshare"):
        pytest.skip("a small disk needs unshare, which is not installed")
    mounted = 'mount -t tmpfs -o size=3m small disk || exit 77; exec "$@"'
    ran = run_script(folder, script, ["unshare", "-rm", "sh", "-c", mounted, "sh"])
    if ran.returncode == 77 or ran.stderr.startswith("unshare:"):
        pytest.skip(f"cannot mount a small disk: {ran.stderr.strip()}")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def has_failed_cleanly(attempt):
    """Check that a failed build reported an error in one line and left only the old index."""
    assert (attempt["code"], attempt["kept"], attempt["drafts"]) == (1, True, []), attempt
    assert "cannot be written (" in error_line(attempt["stderr"])
    return True


def test_a_full_disk_is_an_error_in_one_line_and_leaves_the_index_unchanged(tmp_path):
    write_project(tmp_path, CLUB, "index: disk/index\n")
    (tmp_path / "edited").mkdir()
    long = [f"News number {number} tells of {'many ' * 10}things." for number in range(100)]
    edited = write_project(tmp_path / "edited", {**NEWS, "long.md": page(News=long)}, "index: disk/index\n")
    ran = run_with_a_small_disk(tmp_path, ATTEMPTS + FILLING + FULL_DISK)
    *failed, last = ran["attempts"]
    assert len(failed) > 5
    for each in failed:
        assert has_failed_cleanly(each)
        assert error_line(each["stderr"]).startswith("footnote: disk/index/")
        assert "free up space" in error_line(each["stderr"])
    assert (last["code"], ran["code"]) == (0, 0)
    elsewhere = msgspec.structs.replace(edited, index="here")
    build(elsewhere, encoder=FakeEncoder())
    assert ran["after"] == [passage.text for passage in Searcher.open(elsewhere, FakeEncoder()).generation.passages]


UPGRADE = """
    import dataclasses
    from index.answering.confidence import shipped_calibration
    from index.storing.index_folder import IndexFolder
    from tests.earlier import as_format_3

    os.chdir("disk")
    settings = load_settings(Path("config.yaml"))
    build(settings, encoder=FakeEncoder())
    as_format_3(settings, dataclasses.replace(shipped_calibration(), questions=48))
    attempts = []
    for left in range(0, 3_000_000, 4_096):
        fill(left)
        stderr = io.StringIO()
        with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
            code = cli.main(["build"])
        gc.collect()
        filler.unlink()
        generation = IndexFolder(settings.index_folder).current()
        places = (Path("calibration.json"), settings.index_folder / "calibration.json", generation / "calibration.json")
        stored = json.loads(next(path for path in places if path.exists()).read_text())
        attempts.append({
            "code": code,
            "error": stderr.getvalue().splitlines()[-1],
            "format": json.loads((generation / "manifest.json").read_text())["format"],
            "questions": stored.get("calibration", stored)["questions"],
            "drafts": [str(path) for path in Path().rglob(".*-*")],
        })
        if code == 0:
            break
    print(json.dumps(attempts))
"""


def test_a_disk_that_fills_up_during_an_upgrade_loses_neither_the_index_nor_its_calibration(tmp_path):
    (tmp_path / "project").mkdir()
    write_project(tmp_path / "project", CLUB)
    script = "    shutil.copytree('project', 'disk', dirs_exist_ok=True)\n" + FILLING + UPGRADE
    *failed, last = run_with_a_small_disk(tmp_path, script)
    assert len(failed) > 5
    for each in failed:
        assert (each["code"], each["format"], each["questions"], each["drafts"]) == (1, 3, 48, []), each
        assert "cannot be written (No space left on device); free up space" in each["error"]
    assert any(each["error"].startswith("footnote: calibration.json: ") for each in failed)
    assert (last["code"], last["format"], last["questions"], last["drafts"]) == (0, FORMAT, 48, [])


SMALL_FILES = """
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))

    first = set(settings.index_folder.rglob("*"))
    cli.main(["build"])
    sizes = {path.stat().st_size for path in set(settings.index_folder.rglob("*")) - first if path.is_file()}
    attempts = [attempt(lambda: limit(size - 1), lambda: limit(most)) for size in sorted(sizes, reverse=True)]
    print(json.dumps({"attempts": attempts, "code": cli.main(["build"]), "after": indexed_texts()}))
"""


def test_a_partial_write_is_an_error_in_one_line_and_leaves_the_index_unchanged(tmp_path):
    pytest.importorskip("resource", reason="this system has no limit on file sizes")
    write_project(tmp_path, CLUB)
    (tmp_path / "edited").mkdir()
    documents = {**NEWS, "long.md": "".join(f"- {' '.join(f'word{row}x{place}' for place in range(50))}\n" for row in range(3))}
    write_project(tmp_path / "edited", documents)
    ran = run_script(tmp_path, ATTEMPTS + SMALL_FILES, [])
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert len(found["attempts"]) > 10
    assert all(has_failed_cleanly(each) for each in found["attempts"])
    assert found["code"] == 0
    settings = write_project(tmp_path, documents)
    assert found["after"] == [passage.text for passage in Searcher.open(settings, FakeEncoder()).generation.passages]
    assert contents(settings, FakeEncoder()) == fresh_contents(settings)


# Folders that cannot be written.


@pytest.fixture
def command(monkeypatch, tmp_path, capfd):
    """Run the command line with a fake encoder, and return its exit code and standard error."""
    monkeypatch.setattr(builder, "known_encoder", lambda *_: FakeEncoder())
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        capfd.readouterr()
        code = cli.main(arguments)
        return code, capfd.readouterr().err

    return command


@pytest.mark.parametrize("name", ["generations", "segments"])
def test_a_file_in_place_of_an_index_folder_is_an_error_in_one_line(command, tmp_path, name):
    settings = write_project(tmp_path, CLUB)
    settings.index_folder.mkdir()
    (settings.index_folder / name).write_text("a file, not a folder")
    code, stderr = command("build")
    line = error_line(stderr)
    assert code == 1
    assert f".footnote/{name}: is a file, but has to be a folder; move it away" in line
    assert drafts(settings) == []
    assert (settings.index_folder / name).read_text() == "a file, not a folder"


@pytest.mark.parametrize("name", ["lock", "current"])
def test_a_folder_in_place_of_an_index_file_is_an_error_in_one_line(command, tmp_path, name):
    settings = write_project(tmp_path, CLUB)
    (settings.index_folder / name / "mine").mkdir(parents=True)
    code, stderr = command("build")
    line = error_line(stderr)
    assert code == 1
    assert line.endswith(f".footnote/{name}: is a folder, but has to be a file; move it away")
    assert drafts(settings) == []
    assert (settings.index_folder / name / "mine").is_dir()


READ_ONLY = """
    import subprocess

    settings = load_settings(Path("config.yaml"))
    build(settings, encoder=FakeEncoder())
    shutil.copytree("edited", ".", dirs_exist_ok=True)
    subprocess.run(["mount", "-o", "remount,ro", "disk"], check=True)
    stderr = io.StringIO()
    with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
        code = cli.main(["build"])
    texts = [passage.text for passage in Searcher.open(settings, FakeEncoder()).generation.passages]
    print(json.dumps({"code": code, "stderr": stderr.getvalue(), "texts": texts}))
"""


def test_a_read_only_disk_is_an_error_in_one_line_and_the_index_still_answers(tmp_path):
    write_project(tmp_path, CLUB, "index: disk/index\n")
    (tmp_path / "edited").mkdir()
    write_project(tmp_path / "edited", NEWS, "index: disk/index\n")
    ran = run_with_a_small_disk(tmp_path, READ_ONLY)
    line = error_line(ran["stderr"])
    assert ran["code"] == 1
    assert line.startswith("footnote: disk/index")
    assert (
        "cannot be written (Read-only file system); make it writable, or set `index` in config.yaml to another folder" in line
    )
    assert ran["texts"][:4] == RULES
    assert len(ran["texts"]) == 14


def test_a_read_only_index_folder_is_an_error_in_one_line_and_still_answers(command, tmp_path):
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("root can write everywhere")
    settings = write_project(tmp_path, CLUB)
    old = build_to_the_end(settings)
    write_project(tmp_path, NEWS)
    folders = [settings.index_folder, *(path for path in settings.index_folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o500)
    try:
        code, stderr = command("build")
        line = error_line(stderr)
        assert code == 1
        assert "cannot be written (Permission denied)" in line
        assert contents(settings, FakeEncoder()) == old
    finally:
        for path in folders:
            path.chmod(0o700)


# Concurrent builds.


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("is_first", [True, False])
def test_concurrent_builds_all_succeed_and_leave_one_complete_index(processes, tmp_path, count, is_first):
    settings = write_project(tmp_path, CLUB)
    if not is_first:
        build_to_the_end(settings)
    settings = write_project(tmp_path, NEWS)
    assert processes("at once", count) == [0] * count
    assert drafts(settings) == []
    assert contents(settings, FakeEncoder()) == fresh_contents(settings)
    assert len(list(IndexFolder(settings.index_folder).generations.iterdir())) == (1 if is_first else 2)
