"""`footnote doctor`: find problems that keep the bot from running, and show how to fix them."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command_line.locating import config_file
from bot.doctor import project
from bot.doctor.calibration import check_calibration
from bot.doctor.checks import Check, Finding, attempt, skipped
from bot.doctor.disk import check_disk
from bot.doctor.machine import check_build_extra, check_packages, check_python
from bot.doctor.record import check_record, find_owner
from bot.doctor.shards import check_shards
from bot.doctor.store import check_store
from bot.terminal.checkups import show_checks

if TYPE_CHECKING:
    from bot.rendering.texts import Translations
    from index.settings import Settings

CONFIG_PACKAGES = ("msgspec", "pyyaml")
CORPUS_PACKAGES = ("emoji", "lxml", "markdown-it-py", "mdit-py-plugins")
INDEX_PACKAGES = ("PyStemmer", "faiss-cpu", "filelock", "numpy", "onnxruntime", "rapidfuzz", "tokenizers")
RECORD_PACKAGES = ("alembic", "sqlalchemy")
DISCORD_PACKAGES = (*CONFIG_PACKAGES, *CORPUS_PACKAGES, *INDEX_PACKAGES, "discord.py", "watchfiles")
"""The packages needed by the checks of each part."""


def run(options: argparse.Namespace) -> int:
    """Run all checks and print their results; return 1 if one failed, else 0."""
    checks, invite = examine(config_file(options), is_offline=options.offline)
    is_ok = all(check.state != "failed" for check in checks)
    if options.json:
        print(json.dumps({"ok": is_ok, "checks": [check.to_dict() for check in checks], "invite": invite}, ensure_ascii=False))
    else:
        show_checks(checks, invite)
    return 0 if is_ok else 1


def examine(config: Path, *, is_offline: bool) -> tuple[list[Check], str | None]:
    """Run all checks; return them in order of display, and the bot's invite link if Discord reports which bot it is."""
    python = check_python()
    if python.state == "failed":
        return [python, skipped("Everything else", "needs a newer Python")], None
    packages = check_packages()
    unusable = packages.value or frozenset()
    found = attempt("Config", lambda: project.check_config(config), CONFIG_PACKAGES, unusable)
    checks, build_extra = _examine_project(found.value, unusable)
    translations = _examine_translations(found.value, unusable)
    shards = _examine_shards(found.value, unusable)
    checks = [python, *packages.checks, build_extra, *found.checks, *checks, *translations.checks, *shards.checks]
    if is_offline:
        return [*checks, skipped("Discord", "not contacted because of --offline")], None
    settings = shards.value or found.value
    invite = attempt("Discord", lambda: _examine_discord(settings, translations.value), DISCORD_PACKAGES, unusable)
    return [*checks, *invite.checks], invite.value


def _examine_project(settings: "Settings | None", unusable: frozenset[str]) -> tuple[list[Check], Check]:
    """Check documents, model, index and disk; also return the check of the packages that compile a model."""
    if settings is None:
        names = ("Corpus", "Model", "Index", "Up to date", "Disk")
        return [skipped(name, "needs a readable config.yaml") for name in names], check_build_extra(is_needed=None)
    loaded = settings
    index = attempt("Index", lambda: project.check_index(loaded), INDEX_PACKAGES, unusable)
    corpus = attempt("Corpus", lambda: project.check_corpus(loaded, index.value), CORPUS_PACKAGES, unusable)
    model = attempt("Model", lambda: project.check_model(loaded, index.value), (), unusable)
    needs = (*CORPUS_PACKAGES, *INDEX_PACKAGES)
    store = attempt("Store", lambda: check_store(loaded, index.value), INDEX_PACKAGES, unusable)
    if manifest := index.value:
        current = attempt("Up to date", lambda: project.check_freshness(loaded, manifest), needs, unusable)
    else:
        current = Finding((skipped("Up to date", "needs an index"),))
    calibrated = attempt("Calibration", lambda: check_calibration(loaded, index.value), INDEX_PACKAGES, unusable)
    known = attempt("Known questions", lambda: project.check_known_questions(loaded, index.value), needs, unusable)
    record = attempt("Record", lambda: check_record(loaded), RECORD_PACKAGES if loaded.record else (), unusable)
    disk = check_disk(loaded, index.value)
    is_needed = None if unusable.intersection(INDEX_PACKAGES) else project.needs_compiler(loaded, index.value, model.value)
    build_extra = check_build_extra(is_needed=is_needed, provided=project.replaceable_packages(model.value))
    return [
        *corpus.checks,
        *model.checks,
        *index.checks,
        *store.checks,
        *current.checks,
        *calibrated.checks,
        *known.checks,
        *record.checks,
        disk,
    ], build_extra


def _examine_translations(settings: "Settings | None", unusable: frozenset[str]) -> "Finding[Translations]":
    """Check the translations of the bot's messages."""
    if settings is None:
        return Finding(())
    loaded = settings
    return attempt("Translations", lambda: project.check_translations(loaded), CONFIG_PACKAGES, unusable)


def _examine_shards(settings: "Settings | None", unusable: frozenset[str]) -> "Finding[Settings]":
    """Check the shards of this process, if some are configured; the value is the settings that name them."""
    if settings is None:
        return Finding(())
    loaded = settings
    return attempt("Shards", lambda: check_shards(loaded), RECORD_PACKAGES if loaded.record else (), unusable)


def _examine_discord(settings: "Settings | None", translations: "Translations | None") -> Finding[str]:
    """Check the bot in Discord; the value is its invite link."""
    from bot.chat.inspecting.application import inspect

    has_record = settings is not None and settings.record is not None
    owner = find_owner(settings) if settings else None
    return inspect(settings.discord if settings else None, translations, has_record=has_record, owner=owner)
