"""The server: ask a language model with the OpenAI API, such as Ollama, llama.cpp or vLLM, for one reply after another.

It is asked only while questions are written. Answers of the server are data that nobody has checked: they are read up to a
limit, and an error says in one line what went wrong.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import msgspec

from index.errors import FootnoteError
from index.expanding.prompts import SCHEMA
from index.settings import ExpandSettings
from index.text.characters import clean, fold
from index.version import VERSION

MAX_REPLY_BYTES = 1_000_000
"""The largest answer of the server that is read."""
MAX_TOKENS = 4096
"""Tokens of a reply, at most: questions take a few hundred, but some models think before they answer."""
TEMPERATURE = 0.7
ATTEMPTS = 6
"""Requests for one reply, at most."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds to wait before the second request, doubled for each further one, and at most, whatever the server asks for."""
MAX_REASON = 200
"""Characters shown of what the server says."""
FORMATS: tuple[dict[str, Any] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "questions", "strict": True, "schema": SCHEMA}},
    {"type": "json_object"},
    None,
)
"""The ways to demand JSON, best first. Servers know none, some or all, and refuse those that they do not know."""
REFUSALS = {400, 404, 422, 500, 501}
"""Statuses with which servers refuse a format that they do not know, if the message is about that."""
FORMAT_WORDS = ("response_format", "json_schema", "json_object", "schema", "grammar", "guided", "structured")
BUSY = {408, 409, 425, 429}
"""Statuses below 500 after which the same request may succeed."""
CONNECT_SECONDS = 10
Sleep = Callable[[float], Awaitable[None]]


class ServerError(FootnoteError):
    """The server cannot be used: it cannot be reached, or refuses every request."""


class NoReplyError(Exception):
    """The server gave no usable reply to one request; its text says why."""


