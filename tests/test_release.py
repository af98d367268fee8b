"""What `make release` and `make image` refuse, and what they make the same whoever builds."""

import importlib.util
import io
import json
import subprocess
import sys
import tarfile
import tomllib

import pytest

from tests.conftest import ROOT


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


release = load("release")
image = load("image")
ADDRESS = "https://example.org/club/footnote"
README = """# Footnote

![a picture](docs/picture.svg) and [two
lines](docs/commands.md#build), [outside](https://example.com/), [below](#below), [a mail](mailto:ann@example.org)
[![a badge](docs/badge.svg)](CHANGELOG.md) `[code](docs/code.md)`

```
[fenced](docs/code.md)
```
"""


@pytest.fixture
def repository(tmp_path):
    """A tagged commit of version 1.2.3, whose folder is `path`; `git(...)` and `write(...)` change it."""

    class Repository:
        path = tmp_path / "clone"

        def git(self, *arguments):
            identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
            subprocess.run(["git", "-C", str(self.path), *identity, *arguments], check=True, capture_output=True)

        def write(self, name, text, *, is_committed=True):
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if is_committed:
                self.git("add", "--all")
                self.git("commit", "--quiet", "--message", name)
                self.git("tag", "--force", "v1.2.3")

        def check(self, address=ADDRESS):
            return release.check_release(self.path, address)

    found = Repository()
    found.path.mkdir()
    found.git("init", "--quiet")
    found.write("README.md", README)
    found.write("pyproject.toml", '[project]\nname = "some"\nversion = "1.2.3"\n')
    found.write("index/version.py", '"""The version."""\n\nVERSION = "1.2.3"\n')
    found.write("CHANGELOG.md", "# Changes\n\n## 1.2.3 (2026-01-31)\n\n- Something.\n\n## 1.2.2 (2026-01-01)\n")
    return found


def test_what_agrees_is_a_release(repository):
    found = repository.check()
    assert (found.version, found.tag, found.repository) == ("1.2.3", "v1.2.3", ADDRESS)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("CHANGELOG.md", "## 1.2.3 (unreleased)\n- x\n", "CHANGELOG.md: 1.2.3 is “unreleased”; write the date"),
        ("CHANGELOG.md", "## 1.3.0 (2026-01-31)\n- x\n", "is 1.3.0, but index/version.py says 1.2.3; make them the same"),
        ("CHANGELOG.md", "## 1.2.3 (2026-01-31)\n\n## 1.2.2 (2026-01-01)\n- x", "says nothing about 1.2.3"),
        ("CHANGELOG.md", "nothing\n", "has no section like"),
        ("index/version.py", 'VERSION = "1.2"\n', "is not like 1.2.3"),
        ("index/version.py", "VERSION = read()\n", "is not like 1.2.3"),
    ],
)
def test_what_does_not_agree_is_one_line(repository, name, text, expected):
    repository.write(name, text)
    with pytest.raises(release.ReleaseError) as caught:
        repository.check()
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_tag_names_the_command(repository):
    repository.git("tag", "--delete", "v1.2.3")
    with pytest.raises(release.ReleaseError, match=r"v1\.2\.3: no such tag; run `git tag --annotate v1\.2\.3 "):
        repository.check()


def test_a_tag_of_an_older_commit_is_refused(repository):
    repository.write("README.md", "newer")
    repository.git("tag", "--force", "v1.2.3", "HEAD~1")
    with pytest.raises(release.ReleaseError, match=r"is the tag of .*, not of .*; check out"):
        repository.check()


def test_an_annotated_tag_is_the_tag_of_its_commit(repository):
    repository.git("tag", "--force", "--annotate", "v1.2.3", "--message", "Some 1.2.3")
    assert repository.check().tag == "v1.2.3"


def test_changes_that_are_not_committed_are_refused_and_new_files_are_not(repository):
    (repository.path / "notes.txt").write_text("not part of it")
    repository.check()
    repository.write("README.md", "edited", is_committed=False)
    with pytest.raises(release.ReleaseError, match=r"^README\.md: has changes that are not committed"):
        repository.check()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/club/footnote.git", ADDRESS),
        ("git@example.org:club/footnote.git", ADDRESS),
        ("ssh://git@example.org/club/footnote.git/", ADDRESS),
        ("https://ann:secret@example.org/club/footnote", ADDRESS),
    ],
)
def test_addresses_of_remotes_become_those_for_browsers(address, expected):
    assert release.web_address(address) == expected


@pytest.mark.parametrize(
    "address", ["", "/srv/footnote", "file:///srv", "http://example.org/x", "https://", "https://example.org/"]
)
def test_a_repository_without_an_address_is_refused(address):
    with pytest.raises(release.ReleaseError, match="make release REPOSITORY="):
        release.web_address(address)


