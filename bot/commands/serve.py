"""`footnote serve`: answer questions in Discord."""

import argparse
import contextlib
import logging

import msgspec

from bot.commands.project import open_index, settings_of
from index.errors import FootnoteError
from index.settings import ServingSettings, Settings

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Answer until stopped. With JSON logs, messages and errors from opening the index are logged too."""
    settings = settings_of(options)
    settings = msgspec.structs.replace(settings, serving=_merge_flags(options, settings.serving))
    if settings.serving.logs == "text":
        _serve(settings, contextlib.nullcontext())
        return 0
    from bot.chat.observing.logs import LogStream, configure_logging

    configure_logging("", settings.serving.logs)
    try:
        _serve(settings, contextlib.redirect_stderr(LogStream()))
    except FootnoteError as error:
        log.critical("%s", error)
        return error.exit_code
    return 0


def _serve(settings: Settings, preparing: contextlib.AbstractContextManager[object]) -> None:
    """Open the index inside the context `preparing`, then answer from it."""
    from bot.chat import serving

    serving.read_token()  # fail before building an index, not after
    with preparing:
        searcher = open_index(settings, threads=1)  # leaves the other cores to the connection
    serving.serve(settings, searcher)


def _merge_flags(options: argparse.Namespace, configured: ServingSettings) -> ServingSettings:
    """Return the `serving` settings of config.yaml, overridden by the flags that were given."""
    flags = {name: getattr(options, name) for name in ServingSettings.__struct_fields__}
    return msgspec.structs.replace(configured, **{name: value for name, value in flags.items() if value is not None})
