"""The machine: Python, and the packages that Footnote needs to run, and to compile a model."""

import platform
import sys
from collections.abc import Collection, Iterator, Sequence
from importlib import metadata

from bot.doctor.checks import Check, Finding, failed, ok, skipped, warning
from bot.doctor.importing import find_unimportable
from bot.doctor.requirements import Requirement, read_requirements
from index.errors import install

OLDEST_PYTHON = (3, 11)
DISTRIBUTION = "footnote"
BUILD = "build"
"""The extra with what only compiling a model needs."""
MODULES = {
    "pystemmer": "Stemmer",
    "discord.py": "discord",
    "faiss-cpu": "faiss",
    "markdown-it-py": "markdown_it",
    "pyyaml": "yaml",
}
"""Modules that are called otherwise than their distribution."""


def check_python() -> Check:
    """Whether this Python is new enough."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info >= OLDEST_PYTHON:
        return ok("Python", found)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return failed("Python", found, f"install Python {oldest} or newer, and Footnote in an environment made with it")


def check_packages() -> Finding[frozenset[str]]:
    """Whether what answering needs is here, in the right versions, and can be imported; the names of what is unusable."""
    try:
        required = [each for each in _requirements() if each.extra is None]
    except metadata.PackageNotFoundError:
        what = "Footnote is not installed, so that nobody knows which packages it needs"
        return Finding((warning("Packages", what, "pip install --constraint constraints.txt ."),), frozenset())
    unfit = {each.name: problem for each in required if (problem := _problem(each))}
    modules = {_module(each): each for each in required if each.name not in unfit}
    broken = find_unimportable(list(modules))
    checks = [*_unfit(required, unfit), *_broken(modules, broken)]
    if not checks:
        checks = [ok("Packages", f"all {len(required)} that answering needs")]
    return Finding(tuple(checks), frozenset([*unfit, *(modules[module].name for module in broken)]))


def check_building(*, is_needed: bool | None, provided: Collection[str] = ()) -> Check:
    """Whether what compiling a model needs is here; that is no matter where it is not needed, None if nobody knows.

    The packages that are `provided` count as if they were here.
    """
    name = "Build extra"
    try:
        required = [each for each in _requirements() if each.extra == BUILD and each.name not in provided]
    except metadata.PackageNotFoundError:
        return skipped(name, "Footnote is not installed")
    lacking = [each for each in required if _problem(each)]
    if not lacking:
        return ok(name, "installed, so that a model can be compiled")
    if is_needed is None:
        return skipped(name, "not installed; whether it is needed depends on what failed")
    if not is_needed:
        return ok(name, "not installed, and not needed: the index holds its compiled model")
    fix = f"{install('build')}, or bring an index folder that was built elsewhere"
    what = f"lacks {', '.join(each.name for each in lacking)}, and there is no compiled model in the index"
    return failed(name, what, fix)


def _requirements() -> tuple[Requirement, ...]:
    """What the installed Footnote requires. Raises PackageNotFoundError."""
    return read_requirements(metadata.requires(DISTRIBUTION) or ())


def _problem(required: Requirement) -> str | None:
    """What is wrong with a package, as far as its version tells."""
    try:
        version = metadata.version(required.name)
    except metadata.PackageNotFoundError:
        return "is not installed"
    return None if required.is_satisfied_by(version) else f"is {version}, not {required.versions}"


def _module(required: Requirement) -> str:
    return MODULES.get(required.name.lower(), required.name.replace("-", "_"))


def _unfit(required: Sequence[Requirement], unfit: dict[str, str]) -> Iterator[Check]:
    if unfit:
        wanted = " ".join(f"'{each}'" for each in required if each.name in unfit)
        told = "; ".join(f"{name} {problem}" for name, problem in unfit.items())
        yield failed("Packages", told, f"pip install {wanted}")


def _broken(modules: dict[str, Requirement], broken: dict[str, str]) -> Iterator[Check]:
    for module, reason in broken.items():
        name = modules[module].name
        yield failed("Packages", f"{name} cannot be imported ({reason})", f"pip install --force-reinstall '{modules[module]}'")
