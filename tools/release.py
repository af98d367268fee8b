"""Build what a release consists of, after checking that version, change log and tag agree: `make release`.

In dist/, this leaves the wheel, the source distribution, a software bill of materials of an installation (CycloneDX) and their
checksums. Both builds are made twice, in different folders, and have to be the same, byte for byte. What is built is the tagged
commit, with one addition: the address of the repository, which becomes the links of the README and the project's addresses.
"""

import argparse
import ast
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
VERSION = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")
SECTION = re.compile(r"## (?P<version>\S+) \((?P<date>[^)]*)\)")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|!?\[[^\[\]]*\]\([^()\s]*\))*)\]\((?P<target>[^()\s]+)\)")
SHORT_ADDRESS = re.compile(r"(?:ssh://)?git@(?P<host>[^:/]+)[:/](?P<path>.+)")


class ReleaseError(Exception):
    """Something does not agree: one line that says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """A commit that can be released, its time in seconds, and the address of its repository."""

    version: str
    commit: str
    seconds: int
    repository: str

    @property
    def tag(self) -> str:
        """The tag of the release."""
        return f"v{self.version}"


def check_release(root: Path, repository: str | None) -> Release:
    """Return the release that a folder contains. Raises ReleaseError if version, change log, tag and files do not agree."""
    version = read_version(root)
    check_changes(root, version)
    if changed := git(root, "status", "--porcelain", "--untracked-files=no").splitlines():
        raise ReleaseError(f"{changed[0][3:]}: has changes that are not committed; commit them before the tag")
    commit, tag = git(root, "rev-parse", "HEAD"), f"v{version}"
    tagged = git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{tag}^{{commit}}", may_fail=True)
    if not tagged:
        raise ReleaseError(f"{tag}: no such tag; run `git tag --annotate {tag} --message 'Footnote {version}'`")
    if tagged != commit:
        raise ReleaseError(f"{tag}: is the tag of {tagged[:12]}, not of {commit[:12]}; check out {tag}, or raise the version")
    address = repository or git(root, "remote", "get-url", "origin", may_fail=True)
    return Release(version, commit, int(git(root, "log", "-1", "--format=%ct")), web_address(address))


def read_version(root: Path) -> str:
    """Return the version in index/version.py, without importing it. Raises ReleaseError if it is not one of a release."""
    tree = ast.parse((root / "index/version.py").read_text(encoding="utf-8"))
    assignments = [node for node in tree.body if isinstance(node, ast.Assign)]
    values = [node.value.value for node in assignments if isinstance(node.value, ast.Constant)]
    if len(values) != 1 or not isinstance(values[0], str) or not VERSION.fullmatch(values[0]):
        raise ReleaseError("index/version.py: VERSION is not like 1.2.3 or 1.2.3rc1; fix it")
    return values[0]


def check_changes(root: Path, version: str) -> None:
    """Raise ReleaseError unless the newest section of the change log has this version and a date, and says something."""
    lines = (root / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("## ")]
    found = SECTION.fullmatch(lines[starts[0]]) if starts else None
    if found is None:
        raise ReleaseError("CHANGELOG.md: has no section like `## 1.2.3 (2026-01-31)`; add one")
    if found["version"] != version:
        what = f"the newest section is {found['version']}, but index/version.py says {version}"
        raise ReleaseError(f"CHANGELOG.md: {what}; make them the same")
    if not DATE.fullmatch(found["date"]):
        raise ReleaseError(f"CHANGELOG.md: {version} is “{found['date']}”; write the date of the release, as in (2026-01-31)")
    if not "".join(lines[starts[0] + 1 : [*starts, len(lines)][1]]).strip():
        raise ReleaseError(f"CHANGELOG.md: says nothing about {version}; list what changed")


def web_address(address: str) -> str:
    """Return the address of a repository for a browser. Raises ReleaseError if there is none."""
    if short := SHORT_ADDRESS.fullmatch(address):
        address = f"https://{short['host']}/{short['path']}"
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or not parts.path.strip("/"):
        what = f"{address!r} is not an address for a browser" if address else "the repository has no address"
        raise ReleaseError(f"REPOSITORY: {what}; run `make release REPOSITORY=https://...`")
    return f"https://{parts.hostname}/{parts.path.strip('/').removesuffix('.git')}"


def git(root: Path, *arguments: str, may_fail: bool = False) -> str:
    """Run git in a folder and return what it prints; "" if it fails and may. Raises ReleaseError."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)  # noqa: S607
    except OSError as error:
        raise ReleaseError(f"git: cannot be started ({error.strerror}); install it") from None
    if done.returncode and not may_fail:
        raise ReleaseError(
            f"git: {(done.stderr.strip().splitlines() or ['failed'])[-1]}; run this in a clone of the repository"
        )
    return "" if done.returncode else done.stdout.rstrip()


def export(root: Path, release: Release, folder: Path) -> None:
    """Write the files of the release into a folder, with the address of the repository in README and pyproject.toml."""
    archive = subprocess.run(["git", "-C", str(root), "archive", release.commit], capture_output=True, check=True)  # noqa: S607
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    readme, project = folder / "README.md", folder / "pyproject.toml"
    readme.write_text(absolute_links(readme.read_text(encoding="utf-8"), release.repository, release.tag), encoding="utf-8")
    project.write_text(f"{project.read_text(encoding='utf-8')}\n{project_urls(release)}", encoding="utf-8")
    for path in folder.rglob("*"):  # modes that do not depend on the umask of whoever builds
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (release.seconds, release.seconds))


