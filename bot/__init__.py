"""The user interfaces of Footnote: the command line and the Discord bot."""
