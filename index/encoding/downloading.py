"""Download the published files of a model whose checksums are known."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import aiohttp

from index.errors import ModelError, NoModelError
from index.files.checksums import Checksum, checksum
from index.progress import Progress
from index.version import VERSION

HUB = "https://huggingface.co"
ATTEMPTS = 5
"""Connections to make for one file, each of which continues where the one before was cut off."""
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=30)
"""No limit on the whole, because lines can be slow, but on the time without any data, in seconds."""
CHUNK_BYTES = 2**16
MEGABYTE = 1_000_000
FALSE = {"", "0", "no", "off", "false"}
"""Values of HF_HUB_OFFLINE that do not switch it on, as huggingface_hub reads them."""


class _InterruptedDownloadError(Exception):
    """The connection failed; what has arrived is kept."""


def is_offline() -> bool:
    """Return whether HF_HUB_OFFLINE forbids downloads."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().casefold() not in FALSE


def download(repository: str, revision: str, files: Mapping[str, Checksum], folder: Path, progress: Progress) -> None:
    """Download files of a model on the hub, or on the mirror in HF_ENDPOINT, into a folder.

    Files that are complete are kept, and partial ones are continued. Proxies are taken from the usual variables (HTTPS_PROXY,
    NO_PROXY). Raises NoModelError if a file cannot be downloaded, and ModelError if it is not the expected one or cannot be
    written.
    """
    for name, expected in files.items():
        if not _is_complete(folder / name, expected):
            if is_offline():
                raise NoModelError("HF_HUB_OFFLINE is set", where=repository)
            hub = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or HUB
            progress.step(f"Downloading {name} ({expected.bytes / MEGABYTE:.0f} MB)", max(1, expected.bytes // MEGABYTE))
            try:
                _download_file(f"{hub}/{quote(repository)}/resolve/{revision}/{quote(name)}", folder / name, expected, progress)
            except _InterruptedDownloadError as error:
                raise NoModelError(f"{name} cannot be downloaded ({error})", where=repository) from None


def _is_complete(path: Path, expected: Checksum) -> bool:
    try:
        return path.stat().st_size == expected.bytes and checksum(path) == expected
    except OSError:
        return False


def _download_file(url: str, path: Path, expected: Checksum, progress: Progress) -> None:
    """Download one file. Raises _InterruptedDownloadError, or ModelError if it is not the expected file."""
    part = path.with_name(f"{path.name}.part")
    reporter = _Reporter(progress)
    for _ in range(ATTEMPTS):
        before = _size(part)
        try:
            asyncio.run(_receive(url, part, expected, reporter))
        except _InterruptedDownloadError:
            if _size(part) <= before:
                raise
            continue
        found = checksum(part)
        if found == expected:
            part.replace(path)
            return
        part.unlink()
        if not before:
            _refuse(path.name, found.sha256, expected)
    raise _InterruptedDownloadError(f"cut off {ATTEMPTS} times")


def _refuse(name: str, sha256: str, expected: Checksum) -> NoReturn:
    raise ModelError(
        f"the sha256 of the downloaded {name} is {sha256[:12]}…, not {expected.sha256[:12]}…",
        where="model",
        fix="do not use this file; check HF_ENDPOINT and the proxy, and run the command again",
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


async def _receive(url: str, part: Path, expected: Checksum, reporter: "_Reporter") -> None:
    """Append the rest of a file to the part that is there, or start again if the server cannot continue."""
    start = min(_size(part), expected.bytes)
    headers = {"User-Agent": f"footnote/{VERSION}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        async with (
            aiohttp.ClientSession(trust_env=True, timeout=TIMEOUT, headers=headers) as session,
            session.get(url) as response,
        ):
            if response.status == 416:  # noqa: PLR2004  # nothing is left to send: the part is complete, or not of this file
                return
            response.raise_for_status()
            await _write(response, part, 0 if response.status == 200 else start, expected, reporter)  # noqa: PLR2004  # the whole file
    except TimeoutError:
        raise _InterruptedDownloadError("no answer in time") from None
    except (aiohttp.ClientError, ValueError) as error:
        raise _InterruptedDownloadError(_reason(error)) from None


async def _write(response: aiohttp.ClientResponse, part: Path, start: int, expected: Checksum, reporter: "_Reporter") -> None:
    """Write the body of a response into a file, from byte `start` on. Raises ModelError if the disk is full or read-only."""
    size = start
    try:
        with part.open("ab" if start else "wb") as file:
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                size += len(chunk)
                if size > expected.bytes:
                    break
                file.write(chunk)
                reporter.report(size)
    except aiohttp.ClientError:
        raise
    except TimeoutError:
        raise
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise ModelError(what, where=str(part), fix="free up space, or set FOOTNOTE_CACHE_DIR to another folder") from None
    if size > expected.bytes:
        part.unlink()
        raise _InterruptedDownloadError(f"longer than {expected.bytes:,} bytes, so not the file")
    if size < expected.bytes:
        raise _InterruptedDownloadError(f"cut off after {size:,} of {expected.bytes:,} bytes")


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.request_info.real_url.host} answers {error.status} {error.message}".rstrip()
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


class _Reporter:
    """Reports each further megabyte once, also if a part of the file has to be received again."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reported = 0

    def report(self, size: int) -> None:
        """Report that `size` bytes of the file are there."""
        megabytes = size // MEGABYTE
        if megabytes > self._reported:
            self._progress.advance(megabytes - self._reported)
            self._reported = megabytes
