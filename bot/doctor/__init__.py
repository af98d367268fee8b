"""Local checks of `footnote doctor`: Python and packages, the project, the disk. Nothing here depends on Discord."""
