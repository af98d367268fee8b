"""The previous release: the wheel of the last tag before this commit, or of an earlier commit until there is a tag.

To try an upgrade by hand, build and unpack the same wheel, and run it with its folder on PYTHONPATH:

    git archive TAG | tar -x -C SOURCE
    pip wheel --no-deps --no-build-isolation --wheel-dir WHEELS SOURCE
    python -m zipfile -e WHEELS/*.whl RELEASE
    PYTHONPATH=RELEASE python -m bot build
"""

import os
import shutil
import subprocess
import sys
import tarfile
from configparser import ConfigParser
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import ROOT

FIRST = "85f85f19ada8a47e9534ff1536ac074f069b7efc"
"""A commit whose indexes have format 3 and hold their calibration."""


@dataclass(frozen=True)
class Release:
    """An unpacked wheel, and what its command `footnote` calls, as in `module:function`."""

    folder: Path
    command: str

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the command of this release in a folder."""
        module, _, function = self.command.partition(":")
        code = f"import sys; from {module} import {function}; sys.exit({function}())"
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        command = [sys.executable, "-P", "-c", code, *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


def git(*arguments: str) -> bytes | None:
    """Return the output of git in this repository, or None if it fails, as without the history."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    return None if done.returncode else done.stdout


@pytest.fixture(scope="session")
def previous_release(run_folder: Path) -> Release:
    """The previous release, built once per run."""
    tag = git("describe", "--tags", "--abbrev=0", "HEAD^") if shutil.which("git") else None
    archive = git("archive", tag.decode().strip() if tag else FIRST) if shutil.which("git") else None
    for package in ("pip", "setuptools"):
        if find_spec(package) is None:
            pytest.skip(f"the wheel of the previous release cannot be built without {package}")
    if archive is None:
        pytest.skip("the history of the repository is not here: the previous release cannot be built")
    folder = run_folder / "previous-release"
    with FileLock(run_folder / "previous-release.lock"):
        if not folder.exists():
            source = run_folder / "previous-source"
            with tarfile.open(fileobj=BytesIO(archive)) as files:
                files.extractall(source, filter="data")
            options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(source / "wheel"))
            subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True)
            [wheel] = (source / "wheel").iterdir()
            shutil.unpack_archive(wheel, folder, "zip")
            shutil.rmtree(source)
    [listing] = folder.glob("*.dist-info/entry_points.txt")
    scripts = ConfigParser()
    scripts.read(listing, encoding="utf-8")
    return Release(folder, scripts["console_scripts"]["footnote"])
