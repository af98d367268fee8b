"""Tests of Footnote; each file is named for the module whose behaviour it holds."""
