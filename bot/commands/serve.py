"""`footnote serve`: answer questions in Discord."""

import argparse
import contextlib
import logging
from typing import TYPE_CHECKING

import msgspec

from bot.chat.stopping import StopSignals, Terminated
from bot.commands.exit_codes import serve_exit_code
from bot.commands.project import open_index, settings_of
from index.errors import FootnoteError
from index.settings import ServingSettings, Settings
from index.settings.choosing import choose_shards

if TYPE_CHECKING:
    from bot.chat.observing.service_manager import ServiceManager

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Answer until stopped, and return 0 after SIGTERM at whatever moment. Errors that need a person have exit code 78."""
    signals = StopSignals()
    try:
        return _run(options, signals)
    except (Terminated, ImportError):
        if not signals.is_terminated:
            raise
        return 0  # SIGTERM while a compiled library is being imported raises ImportError


def _run(options: argparse.Namespace, signals: StopSignals) -> int:
    """Answer until stopped. With JSON logs, messages and errors from opening the index are logged too."""
    from bot.chat.observing.service_manager import ServiceManager

    manager = ServiceManager.from_environment()
    is_logged = options.logs == "json"
    try:
        settings = settings_of(options)
        settings = msgspec.structs.replace(settings, serving=_merge_flags(options, settings.serving))
        settings = choose_shards(settings, options.shards)
        is_logged = settings.serving.logs == "json"
        _serve(settings, signals, manager)
    except FootnoteError as error:
        if signals.is_terminated:
            return 0
        manager.status(str(error))
        error.exit_code = serve_exit_code(error)
        if not is_logged:
            raise
        if not logging.getLogger().handlers:
            _log_as_json()
        log.critical("%s", error)
        return error.exit_code
    return 0


def _log_as_json(token: str = "") -> None:
    from bot.chat.observing.logs import configure_logging

    configure_logging(token, "json")


def _serve(settings: Settings, signals: StopSignals, manager: "ServiceManager") -> None:
    """Find the token and open the index, then answer from it."""
    from bot.chat import serving
    from bot.chat.bot_token import read_token

    preparing: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
    token = read_token(may_ask=True)  # fail before building an index, not after
    if settings.serving.logs == "json":
        from bot.chat.observing.logs import LogStream

        _log_as_json(token.value)
        preparing = contextlib.redirect_stderr(LogStream())
    manager.status("opening the index")
    with preparing:
        searcher = open_index(settings, threads=1, is_serving=True)  # leaves the other cores to the connection
    serving.serve(settings, searcher, token, signals, manager)


def _merge_flags(options: argparse.Namespace, configured: ServingSettings) -> ServingSettings:
    """Return the `serving` settings of config.yaml, overridden by the flags that were given."""
    flags = {name: getattr(options, name) for name in ServingSettings.__struct_fields__}
    return msgspec.structs.replace(configured, **{name: value for name, value in flags.items() if value is not None})
