"""The limit of open files: raised for an index with many segments, as far as the system allows."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
from index.files.open_files import allow_open_files
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
allow_open_files(wanted)
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="mapped files do not count there")
@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "then"),
    [(64, 900, 300, (300, 900)), (64, 900, 5_000, (900, 900)), (400, 900, 300, (400, 900))],
    ids=["raised", "as far as allowed", "left alone"],
)
def test_a_large_index_may_keep_all_its_files_open(soft, hard, wanted, then):
    command = [sys.executable, "-c", SCRIPT, *map(str, (soft, hard, wanted))]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert tuple(map(int, found.stdout.split())) == then
