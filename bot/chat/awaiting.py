"""Wait for what the record does in its own thread."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from bot.record.entries import RecordError

T = TypeVar("T")


class UnfinishedError(RecordError):
    """What the record was asked for takes too long, but has begun and may still be done."""


async def wait_for_record(pending: Future[T], seconds: float) -> T:
    """Return the result of what the record was asked for.

    Raises RecordError; if it takes longer than some seconds, it is called off, or UnfinishedError if it has begun.
    """
    try:
        return await asyncio.wait_for(asyncio.wrap_future(pending), seconds)
    except TimeoutError:
        if pending.cancel():
            raise RecordError("takes too long", where="the record") from None
        if pending.done():
            return pending.result()
        raise UnfinishedError("takes too long", where="the record") from None
