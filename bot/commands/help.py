"""`footnote help`: show the help of a command, or of all."""

import argparse

from bot.command_line.arguments import make_parser


def run(options: argparse.Namespace) -> int:
    """Print what `footnote COMMAND --help` prints. Exits with 2 if there is no such command."""
    parser = make_parser()
    if options.name is not None:
        if options.name not in parser.commands:
            parser.reject_command(options.name)
        parser = parser.commands[options.name]
    parser.print_help()
    return 0
