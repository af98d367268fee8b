"""Build the container image with its tags and labels: `make image`. It needs docker or podman, and the base image."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from release import ROOT, ReleaseError, git, read_version, web_address

ENGINES = ("docker", "podman")


def find_engine(wanted: str | None) -> str:
    """Return the first engine that works here, or the wanted one. Raises ReleaseError."""
    reasons = []
    for name in [wanted] if wanted else ENGINES:
        if shutil.which(name) is None:
            reasons.append(f"{name} is not installed")
            continue
        done = subprocess.run([name, "version"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return name
        reasons.append(f"{name}: {(done.stderr.strip().splitlines() or ['does not work'])[-1]}")
    raise ReleaseError(f"no image can be built here ({'; '.join(reasons)}); install docker or podman, or start its service")


def describe() -> tuple[list[str], dict[str, str]]:
    """Return the tags and labels of the image that the folder makes. Only a tagged, clean commit gets the version as a tag."""
    version, commit = read_version(ROOT), git(ROOT, "rev-parse", "HEAD")
    is_clean = not git(ROOT, "status", "--porcelain", "--untracked-files=no")
    is_release = is_clean and f"v{version}" in git(ROOT, "tag", "--points-at", "HEAD").splitlines()
    seconds = int(git(ROOT, "log", "-1", "--format=%ct"))
    labels = {
        "version": version if is_release else f"{version}+{commit[:12]}{'' if is_clean else '.edited'}",
        "revision": commit,
        "created": datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z"),
    }
    if named := os.environ.get("REPOSITORY"):
        labels["source"] = web_address(named)
    with suppress(ReleaseError):  # a clone of a folder has no address
        labels.setdefault("source", web_address(git(ROOT, "remote", "get-url", "origin", may_fail=True)))
    if not is_release:
        return ["footnote:latest"], labels
    is_final = version.replace(".", "").isdigit()
    return [f"footnote:{version}", *([f"footnote:{version.rpartition('.')[0]}", "footnote:latest"] if is_final else [])], labels


def command(engine: str, tags: Sequence[str], labels: dict[str, str], extra: Sequence[str]) -> list[str]:
    """Return the command that builds the image."""
    flags = [f"--tag={tag}" for tag in tags]
    flags += [f"--label=org.opencontainers.image.{name}={value}" for name, value in labels.items()]
    flags += [f"--build-arg={name}={os.environ[name]}" for name in ("COMPILE", "TORCH_INDEX") if os.environ.get(name)]
    if engine == "podman":
        flags.append("--format=docker")  # the other format has no health checks
    return [engine, "build", *flags, f"--build-arg=REVISION={labels['revision']}", *extra, str(ROOT)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the image. Flags after `--` go to the engine, as in `-- --platform=linux/arm64`."""
    parser = argparse.ArgumentParser(prog="image", description=__doc__.splitlines()[0])
    parser.add_argument("--engine", help="docker, podman or a program like them (default: the first that works)")
    parser.add_argument("extra", nargs="*", help="flags for the engine")
    options = parser.parse_args(arguments)
    try:
        engine = find_engine(options.engine)
        building = command(engine, *describe(), options.extra)
    except ReleaseError as error:
        print(f"image: {error}", file=sys.stderr)
        return 1
    print(" ".join(building), flush=True)
    return subprocess.run(building, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
