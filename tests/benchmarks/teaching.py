"""How long after a click a taught answer is given: one `footnote serve`, connected to the local Discord of ../shared/discord.

python -m tests.benchmarks.teaching               ten answers, one after the other: half a minute
python -m tests.benchmarks.teaching --answers 3

An admin saves a message as an answer and, as soon as the bot says so, a member asks the question.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from index.building import build
from index.settings import load_settings
from index.storing.index_folder import IndexFolder, link_or_copy
from tests.local_discord import labels, new_discord, text, town, unbold, words_in

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 2.0


async def measure(folder, count):
    """Teach a bot, and print the seconds from each click to the message that it is done, and to the answer."""
    settings = write_project(folder / "own")
    words, seconds = words_in("en"), []
    async with town(new_discord(), settings, folder) as place:
        for number in range(count):
            told = f"Boats of type {number} are inspected on day {number}."
            question = f"When is my boat of type {number} inspected?"
            form = await place.discord.context_menu(words["save_name"], message=told, user="admin", settle=0.0)
            started = time.monotonic()
            saved = await place.discord.submit_modal(form, {"question": question, "section": "Boats"}, settle=0.0)
            while words["undo"] not in labels(saved.message):
                await asyncio.sleep(0.005)
            said = time.monotonic() - started
            answer = await place.discord.slash("ask", {"question": question}, user="alice", settle=0.0)
            seconds.append(time.monotonic() - started)
            if told not in unbold(text(answer.messages[-1])):
                sys.exit(f"{question} was not answered with what was taught")
            print(f"{question:<45} done after {said:.2f} s, answered after {seconds[-1]:.2f} s")
        place.owed = len(place.written())
    print(f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s (limit {LIMIT_SECONDS:.0f} s)")


def write_project(folder):
    """Index the shipped corpus in a folder, with the compiled model of the checkout, and return its settings."""
    folder.mkdir()
    shipped = load_settings(ROOT / "config.yaml")
    text_of_config = (ROOT / "config.yaml").read_text(encoding="utf-8").replace("path: corpus/", f"path: {ROOT}/corpus/")
    (folder / "config.yaml").write_text(text_of_config, encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    source, target = IndexFolder(shipped.index_folder).encoders, IndexFolder(settings.index_folder).encoders
    for file in (each for each in source.rglob("*") if each.is_file()):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(file, copy)
    build(settings)
    return settings


def main():
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.answers))


if __name__ == "__main__":
    main()
