"""A real browser for tests: opens a page without a window, and says what a reader would see.

Speaks Chromium's DevTools protocol. Tests that use the fixture `browser` are skipped where there is no Chromium.
"""

import asyncio
import contextlib
import itertools
import json
import shutil
import subprocess
import time
from pathlib import Path

import aiohttp
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60.0
"""Seconds in which a browser starts or a page opens on a machine with other work."""


@pytest.fixture
def browser(tmp_path_factory):
    """Return a function that opens an HTML file at a width, light or dark, and returns the `Page`."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no browser is installed (apt install chromium), so nobody looks at the page")
    profile = tmp_path_factory.mktemp("browser")

    def look(file, width=1000, *, dark=False, script="null"):
        return asyncio.run(_look(program, profile, lambda socket: _open(socket, Path(file), width, dark=dark, script=script)))

    return look


class Page:
    """What a reader sees: the text, the page's own width, the addresses that it asked for, and its complaints.

    `result` is the value of the script that was run in it.
    """

    def __init__(self, text, width, requests, complaints, result):
        self.text = text
        self.width = width
        self.requests = requests
        self.complaints = complaints
        self.result = result


async def _look(program, profile, open_page):
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    flags = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--hide-scrollbars",
        "--disable-extensions",
        "--disable-dev-shm-usage",
    )
    with (profile / "log").open("w") as log:
        running = subprocess.Popen(
            [program, *flags, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"], stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not (port_file.exists() and "\n" in port_file.read_text()):
            if running.poll() is not None or time.monotonic() > deadline:
                pytest.skip(f"{program} does not start here: {(profile / 'log').read_text()[-300:]}")
            await asyncio.sleep(0.05)
        port = port_file.read_text().split()[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                target = next(each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                return await asyncio.wait_for(open_page(socket), PATIENCE)
    finally:
        running.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(10)
        if running.poll() is None:
            running.kill()
            running.wait()


async def _open(socket, file, width, *, dark, script):
    events, numbers = [], itertools.count(1)

    async def receive():
        return json.loads((await socket.receive()).data)

    async def call(method, **parameters):
        number = next(numbers)
        await socket.send_json({"id": number, "method": method, "params": parameters})
        while (message := await receive()).get("id") != number:
            events.append(message)
        assert "error" not in message, message
        return message["result"]

    async def evaluate(expression):
        result = await call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    for domain in ("Page", "Runtime", "Network", "Log"):
        await call(f"{domain}.enable")
    await call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
    scheme = "dark" if dark else "light"
    await call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await call("Page.navigate", url=file.as_uri())
    while not any(event.get("method") == "Page.loadEventFired" for event in events):
        events.append(await receive())
    requests = [e["params"]["request"]["url"] for e in events if e.get("method") == "Network.requestWillBeSent"]
    complaints = [e["params"] for e in events if e.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}]
    return Page(
        text=await evaluate("document.body.innerText"),
        width=await evaluate("document.documentElement.scrollWidth"),
        requests=[address for address in requests if address != file.as_uri()],
        complaints=complaints,
        result=await evaluate(script),
    )
