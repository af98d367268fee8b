"""`footnote doctor`: what keeps the bot from running, and what to do about it."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.commands.locating import config_file
from bot.doctor import project
from bot.doctor.checks import Check, Finding, attempt, skipped
from bot.doctor.disk import check_disk
from bot.doctor.machine import check_building, check_packages, check_python
from bot.terminal.checkups import show_checks

if TYPE_CHECKING:
    from bot.rendering.texts import Translations
    from index.settings import Settings
    from index.storing.manifest import Manifest

T = TypeVar("T")
CONFIG = ("msgspec", "pyyaml")
CORPUS = ("lxml", "markdown-it-py", "mdit-py-plugins")
INDEX = ("PyStemmer", "faiss-cpu", "filelock", "numpy", "onnxruntime", "rapidfuzz", "tokenizers")
DISCORD = (*CONFIG, *CORPUS, *INDEX, "discord.py", "watchfiles")
"""Packages that the checks need."""


def run(options: argparse.Namespace) -> int:
    """Look at everything and say how it is; 1 if something failed."""
    checks, invite = examine(config_file(options), is_offline=options.offline)
    is_well = all(check.state != "failed" for check in checks)
    if options.json:
        print(
            json.dumps({"ok": is_well, "checks": [check.to_dict() for check in checks], "invite": invite}, ensure_ascii=False)
        )
    else:
        show_checks(checks, invite)
    return 0 if is_well else 1


def examine(config: Path, *, is_offline: bool) -> tuple[list[Check], str | None]:
    """All checks in their order, and the address to invite the bot with, where Discord tells which bot it is."""
    python = check_python()
    if python.state == "failed":
        return [python, skipped("All else", "needs a newer Python")], None
    packages = check_packages()
    unusable = packages.value or frozenset()
    found = attempt("Config", lambda: project.check_config(config), CONFIG, unusable)
    checks, build_extra = _examine_project(found.value, unusable)
    words = _examine_translations(found.value, unusable)
    checks = [python, *packages.checks, build_extra, *found.checks, *checks, *words.checks]
    if is_offline:
        return [*checks, skipped("Discord", "not asked, for --offline")], None
    there = attempt("Discord", lambda: _examine_discord(found.value, words.value), DISCORD, unusable)
    return [*checks, *there.checks], there.value


def _examine_project(settings: "Settings | None", unusable: frozenset[str]) -> tuple[list[Check], Check]:
    """Documents, model, index and disk; and whether the machine can compile a model, as far as it needs to."""
    if settings is None:
        names = ("Corpus", "Model", "Index", "Up to date", "Disk")
        return [skipped(name, "needs a config.yaml that can be read") for name in names], check_building(is_needed=None)
    said = settings
    corpus = attempt("Corpus", lambda: project.check_corpus(said), CORPUS, unusable)
    index = attempt("Index", lambda: project.check_index(said), INDEX, unusable)
    model = attempt("Model", lambda: project.check_model(said, index.value), (), unusable)
    current = _after(
        "Up to date", index.value, lambda manifest: project.check_currency(said, manifest), (*CORPUS, *INDEX), unusable
    )
    disk = check_disk(said, index.value)
    is_needed = None if unusable.intersection(INDEX) else not project.holds_compiled(said, index.value)
    build_extra = check_building(is_needed=is_needed, provided=project.replaced_packages(model.value))
    return [*corpus.checks, *model.checks, *index.checks, *current.checks, disk], build_extra


def _after(
    name: str,
    manifest: "Manifest | None",
    step: Callable[["Manifest"], Finding[T]],
    needs: tuple[str, ...],
    unusable: frozenset[str],
) -> Finding[T]:
    """A step that needs an index which is whole."""
    if manifest is None:
        return Finding((skipped(name, "needs an index"),))
    return attempt(name, lambda: step(manifest), needs, unusable)


def _examine_translations(settings: "Settings | None", unusable: frozenset[str]) -> "Finding[Translations]":
    """The bot's own words."""
    if settings is None:
        return Finding(())
    said = settings
    return attempt("Translations", lambda: project.check_translations(said), CONFIG, unusable)


def _examine_discord(settings: "Settings | None", translations: "Translations | None") -> Finding[str]:
    """What Discord says of the bot."""
    from bot.chat.inspecting.application import inspect

    return inspect(settings.discord if settings else None, translations)