def test_outside_a_repository_one_line_says_so(tmp_path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index/version.py").write_text('VERSION = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text("## 1.2.3 (2026-01-31)\n- x\n")
    with pytest.raises(release.ReleaseError, match=r"^git: .*; run this in a clone"):
        release.check_release(tmp_path, ADDRESS)


def test_links_of_the_readme_work_elsewhere(repository, tmp_path):
    release.export(repository.path, repository.check(), tmp_path / "exported")
    text = (tmp_path / "exported/README.md").read_text(encoding="utf-8")
    assert f"![a picture]({ADDRESS}/raw/v1.2.3/docs/picture.svg)" in text
    assert f"lines]({ADDRESS}/blob/v1.2.3/docs/commands.md#build)" in text
    assert f"[![a badge]({ADDRESS}/raw/v1.2.3/docs/badge.svg)]({ADDRESS}/blob/v1.2.3/CHANGELOG.md)" in text
    for unchanged in (
        "](https://example.com/)",
        "](#below)",
        "](mailto:ann@example.org)",
        "`[code](docs/code.md)`",
        "[fenced](docs/code.md)",
    ):
        assert unchanged in text
    project = tomllib.loads((tmp_path / "exported/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Homepage"] == ADDRESS
    assert (repository.path / "README.md").read_text(encoding="utf-8") == README


def test_no_link_of_the_real_readme_stays_relative():
    text = release.absolute_links((ROOT / "README.md").read_text(encoding="utf-8"), ADDRESS, "v1.2.3")
    assert [link["target"] for link in release.LINK.finditer(text) if "://" not in link["target"]] == []


def test_source_distributions_do_not_depend_on_when_and_where_they_are_packed(tmp_path):
    packed = []
    for name, seconds, owner in (("first", 1_000, "ann"), ("second", 2_000, "bob")):
        path = tmp_path / f"{name}.tar.gz"
        names = ["a-1/PKG-INFO", "a-1/run"]
        with tarfile.open(path, "w:gz") as archive:
            for member_name in names if owner == "ann" else reversed(names):
                member = tarfile.TarInfo(member_name)
                member.mtime, member.uname, member.uid = seconds, owner, seconds
                member.mode = 0o775 if "run" in member_name and owner == "ann" else 0o744 if "run" in member_name else 0o600
                member.size = 5
                archive.addfile(member, io.BytesIO(b"hello"))
        release.settle(path, 86_400)
        packed.append(path.read_bytes())
        with tarfile.open(path) as archive:
            assert archive.extractfile("a-1/run").read() == b"hello"
            assert archive.getmember("a-1/run").mode == 0o755
    assert packed[0] == packed[1]


def test_builds_that_differ_are_refused(repository, tmp_path, monkeypatch):
    builds = []

    def build(folder, target, seconds):
        builds.append(folder)
        target.mkdir()
        (target / "some.whl").write_bytes(str(folder).encode())

    monkeypatch.setattr(release, "build", build)
    with pytest.raises(release.ReleaseError, match=r"some\.whl: two builds differ"):
        release.build_twice(repository.path, repository.check(), tmp_path)
    assert len(builds) == 2


@pytest.fixture
def engine(tmp_path, monkeypatch, repository):
    """A docker that writes its arguments to a file, and a repository to build; return what was written."""
    program, said = tmp_path / "bin/docker", tmp_path / "said.json"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open({str(said)!r}, 'w'))\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    for name in ("REPOSITORY", "TORCH_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(image, "ROOT", repository.path)
    return lambda: json.loads(said.read_text())


def test_the_image_of_a_release_has_its_tags_and_labels(engine, repository, monkeypatch):
    monkeypatch.setenv("REPOSITORY", ADDRESS)
    assert image.main(["--", "--platform=linux/arm64"]) == 0
    said = engine()
    assert [flag for flag in said if flag.startswith("--tag")] == [
        "--tag=footnote:1.2.3",
        "--tag=footnote:1.2",
        "--tag=footnote:latest",
    ]
    labels = dict(flag.removeprefix("--label=org.opencontainers.image.").split("=", 1) for flag in said if "--label" in flag)
    assert labels["version"] == "1.2.3"
    assert labels["source"] == ADDRESS
    assert f"--build-arg=REVISION={labels['revision']}" in said
    assert "--platform=linux/arm64" in said


def test_the_image_of_anything_else_is_not_tagged_with_a_version(engine, repository):
    repository.write("README.md", "edited", is_committed=False)
    assert image.main([]) == 0
    said = engine()
    assert [flag for flag in said if flag.startswith("--tag")] == ["--tag=footnote:latest"]
    [version] = [flag for flag in said if "image.version=" in flag]
    assert version.endswith(".edited")


def test_the_image_of_a_clone_of_a_folder_has_no_source(engine, repository):
    repository.git("remote", "add", "origin", "/srv/footnote")
    assert image.main([]) == 0
    assert not any("image.source" in flag for flag in engine())
    repository.git("remote", "set-url", "origin", "git@example.org:club/footnote.git")
    assert image.main([]) == 0
    assert any(flag.endswith(f"image.source={ADDRESS}") for flag in engine())


def test_a_prerelease_is_not_the_latest_image(engine, repository):
    repository.write("index/version.py", 'VERSION = "1.2.3rc1"\n')
    repository.git("tag", "v1.2.3rc1")
    assert image.main([]) == 0
    assert [flag for flag in engine() if flag.startswith("--tag")] == ["--tag=footnote:1.2.3rc1"]


def test_without_a_working_engine_one_line_says_why(tmp_path, monkeypatch, capsys):
    program = tmp_path / "docker"
    program.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert image.main([]) == 1
    line = capsys.readouterr().err
    assert line.startswith(
        "image: no image can be built here (docker: Cannot connect to the Docker daemon; podman is not installed)"
    )
    assert line.count("\n") == 1
