"""Check which shards the bot's processes serve, as far as config.yaml and their shared database say."""

from typing import TYPE_CHECKING

from bot.doctor.checks import Check, Finding, failed, failed_with, ok, skipped, warning
from index.errors import FootnoteError
from index.text.characters import pluralize

if TYPE_CHECKING:
    from bot.record.processes import Process
    from index.settings import Settings
    from index.settings.shards import Shards

NAME = "Shards"
SEVERAL = "docs/running.md says how several processes share a bot's servers"


def check_shards(settings: "Settings") -> Finding["Settings"]:
    """Check that the shards can be served, if some are configured; the value is the settings with those of the environment."""
    from index.settings.choosing import choose_shards

    try:
        settings = choose_shards(settings)
    except FootnoteError as error:
        return Finding((failed_with(NAME, error, SEVERAL),), settings)
    configured = settings.discord.shards
    if configured is None:
        return Finding((), settings)
    return Finding((_check(settings, configured.chosen()),), settings)


def _check(settings: "Settings", shards: "Shards") -> Check:
    """Compare the configured shards with those of the processes that run now."""
    from index.settings.shards import format_ids, unserved

    if settings.record is None:
        if not shards.is_partial:
            return ok(NAME, f"this process serves all {shards.total}")
        what = f"{shards} here; without a record, nobody checks that other processes serve the rest, and only that"
        return warning(NAME, what, "set record.database to a database that all processes share")
    try:
        running = _running(settings)
    except FootnoteError as error:
        return skipped(NAME, f"{shards} here; the other processes are not known ({error.what})")
    for process in running:
        if process.shards is None or process.shards.total != shards.total:
            served = f"shards {process.shards}" if process.shards else "all servers"
            what = f"{process.place} serves {served}, which conflicts with {shards} here"
            return failed(NAME, what, "start all processes with the same total")
    missing = unserved(shards.total, (process.shards for process in running))
    if running and missing:
        fix = f"start a process with --shards {format_ids(missing)}/{shards.total}"
        return warning(NAME, f"no process serves {format_ids(missing)} of {shards.total} now", fix)
    which = "the only shard is" if shards.total == 1 else f"all {shards.total} are"
    state = f"{which} served by {pluralize(len(running), 'process', 'processes')}" if running else "no process runs now"
    return ok(NAME, f"{shards} here; {state}")


def _running(settings: "Settings") -> "list[Process]":
    from bot.record.database import inspect_processes
    from bot.record.places import Place

    return inspect_processes(Place.from_settings(settings))
