"""The number of files that a process may keep open, which a large index exceeds under the usual limit."""

import sys
from contextlib import suppress

if sys.platform == "win32":

    def allow_open_files(count: int) -> None:
        """Do nothing, because mapped files do not count here."""

else:
    import resource

    def allow_open_files(count: int) -> None:
        """Raise the limit of this process to so many open files, or to as many as the system lets it have."""
        allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = count if most == resource.RLIM_INFINITY else min(count, most)
        if allowed != resource.RLIM_INFINITY and allowed < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
