"""`footnote serve`: answer in Discord."""

import argparse

from bot.commands.project import open_index, settings_of


def run(options: argparse.Namespace) -> int:
    """Answer until told to end."""
    from bot.chat import serving

    settings = settings_of(options)
    serving.read_token()
    serving.serve(settings, open_index(settings, threads=1))  # the other cores are for the connection
    return 0
