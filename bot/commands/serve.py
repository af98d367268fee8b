"""`footnote serve`: answer in Discord."""

import argparse
import contextlib
import logging

import msgspec

from bot.commands.project import open_index, settings_of
from index.errors import FootnoteError
from index.settings import ServingSettings, Settings

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Answer until told to end. A log for programs also has what is said while the index is opened, and why it was not."""
    settings = settings_of(options)
    settings = msgspec.structs.replace(settings, serving=_serving_of(options, settings.serving))
    if settings.serving.logs == "text":
        _serve(settings, contextlib.nullcontext())
        return 0
    from bot.chat.observing.logs import LoggedLines, write_logs

    write_logs("", settings.serving.logs)
    try:
        _serve(settings, contextlib.redirect_stderr(LoggedLines()))
    except FootnoteError as error:
        log.critical("%s", error)
        return error.exit_code
    return 0


def _serve(settings: Settings, preparing: contextlib.AbstractContextManager[object]) -> None:
    """Open the index while `preparing` lasts, and answer from it."""
    from bot.chat import serving

    serving.read_token()  # before an index is built in vain
    with preparing:
        searcher = open_index(settings, threads=1)  # the other cores are for the connection
    serving.serve(settings, searcher)


def _serving_of(options: argparse.Namespace, said: ServingSettings) -> ServingSettings:
    """How it is to be run: as the flags say, and else as config.yaml does."""
    flags = {name: getattr(options, name) for name in ServingSettings.__struct_fields__}
    return msgspec.structs.replace(said, **{name: value for name, value in flags.items() if value is not None})
