"""The version of Footnote, known without looking into how it was installed."""

VERSION = "0.1.0"
