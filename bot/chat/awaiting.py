"""Wait for what the record does in its own thread."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from bot.record.entries import RecordError

T = TypeVar("T")


async def wait_for_record(pending: Future[T], seconds: float) -> T:
    """Return the result of what the record was asked for. Raises RecordError, also if it takes longer than some seconds."""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(pending), seconds)
    except TimeoutError:
        raise RecordError("takes too long", where="the record") from None
