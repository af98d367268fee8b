"""Draw a report of the example club: the table in a terminal as SVG, and the page in a browser as PNG.

python docs/report_picture.py docs/report.svg docs/report-page.png

Invented members ask real questions, which Footnote answers and records; the reports are those of `footnote report`. Without
Chromium, the picture of the page is left as it is. Does not run on Windows.
"""  # noqa: INP001  # a command, not a package

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from picture import draw, make_project, run_line

from bot.record.entries import new_id
from bot.record.store import Record
from bot.record.tables import ASKED, FEEDBACK
from index import Searcher, load_settings

LINE = "footnote report --limit 6"
PAGE = "report.html"
WIDTH, HEIGHT = 1000, 1400
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DAYS, DISLIKED = 80, 0.03
ASKED_IN_ALL = (
    (48, ("How much is membership?", "what does it cost to join", "membership fee per month")),
    (45, ("When are you open on Saturday?", "opening hours saturday")),
    (41, ("How do I become a member?", "how do I join")),
    (36, ("Can I cut PVC with the laser?", "is pvc ok in the laser cutter")),
    (31, ("Can I bring my dog?", "are dogs allowed in the workshop")),
    (24, ("Is there wifi?", "what's the wifi password", "wifi code??")),
    (17, ("Do you have a CNC router?", "is there a cnc machine", "can i use a cnc router here")),
    (13, ("Can I rent a locker?", "is there a locker to rent", "do you have lockers i can rent")),
    (9, ("laser shows error E-21", "what is error E-21 on the laser")),
    (7, ("laser shows error E-22",)),
    (6, ("Is there a women's evening?", "do you have an evening for women only")),
    (5, ("What does a welding course cost?", "how much is the welding class")),
)
"""Questions in other words, and how often each is asked in all."""


def main() -> int:
    """Write the record of a new project, report it, and draw the reports."""
    parser = argparse.ArgumentParser(description="Draw a report of the example club.")
    parser.add_argument("table", type=Path, help="the SVG file to write")
    parser.add_argument("page", type=Path, help="the PNG file to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make_project(folder)
        with (folder / "config.yaml").open("a", encoding="utf-8") as config:
            config.write("\nrecord: {database: record.db}\n")
        write_record(folder)
        options.table.write_text(draw([(LINE, run_line(LINE, folder))], options.table.stem), encoding="utf-8")
        run_line(f"footnote report --html {PAGE}", folder)
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser:
            photograph(browser, folder, options.page)
        else:
            print(f"no Chromium is installed, so {options.page} stays as it is", file=sys.stderr)  # noqa: T201  # a command
    return 0


def write_record(folder: Path) -> None:
    """Ask the questions and record them, as if members had asked in the last weeks."""
    rng = random.Random(4)  # noqa: S311  # not used for secrets
    settings = load_settings(folder / "config.yaml")
    searcher = Searcher.open(settings)
    now = datetime.now(UTC)
    with closing(Record.open(settings)) as record, record.database.writing() as connection:
        for count, wordings in ASKED_IN_ALL:
            peak = rng.uniform(10, 70)
            for _ in range(count):
                question = rng.choices(wordings, range(2 * len(wordings), len(wordings), -1))[0]
                answer = searcher.ask(question, top=1)
                moment = int((now - timedelta(days=rng.triangular(0, DAYS, peak))).timestamp() * 1_000_000)
                id_, member = new_id(), record.hash(rng.randrange(2 * count))
                passage = answer.hits[0].passage.id
                values = {"id": id_, "time": moment, "question": question, "member": member, "language": "en-GB"}
                found = {"outcome": answer.outcome, "confidence": answer.confidence, "passage": passage}
                connection.execute(ASKED.insert(), [{**values, **found}])
                if answer.outcome == "answer" and rng.random() < DISLIKED:
                    opinion = {"asked": id_, "member": member, "helpful": False, "time": moment}
                    connection.execute(FEEDBACK.insert(), [opinion])


def photograph(browser: str, folder: Path, picture: Path) -> None:
    """Take a picture of the page."""
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}")
    command = [browser, *flags, f"--user-data-dir={folder / 'browser'}", f"--screenshot={picture.absolute()}"]
    subprocess.run([*command, (folder / PAGE).as_uri()], check=True, capture_output=True)  # noqa: S603  # an installed browser


if __name__ == "__main__":
    sys.exit(main())
