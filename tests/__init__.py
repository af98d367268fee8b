"""Tests of Footnote; each file is named for the module whose behaviour it holds."""

import os
import sys

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")  # each core already has a worker or two

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of tests start Python, which would compile all modules each time
sys.dont_write_bytecode = False  # nor should each worker rewrite the assertions of all tests in each run

HELPERS = ("browser", "checkups", "corpora", "discord_bot", "fuzzing", "local_discord", "sharded_discord", "stand_in")
"""Modules without tests of their own whose assertions show what they compared when they fail, as those of tests do."""

pytest.register_assert_rewrite(*(f"{__name__}.{name}" for name in HELPERS))