def project_urls(release: Release) -> str:
    """Return the table of a project's addresses in pyproject.toml."""
    pages = {
        "Homepage": "",
        "Documentation": f"/blob/{release.tag}/docs/commands.md",
        "Changelog": f"/blob/{release.tag}/CHANGELOG.md",
        "Issues": "/issues",
    }
    lines = (f'{name} = "{release.repository}{page}"\n' for name, page in pages.items())
    return f"[project.urls]\n{''.join(lines)}"


def absolute_links(text: str, repository: str, tag: str) -> str:
    """Make links to files of the repository work elsewhere: absolute, at the tag, except within code."""

    def rewrite(link: re.Match[str]) -> str:
        target = link["target"]
        label = LINK.sub(rewrite, link["text"])
        if not urlsplit(target).scheme and not target.startswith(("#", "/")):
            target = f"{repository}/{'raw' if link['image'] else 'blob'}/{tag}/{target}"
        return f"{link['image']}[{label}]({target})"

    parts = re.split(r"(^```(?s:.*?)^```|`[^`\n]*`)", text, flags=re.MULTILINE)
    return "".join(part if number % 2 else LINK.sub(rewrite, part) for number, part in enumerate(parts))


def build(folder: Path, target: Path, seconds: int) -> None:
    """Build the wheel and the source distribution of a folder into another, with all times set to that of the commit."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", str(target), str(folder)]
    run(command, environment)
    for path in target.glob("*.tar.gz"):
        settle(path, seconds)


def settle(path: Path, seconds: int) -> None:
    """Write a source distribution again, without times, owners and an order that depend on the machine."""
    with tarfile.open(path) as archive:
        members = [(member, archive.extractfile(member)) for member in archive.getmembers()]
        contents = [(member, file.read() if file else b"") for member, file in members]
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for member, content in sorted(contents, key=lambda each: each[0].name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = seconds, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            archive.addfile(member, io.BytesIO(content) if member.isfile() else None)


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    """Run a command and show what it prints only if it fails. Raises ReleaseError."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise ReleaseError(f"{' '.join(command[1:4])}: failed with exit code {done.returncode}; see above")


def build_twice(root: Path, release: Release, target: Path) -> list[Path]:
    """Build into a folder, and again elsewhere. Raises ReleaseError if a file differs; returns the files."""
    with TemporaryDirectory() as scratch:
        for name in ("first", "second, elsewhere"):
            export(root, release, Path(scratch) / name / "source")
            build(Path(scratch) / name / "source", Path(scratch) / name / "dist", release.seconds)
        first, second = (
            {path.name: path.read_bytes() for path in sorted((Path(scratch) / name / "dist").iterdir())}
            for name in ("first", "second, elsewhere")
        )
    for name, content in first.items():
        if second.get(name) != content:
            raise ReleaseError(f"{name}: two builds differ; find out what in it depends on time or place")
        (target / name).write_bytes(content)
    return [target / name for name in first]


def write_materials(root: Path, release: Release, wheel: Path, target: Path) -> Path:
    """Install a wheel with the versions in constraints.txt, and write the software bill of materials of that environment."""
    materials = target / f"footnote_bot-{release.version}.cdx.json"
    with TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch) / ("Scripts" if os.name == "nt" else "bin") / "python"
        constraints = ("--constraint", str(root / "constraints.txt"))
        run([str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *constraints, str(wheel)])
        run([str(python), "-m", "pip", "--disable-pip-version-check", "uninstall", "--quiet", "--yes", "pip", "setuptools"])
        tool = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--mc-type", "application"]
        run([*tool, "--pyproject", str(root / "pyproject.toml"), "--output-file", str(materials), str(python)])
    found = json.loads(materials.read_text(encoding="utf-8"))
    found["metadata"]["component"] |= {"version": release.version, "purl": f"pkg:pypi/footnote-bot@{release.version}"}
    materials.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return materials


def write_checksums(files: Sequence[Path], target: Path) -> Path:
    """Write the sha256 of each file as `sha256sum --check` reads them."""
    path = target / "SHA256SUMS"
    path.write_text(
        "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files), encoding="utf-8"
    )
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Check and build the release; print what was made, or one line that says why not."""
    parser = argparse.ArgumentParser(prog="release", description=__doc__.splitlines()[0])
    parser.add_argument("--repository", help="address of the repository, if it is not that of the remote `origin`")
    parser.add_argument("--check", action="store_true", help="only check that version, change log and tag agree")
    options = parser.parse_args(arguments)
    target = ROOT / "dist"
    try:
        release = check_release(ROOT, options.repository)
        if options.check:
            print(f"{release.tag}: version, change log and tag agree")
            return 0
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        files = build_twice(ROOT, release, target)
        [wheel] = [path for path in files if path.suffix == ".whl"]
        files.append(write_materials(ROOT, release, wheel, target))
        files.append(write_checksums(files, target))
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    for path in files:
        print(path.relative_to(ROOT))
    print(f"{release.tag} is built, twice the same. Next: install the wheel elsewhere and try it, `make image`, then publish.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
