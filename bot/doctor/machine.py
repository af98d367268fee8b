"""Checks of the machine: Python, and the packages needed to answer and to compile a model."""

import platform
import sys
from collections.abc import Collection, Iterator, Sequence
from importlib import metadata

from bot.doctor.checks import Check, Finding, failed, ok, skipped, warning
from bot.doctor.importing import find_unimportable
from bot.doctor.requirements import Requirement, read_requirements
from index.installation import DISTRIBUTION, install_command, install_fix

MINIMUM_PYTHON = (3, 11)
BUILD_EXTRA = "build"
"""The extra for packages that only compiling a model needs."""
MODULE_NAMES = {
    "pystemmer": "Stemmer",
    "discord.py": "discord",
    "faiss-cpu": "faiss",
    "markdown-it-py": "markdown_it",
    "pyyaml": "yaml",
    "pyspellchecker": "spellchecker",
}
"""Module names that differ from the name of their distribution."""


def check_python() -> Check:
    """Check that this Python is new enough."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info >= MINIMUM_PYTHON:
        return ok("Python", found)
    minimum = ".".join(map(str, MINIMUM_PYTHON))
    return failed("Python", found, f"install Python {minimum} or newer, then Footnote in an environment made with it")


def check_packages() -> Finding[frozenset[str]]:
    """Check that every package needed to answer is installed, in range and importable; return the unusable ones."""
    try:
        required = [each for each in _requirements() if each.extra is None]
    except metadata.PackageNotFoundError:
        what = "Footnote is not installed, so its requirements are unknown"
        return Finding((warning("Packages", what, "run `pip install --constraint constraints.txt --editable .`"),), frozenset())
    unsatisfied = {each.name: problem for each in required if (problem := _version_problem(each))}
    modules = {_module_name(each): each for each in required if each.name not in unsatisfied}
    broken = find_unimportable(list(modules))
    checks = [*_version_checks(required, unsatisfied), *_import_checks(modules, broken)]
    if not checks:
        checks = [ok("Packages", f"all {len(required)} packages needed to answer questions")]
    return Finding(tuple(checks), frozenset([*unsatisfied, *(modules[module].name for module in broken)]))


def check_build_extra(*, is_needed: bool | None, provided: Collection[str] = ()) -> Check:
    """Check that the packages for compiling a model are installed, if they are needed (None: unknown).

    Packages in `provided` count as installed.
    """
    name = "Build extra"
    try:
        required = [each for each in _requirements() if each.extra == BUILD_EXTRA and each.name not in provided]
    except metadata.PackageNotFoundError:
        return skipped(name, "Footnote is not installed")
    missing = [each for each in required if _version_problem(each)]
    if not missing:
        return ok(name, "installed; models can be compiled")
    if is_needed is None:
        return skipped(name, "not installed; fix the failed checks to see whether it is needed")
    if not is_needed:
        return ok(name, "not installed and not needed: this model can be used without compiling it")
    fix = f"{install_fix(BUILD_EXTRA)}, or copy an index folder that was built elsewhere"
    what = f"missing {', '.join(each.name for each in missing)}, and the index has no compiled model"
    return failed(name, what, fix)


def _requirements() -> tuple[Requirement, ...]:
    """Read the requirements of the installed Footnote. Raises PackageNotFoundError if it is not installed."""
    return read_requirements(metadata.requires(DISTRIBUTION) or ())


def _version_problem(required: Requirement) -> str | None:
    """Describe why the installed version does not satisfy a requirement; None if it does."""
    try:
        version = metadata.version(required.name)
    except metadata.PackageNotFoundError:
        return "is not installed"
    return None if required.is_satisfied_by(version) else f"is {version}, but {required.versions} is required"


def _module_name(required: Requirement) -> str:
    return MODULE_NAMES.get(required.name.lower(), required.name.replace("-", "_"))


def _version_checks(required: Sequence[Requirement], unsatisfied: dict[str, str]) -> Iterator[Check]:
    if unsatisfied:
        wanted = " ".join(f"'{each}'" for each in required if each.name in unsatisfied)
        found = "; ".join(f"{name} {problem}" for name, problem in unsatisfied.items())
        yield failed("Packages", found, f"run `{install_command(wanted)}`")


def _import_checks(modules: dict[str, Requirement], broken: dict[str, str]) -> Iterator[Check]:
    for module, reason in broken.items():
        command = install_command(f"'{modules[module]}'", is_again=True)
        yield failed("Packages", f"{modules[module].name} cannot be imported ({reason})", f"run `{command}`")
