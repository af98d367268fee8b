"""Tell systemd, or whoever started the bot, how it is doing: sd_notify(3) over a datagram socket.

The protocol is one datagram of `NAME=value` lines, so it needs no library.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from index.text.characters import clean, fold

SOCKET_VARIABLE = "NOTIFY_SOCKET"
TIMEOUT_VARIABLE = "WATCHDOG_USEC"
PID_VARIABLE = "WATCHDOG_PID"
MAX_STATUS_LENGTH = 500
"""Characters of a status, at most."""


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """The service manager that started this process. Without one (`address` is None), messages go nowhere.

    It kills and restarts a process that does not call `ping` for `timeout` seconds, if that is set.
    """

    address: str | None = None
    timeout: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "ServiceManager":
        """Return the service manager named in the environment. A socket that is no Unix socket is ignored."""
        address = environment.get(SOCKET_VARIABLE, "")
        if address[:1] not in {"/", "@"} or not hasattr(socket, "AF_UNIX"):
            return cls()
        microseconds, process = environment.get(TIMEOUT_VARIABLE, ""), environment.get(PID_VARIABLE) or str(os.getpid())
        is_watched = microseconds.isdecimal() and int(microseconds) > 0 and process == str(os.getpid())
        return cls(address, int(microseconds) / 1e6 if is_watched else None)

    def ready(self) -> None:
        """Say that the start is complete."""
        self._send("READY=1")

    def stopping(self) -> None:
        """Say that the bot is shutting down."""
        self._send("STOPPING=1")

    def ping(self) -> None:
        """Say that the bot is alive."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Say in one line what the bot is doing, for `systemctl status`."""
        self._send(f"STATUS={clean(fold(text))[:MAX_STATUS_LENGTH]}")

    def _send(self, message: str) -> None:
        if self.address is None:
            return
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address  # @ is an abstract socket
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.settimeout(0)
            connection.sendto(message.encode("utf-8", "replace"), address)
