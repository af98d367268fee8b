"""What the record of questions costs an answer, against the local Discord of ../shared: make bench-record

Two bots run beside each other as real processes, one with a record and one without. 200 users ask one of them at once, then
the other, in turns. Prints the latency of first responses and of whole answers for both, and how they compare. Then, in this
process: the time that recording a question takes the event loop, and reading a million of them.

python -m tests.benchmarks.recording 20 50000     twenty turns, and 50,000 questions; ten and a million by default
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.record.entries import Asked, Feedback, new_id
from bot.record.places import Place
from bot.record.store import Record
from tests.benchmarks.discord_load import FAKE, ROOT, burst, forget, judge, load_fake, questions, write_config

AT_ONCE, WARM_UP, TURNS, MANY = 200, 20, 10, 1_000_000
NAMES = ("without", "with")


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(share / 100 * len(sorted_values)))]


def processor_seconds(process):
    """Return the processor time that a process has taken, which depends less on what else the machine does."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def compare(module, folder, turns):
    """Let both bots answer in turns, and print the latency of each."""
    first = {name: [] for name in NAMES}
    whole = {name: [] for name in NAMES}
    worst = {name: [] for name in NAMES}
    spent = dict.fromkeys(NAMES, 0.0)
    async with AsyncExitStack() as stack:
        towns = {}
        for name in NAMES:
            place = folder / name
            place.mkdir()
            write_config(place, "record: record.db\n" if name == "with" else "")
            fake = towns[name] = await stack.enter_async_context(module.FakeDiscord(heartbeat_ms=30_000))
            command = [sys.executable, "-m", "bot", "serve"]
            await fake.run_bot(command, cwd=str(place), env={"PYTHONPATH": str(ROOT)})
            if not await fake.wait_ready(120):
                sys.exit("\n".join(fake.bot_log))
        for turn in range(-2, turns):
            for name in NAMES if turn % 2 else reversed(NAMES):
                asked = questions(AT_ONCE if turn >= 0 else WARM_UP)
                before = processor_seconds(towns[name].bot.pid)
                outcomes, _ = await burst(towns[name], asked, f"u{turn}-")
                await asyncio.sleep(0.5)  # until the record is written
                _, lost, _ = judge(outcomes)
                if lost:
                    print(f"  {name}: lost {len(lost)}")
                if turn >= 0:
                    spent[name] += processor_seconds(towns[name].bot.pid) - before
                    first[name] += [outcome.first_ms for outcome in outcomes]
                    done = sorted(outcome.done_ms for outcome in outcomes)
                    whole[name] += done
                    worst[name].append(percentile(done, 99))
                forget(towns[name])
        for fake in towns.values():
            await fake.stop_bot()
    for name in NAMES:
        print_latencies(name, sorted(first[name]), sorted(whole[name]), worst[name])
    for what, found in (("first response", first), ("whole answer", whole)):
        ratio = percentile(sorted(found["with"]), 99) / percentile(sorted(found["without"]), 99) - 1
        print(f"p99 of the {what}: {ratio:+.1%} with the record")
    each = {name: spent[name] / (turns * AT_ONCE) * 1000 for name in NAMES}
    growth = each["with"] / each["without"] - 1
    print(
        f"processor time of a question: {each['without']:.2f} ms without, {each['with']:.2f} ms with the record ({growth:+.1%})"
    )
    turn_by_turn = [with_ / without - 1 for with_, without in zip(worst["with"], worst["without"], strict=True)]
    print(f"p99 of the whole answer, turn by turn: median {statistics.median(turn_by_turn):+.1%}")
    record = Record(Place.of_file(folder / "with" / "record.db"), 90)
    print(f"recorded: {record.contents().asked:,} of {turns * AT_ONCE + 2 * WARM_UP:,}, of which some are small talk")
    record.close()


def print_latencies(name, first, whole, worst):
    shown = [f"{percentile(values, share):.0f}" for values in (first, whole) for share in (50, 99)]
    print(
        f"{name} the record: first response p50 {shown[0]} ms, p99 {shown[1]} ms; "
        f"whole answer p50 {shown[2]} ms, p99 {shown[3]} ms (by turn {min(worst):.0f} to {max(worst):.0f})"
    )


def make_entries(record, count):
    """Yield questions, spread over 80 days, and an opinion on every tenth."""
    start = datetime.now(UTC) - timedelta(days=80)
    words = questions(1000)
    for number in range(count):
        time_asked = start + timedelta(seconds=number * 80 * 86_400 / count)
        outcome = ("answer", "suggestions", "none")[number % 3]
        asked = Asked(
            id=new_id(),
            time=time_asked,
            question=f"{words[number % 1000]} ({number % 977})",
            outcome=outcome,
            confidence=(number % 100) / 100,
            passage=f"{number % 500:012x}",
            section="Commerce > Taobao",
            server=10**18,
            language="en-US",
            member=record.hash(number % 5000),
        )
        yield asked
        if number % 10 == 0:
            yield Feedback(asked=asked.id, member=asked.member, helpful=number % 20 == 0, time=time_asked)


def measure_calls(folder, many):
    """Print what it takes to record a question, and to write and read many."""
    record = Record(Place.of_file(folder / "many.db"), 90)
    entries = list(make_entries(record, 5000))
    started = time.perf_counter()
    for entry in entries:
        record.record(entry) if isinstance(entry, Asked) else record.feedback(entry)
    print(f"putting an entry into the queue: {(time.perf_counter() - started) / len(entries) * 1e6:.1f} µs")
    record.close(60)
    record = Record(Place.of_file(folder / "many.db"), 90)
    started, batch = time.perf_counter(), []
    for entry in make_entries(record, many):
        batch.append(entry)
        if len(batch) == 5000:
            record.write(batch)
            batch = []
    record.write(batch)
    print(f"writing {many:,} questions: {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    count = sum(1 for _ in record.asked())
    print(f"reading {count:,} questions: {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    recent = sum(1 for _ in record.asked(datetime.now(UTC) - timedelta(days=7)))
    print(f"reading the {recent:,} of the last week: {time.perf_counter() - started:.2f} s")
    record.close()
    print(f"size: {(folder / 'many.db').stat().st_size / 1e6:.0f} MB")


def main():
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    many = int(sys.argv[2]) if len(sys.argv) > 2 else MANY
    with tempfile.TemporaryDirectory() as folder:
        if FAKE.exists():
            asyncio.run(compare(load_fake(), Path(folder), turns))
        else:
            print("../shared/discord is not here: there is no local Discord to measure against")
        measure_calls(Path(folder), many)


if __name__ == "__main__":
    main()