@dataclass(slots=True)
class Server:
    """A connection to the server that `expand` in config.yaml names; `sleep` waits between requests."""

    settings: ExpandSettings
    sleep: Sleep = asyncio.sleep
    _format: int = 0
    _has_answered: bool = False
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)

    async def __aenter__(self) -> Self:
        """Open the connection. Raises ServerError if there is no API key although one is configured."""
        headers = {"User-Agent": f"footnote/{VERSION}", "Accept-Encoding": "identity"}
        if key := _api_key(self.settings):
            headers["Authorization"] = f"Bearer {key}"
        timeout = aiohttp.ClientTimeout(total=self.settings.timeout, sock_connect=CONNECT_SECONDS)
        self._session = aiohttp.ClientSession(headers=headers, timeout=timeout, auto_decompress=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        if self._session:
            await self._session.close()

    async def reply(self, messages: list[dict[str, str]]) -> str:
        """Return the model's reply to messages.

        Raises NoReplyError if there is none after several requests, and ServerError if no request can succeed.
        """
        wait, reason = FIRST_WAIT, ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await self.sleep(min(wait, LONGEST_WAIT) * random.uniform(1, 1.25))  # noqa: S311  # spreads requests
            try:
                return await self._request(messages)
            except _BusyError as busy:
                reason = str(busy)
                wait = max(busy.wait, FIRST_WAIT * 2**attempt)
        raise NoReplyError(reason)

    async def _request(self, messages: list[dict[str, str]]) -> str:
        """Make one request, and others at once in ways that the server knows if it refuses a format."""
        while True:
            used = self._format
            status, wait, body = await self._post(messages, FORMATS[used])
            if status == 200:  # noqa: PLR2004
                self._has_answered = True
                return _content(body)
            reason = _reason(body, self.settings)
            if status in REFUSALS and used + 1 < len(FORMATS) and any(word in reason.lower() for word in FORMAT_WORDS):
                self._format = max(self._format, used + 1)
            elif status in BUSY or status >= 500:  # noqa: PLR2004
                raise _BusyError(f"it answers {status}{f' ({reason})' if reason else ''}", wait)
            else:
                raise self._refused(status, reason)

    async def _post(self, messages: list[dict[str, str]], form: dict[str, Any] | None) -> tuple[int, float, bytes]:
        """Send a request; return the status, the seconds to wait before another one, and the body."""
        assert self._session  # noqa: S101
        body = {
            "model": self.settings.model,
            "messages": messages,
            "temperature": TEMPERATURE,
            "max_tokens": MAX_TOKENS,
            "stream": False,
            **({"response_format": form} if form else {}),
        }
        try:
            async with self._session.post(_address(self.settings.url), json=body, allow_redirects=False) as response:
                return response.status, _retry_after(response.headers.get("Retry-After", "")), await _read(response)
        except TimeoutError:
            raise NoReplyError(f"it did not answer within {self.settings.timeout:g} s") from None
        except aiohttp.ClientConnectorError as error:
            what = f"it cannot be reached ({_network_reason(error)})"
            if not self._has_answered:
                raise ServerError(what, where=host_of(self.settings), fix="start it, or check `expand.url`") from None
            raise _BusyError(what) from None
        except ValueError:
            fix = "fix `expand.url` in config.yaml"
            raise ServerError("is not an address", where=host_of(self.settings), fix=fix) from None
        except (aiohttp.ClientError, OSError) as error:
            raise _BusyError(f"the connection failed ({type(error).__name__})") from None

    def _refused(self, status: int, reason: str) -> ServerError:
        """Return the error for a status after which every other request would fail, too."""
        said = f" ({reason})" if reason else ""
        fix = "check `expand` in config.yaml"
        if status in {401, 403}:
            fix = "check the API key in the environment variable that `key_variable` names"
        elif status == 404 and not urlsplit(self.settings.url).path.strip("/"):  # noqa: PLR2004
            fix = f"write {self.settings.url.rstrip('/')}/v1 at `expand.url` in config.yaml"
        elif status == 404:  # noqa: PLR2004
            fix = "check `expand.model` and `expand.url` in config.yaml"
        return ServerError(f"it answers {status}{said}", where=host_of(self.settings), fix=fix)


class _BusyError(Exception):
    """A request failed in a way that may pass; `wait` are the seconds that the server asks to wait."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(reason)


def host_of(settings: ExpandSettings) -> str:
    """Return the server's host and port, as errors name it."""
    return urlsplit(settings.url).netloc


def _address(url: str) -> str:
    """Return the address to send requests to, whether or not the configured one has the last part of the path."""
    base = url.rstrip("/")
    return base if base.endswith("/chat/completions") else f"{base}/chat/completions"


def _network_reason(error: aiohttp.ClientConnectorError) -> str:
    """Return why there is no connection; asyncio puts words of its own in the place of the system's."""
    if isinstance(error, aiohttp.ClientSSLError):
        return "no TLS, or a certificate that is not trusted"
    found = error.os_error
    return os.strerror(found.errno) if found.errno and found.errno > 0 else found.strerror or "no connection"


def _api_key(settings: ExpandSettings) -> str | None:
    """Return the API key, None if none is configured. Raises ServerError, without naming the variable, which may be a key."""
    if not settings.key_variable:
        return None
    key = os.environ.get(settings.key_variable, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        what = "the environment variable at `expand.key_variable` " + ("is not set" if not key else "contains no API key")
        raise ServerError(what, where=host_of(settings), fix="set it to the API key, or remove `key_variable`")
    return key


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read a body up to the limit. Raises NoReplyError if it is longer."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_REPLY_BYTES:
            response.close()
            raise NoReplyError(f"its answer has more than {MAX_REPLY_BYTES // 1_000_000} MB")
    return bytes(body)


def _content(body: bytes) -> str:
    """Return the text of the first choice. Raises NoReplyError if there is none."""
    try:
        found = msgspec.json.decode(body)
        content = found["choices"][0]["message"]["content"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, LookupError, TypeError):
        raise NoReplyError("its answer is not one of the OpenAI API") from None
    if isinstance(content, list):  # parts, of which texts count
        content = "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    if not isinstance(content, str) or not content.strip():
        raise NoReplyError("its answer is empty")
    return content


def _reason(body: bytes, settings: ExpandSettings) -> str:
    """Return what the server says about an error, shortened to one line, without the API key."""
    try:
        found = msgspec.json.decode(body)
        said = found.get("error", found.get("message", found.get("detail", ""))) if isinstance(found, dict) else ""
        said = said.get("message", "") if isinstance(said, dict) else said
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        said = ""
    text = fold(clean(said if isinstance(said, str) else ""))
    key = os.environ.get(settings.key_variable or "", "").strip()
    text = text.replace(key, "…") if key else text
    return text if len(text) <= MAX_REASON else f"{text[:MAX_REASON]}…"


def _retry_after(value: str) -> float:
    """Return the seconds that a Retry-After header asks to wait, 0 if it does not; it can also be a date."""
    try:
        return min(max(0.0, float(value)), LONGEST_WAIT)
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
        return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return 0.0
