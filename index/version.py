"""Footnote's version, as a constant so that no package metadata is read for it."""

VERSION = "0.1.0"
