"""A stand-in for a server with the OpenAI API, which answers as a test says, in a thread of its own."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from aiohttp import web

WRITTEN = Path(__file__).with_name("written_questions.yaml")
Answer = str | web.Response | Exception
"""The content of a reply, a whole response, or an error after which the connection is cut off."""


def chat(content: Any) -> web.Response:
    """Return the response of such a server with a reply."""
    return web.json_response({"choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]})


def as_json(*questions: str) -> str:
    """Return the reply that was asked for."""
    return json.dumps({"questions": questions})


def passage_in(body: dict[str, Any]) -> str:
    """Return the passage that a request is about."""
    return json.loads(body["messages"][-1]["content"])["passage"]


def by_hand(body: dict[str, Any]) -> str:
    """Return the questions that were written by hand for a passage of the shipped page."""
    passage = passage_in(body)
    return as_json(*next(questions for start, questions in _by_hand().items() if passage.startswith(start)))


@cache
def _by_hand() -> dict[str, list[str]]:
    return yaml.safe_load(WRITTEN.read_text(encoding="utf-8"))


def in_turn(*answers: Answer, then: Callable[[dict[str, Any]], Answer] | None = None) -> Callable[[dict[str, Any]], Answer]:
    """Return a behaviour that gives one answer after another, and then those of another behaviour."""
    left = iter(answers)

    def answer(body: dict[str, Any]) -> Answer:
        found = next(left, None)
        return found if found is not None else then(body) if then else as_json()

    return answer


class StandIn:
    """The server, running while its `with` block does. `bodies` and `headers` are those of the requests so far."""

    def __init__(self, answer: Callable[[dict[str, Any]], Answer] | Answer) -> None:
        self.answer = answer if callable(answer) else lambda body: answer
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self.most_at_once = 0
        self._at_once = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    @property
    def passages(self) -> list[str]:
        """The passages that questions were asked for, in order."""
        return [passage_in(body) for body in self.bodies]

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0]
        self.url = f"http://{host}:{port}/v1"

    async def _stop(self) -> None:
        await self._runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(0)
            answer = self.answer(body)
            if asyncio.iscoroutine(answer):
                answer = await answer
        finally:
            self._at_once -= 1
        if isinstance(answer, Exception):
            assert request.transport
            request.transport.abort()
            return web.Response()
        return answer if isinstance(answer, web.Response) else chat(answer)


def refusing(words: Iterable[str], status: int, then: str) -> Callable[[dict[str, Any]], Answer]:
    """Return a behaviour that refuses some types of `response_format`, as servers do that do not know them."""
    unknown: Sequence[str] = tuple(words)

    def answer(body: dict[str, Any]) -> Answer:
        kind = body.get("response_format", {}).get("type")
        if kind in unknown:
            message = f"'response_format.type' must not be {kind!r}"
            return web.json_response({"error": {"message": message, "type": "invalid_request_error"}}, status=status)
        return then

    return answer
