"""Load test of the bot as a real process against the local Discord of ../shared: make bench-discord

200 users ask at once, five times; then 5,000 questions, 20 at a time. Prints the latency of first responses, whether every
question got exactly one answer, the longest time the event loop was blocked, and memory over time. It never leaves this
machine and ends by itself.
"""

import asyncio
import importlib.util
import os
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAKE = ROOT.parent / "shared" / "discord" / "fakediscord.py"
HELD = re.compile(r"held up for (?P<seconds>[\d.]+) s by (?P<what>.*)")
WATCHED = """
import asyncio.events, sys, time
run = asyncio.events.Handle._run
def watched(handle):
    started = time.perf_counter()
    run(handle)
    seconds = time.perf_counter() - started
    if seconds > 0.02:
        print(f"held up for {seconds:.3f} s by {handle!r}", flush=True)
asyncio.events.Handle._run = watched
from bot.cli import main
sys.exit(main(["serve"]))
"""
"""`footnote serve` that prints every step that blocks the event loop; asyncio's own debug mode is too slow."""


def load_fake():
    spec = importlib.util.spec_from_file_location("fakediscord", FAKE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fakediscord"] = module
    spec.loader.exec_module(module)
    return module


def resident_mebibytes(pid):
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def questions(count):
    import yaml

    judged = yaml.safe_load((ROOT / "corpus" / "questions.yaml").read_text(encoding="utf-8"))
    asked = [entry["question"] for entry in (judged["questions"] if isinstance(judged, dict) else judged)]
    return [asked[number % len(asked)] for number in range(count)]


async def burst(fake, texts, prefix):
    """Ask all questions at once, each as a different user; wait until all are answered, at most a minute.

    One loop watches them all: one watcher per question (`fake.slash`) would take CPU time from the bot being measured.
    """
    command = fake.find_command("ask")
    users = [fake.add_user(f"{prefix}{number}") for number in range(len(texts))]
    started = time.perf_counter()
    outcomes = []
    for text, user in zip(texts, users, strict=True):
        options, _, _ = fake._build_options(command, [], {"question": text}, user)
        data = {"id": command["id"], "name": "ask", "type": 1, "options": options}
        outcomes.append(fake._interaction("slash", 2, text, data, user, fake.general))
    while time.perf_counter() - started < 60 and not all(outcome.acked and not outcome.pending for outcome in outcomes):
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - started
    await asyncio.sleep(0.1)  # a second answer would come now
    return outcomes, seconds


def judge(outcomes):
    """Return the latencies of first responses in ms, sorted, the questions without an answer, and those with several."""
    firsts = sorted(outcome.first_ms or float("inf") for outcome in outcomes)
    lost = [outcome.name for outcome in outcomes if not outcome.text or outcome.pending or outcome.error]
    doubled = [outcome.name for outcome in outcomes if len(outcome.messages) != 1 or outcome.edits > 1]
    return firsts, lost, doubled


def print_figures(name, outcomes, seconds):
    firsts, lost, doubled = judge(outcomes)
    p = {share: firsts[min(len(firsts) - 1, int(share / 100 * len(firsts)))] for share in (50, 99)}
    deferred = sum(outcome.deferred for outcome in outcomes)
    print(
        f"{name}: {len(outcomes)} questions in {seconds:.2f} s; first response p50 {p[50]:.0f} ms, p99 {p[99]:.0f} ms, "
        f"worst {firsts[-1]:.0f} ms; deferred {deferred}; lost {len(lost)}, doubled {len(doubled)}",
        flush=True,
    )
    for error in {outcome.error for outcome in outcomes if outcome.error}:
        print(f"  {error}")


async def run(folder, many):
    module = load_fake()
    async with module.FakeDiscord(heartbeat_ms=30_000) as fake:
        await fake.run_bot([sys.executable, "-c", WATCHED], cwd=str(folder), env={"PYTHONPATH": str(ROOT)})
        if not await fake.wait_ready(120):
            sys.exit("\n".join(fake.bot_log))
        await asyncio.sleep(1)
        print_figures("20 at once, to warm up", *await burst(fake, questions(20), "w"))
        for number in range(5):
            print_figures("200 at once", *await burst(fake, questions(200), f"u{number}-"))
        memory = [resident_mebibytes(fake.bot.pid)]
        asked = questions(many)
        for start in range(0, many, 20):
            outcomes, _ = await burst(fake, asked[start : start + 20], f"m{start}-")
            _, lost, doubled = judge(outcomes)
            if lost or doubled:
                print(f"  lost {lost}, doubled {doubled}")
            forget(fake)
            if (start + 20) % 1000 == 0:
                memory.append(resident_mebibytes(fake.bot.pid))
        print(f"memory along {many:,} questions, MiB:", ", ".join(f"{each:.1f}" for each in memory))
        held = [(float(found["seconds"]), found["what"][:100]) for found in map(HELD.search, fake.bot_log) if found]
        longest = max(held, default=(0.0, "nothing"))
        over = sum(each > 0.05 for each, _ in held)
        print(f"event loop held up at most {longest[0] * 1000:.0f} ms (by {longest[1]}); above 50 ms {over} times")
        code = await fake.stop_bot()
        print(f"exit code {code}; rules of Discord broken: {[found['rule'] for found in fake.violations]}")


def forget(fake):
    """Clear what the local Discord keeps of every message, so that it does not grow."""
    for kept in (fake.calls, fake.messages, fake.outcomes, *(session["log"] for session in fake.sessions.values())):
        kept.clear()


def write_config(folder, more=""):
    """Write the shipped config.yaml for the shipped corpus and index, with further keys."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    text = text.replace("path: corpus/", f"path: {ROOT}/corpus/").replace("index: .footnote", f"index: {ROOT}/.footnote")
    (folder / "config.yaml").write_text(text + more, encoding="utf-8")


def main():
    if not FAKE.exists():
        sys.exit("../shared/discord is not here: there is no local Discord to measure against")
    with tempfile.TemporaryDirectory() as folder:
        write_config(Path(folder))
        asyncio.run(run(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 5000))


if __name__ == "__main__":
    main()
