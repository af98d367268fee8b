"""Versions, codes, dates and numbers that a question names decide what is found."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.figures import covers_figure, names_figure
from index.text.identifiers import covers_code, identifiers, own_number, values
from index.text.literals.asking import is_told
from index.text.versions import covers_version
from tests.conftest import build_project

SAME = [
    ("0.2.1", "[0.2.1]", "v0.2.1", "V 0.2.1", "version 0.2.1"),
    ("1.20.4-beta2", "v1.20.4-beta2", "V1.20.4-beta2"),
    ("E-4012", "E4012", "e4012", "E 4012", "e_4012"),
    ("HTTP 404", "error 404", "Error code: 404", "status 404"),
    ("2025-03-02", "2 March 2025", "March 2nd, 2025", "2025/3/2", "2. März 2025", "Mar 2 2025"),
    ("2025-02-13", "13/2/2025", "13.2.2025", "13 Feb 2025"),
    ("#1234", "issue #1234", "Ticket 1234"),
    ("GH-12", "gh-12", "GH_12"),
    ("rule 2", "Rule #2", "rule no. 2", "rules 2", "Rule number 2", "Regel 2", "§ 2", "§2"),
    ("rule 4b", "Rule 4 (b)", "rule 4(b)", "rules 4 b)"),
    ("Gate 7", "gate no. 7", "gate #7"),
    ("B4", "B-4"),
    ("2.3.x", "v2.3.x", "version 2.3.x"),
    ("2.0.0-rc1", "v2.0.0rc1", "2.0.0 RC 1", "2.0.0-rc.1"),
    ("Python 3.8", "python v3.8", "v3.8"),
    ("E–4012", "E-4012"),
    ("section 3.1", "Section 3.1", "§ 3.1", "Abschnitt 3.1"),
    ("ERR_CONNECTION_RESET",),
    ("0x80070005", "0X80070005"),
    ("port 25565", "Port: 25565", "port is 25565", "port no. 25565", "port `25565`"),
    ("extension 204", "Extension number 204", "extension is now 204"),
    ("ext 204", "ext. 204"),
    ("rule 12", "rule twelve", "Rule no. 12", "the twelfth rule", "the 12th rule"),
    ("room 2", "room two", "Room: 2"),
    ("rule one", "rule 1", "first rule"),
    ("hall D", "Hall D"),
    ("DRIFT25", "code drift25", "coupon: DRIFT25", "promo drift_25"),
    ("SAVE2024NOW", "code save2024now"),
    ("modpack 4.0", "mod pack 4.0", "release 4.0", "plugin v4.0"),
]
DIFFERENT = [
    ("0.2.1", "10.2.1"),
    ("0.2.1", "0.21.1"),
    ("0.2.1", "0.2.10"),
    ("E-4012", "E-40120"),
    ("GH-12", "GH-123"),
    ("CVE-2024-11111", "CVE-2024-22222"),
    ("rule 2", "rule 12"),
    ("rule 4b", "rule 4c"),
    ("B4", "B7"),
    ("Python 3.8", "Python 3.10"),
    ("port 25565", "port 25566"),
    ("hall B", "hall C"),
    ("rule twelve", "rule eleven"),
    ("code DRIFT25", "code DRIFT26"),
]
COVERED = [
    *(("2.3.1", text) for text in ("fixed in 2.3.x", "the 2.3 series", "2.2.0 to 2.4", "2.1+", "from 2.0.4 or newer")),
    *(("2.3", text) for text in ("2.3.0", "v2.3.4 is out")),
    ("3", "3.1.0"),
    *(("3.1", text) for text in ("To go from 2.x to 3.x, upgrade first.", "3.x only")),
    *(("2.9", text) for text in ("3.0 and older", "up to 3.0.4", "at least 2.1", "newer than 2.8.2")),
    ("1.19", "from 1.19.4 to 1.20.6"),
]
NOT_COVERED = [
    *(("2.3.1", text) for text in ("2.3.10", "2.4.x", "2.2.0 to 2.3.0", "2.4+", "12.3.1", "costs €2.3", "2.3% of it")),
    *(("2.3", text) for text in ("2.30.1", "3.2.3")),
    *(("4.1", text) for text in ("To go from 2.x to 3.x", "14.x", "4 x 100 m")),
    *(("4.0", text) for text in ("3.0 and older", "up to 3.0.4", "at least 1.19.4", "5.2 or newer")),
]


RELEASES = [
    *(
        "When did 2.1 come out?",
        "what's new in 2.1",
        "2.1 release date",
        "release notes of 2.1",
        "is 2.1 out yet",
        "2.1 changelog",
    ),
    *("What changed in v2.1?", "What was fixed in version 2.1?", "when was fern 2.1 released", "what did 2.1 add"),
]
NO_RELEASES = [
    *("is 2.1 still supported?", "until when does v2.1 get fixes", "can I join with version 2.1", "support for 2.1"),
    *("What changed in 2.1 years?", "It was 2.1 out of 10.", "how much does it cost, 2.1 or more", "What was on 2.1.2024?"),
]


def named(text):
    return {(found.kind, found.value) for found in identifiers(text) if found.kind not in {"decimal", "figure"}}


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_an_identifier_is_recognized_in_any_spelling(spellings):
    found = [named(f"What about {text} then?") for text in spellings]
    assert len(found[0]) == 1
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_identifiers_are_compared_as_a_whole(one, other):
    assert named(one)
    assert named(other)
    assert not named(one) & named(other)


@pytest.mark.parametrize(("version", "text"), COVERED)
def test_a_text_covers_the_versions_of_its_ranges(version, text):
    assert covers_version(text, version)


@pytest.mark.parametrize(("version", "text"), NOT_COVERED)
def test_a_text_does_not_cover_other_versions(version, text):
    assert not covers_version(text, version)


@pytest.mark.parametrize("question", RELEASES)
def test_what_comes_out_or_is_new_is_a_release(question):
    assert [found.value for found in identifiers(question) if found.is_release] == ["2.1"]


@pytest.mark.parametrize("question", NO_RELEASES)
def test_other_versions_and_numbers_are_no_releases(question):
    assert not any(found.is_release for found in identifiers(question))


@pytest.mark.parametrize(
    ("one", "other"), [("3.0", "3.0.0"), ("v3.0.0", "3.0"), ("version 3.1.0", "v3.1"), ("version 2", "2.0")]
)
def test_a_last_zero_of_a_version_says_nothing(one, other):
    found, others = ({*values(text, "version"), *values(text, "decimal")} for text in (f"What of {one}?", f"What of {other}?"))
    assert found & others


@pytest.mark.parametrize(
    ("code", "text", "is_covered"),
    [
        *(("tr150", "TR-100 to TR-199 are errors", True), ("e12", "Code: E10-E19", True), ("e12", "E-10 – E-19", True)),
        *(("tr200", "TR-100 to TR-199 are errors", False), ("e12", "F10-F19", False), ("12", "10-19", False)),
    ],
)
def test_a_range_of_codes_has_those_between(code, text, is_covered):
    assert covers_code(text, code) == is_covered


def test_a_release_is_not_that_of_a_series():
    for text in ("2.x gets fixes", "from 2.0 to 2.4", "2.0 or newer"):
        assert covers_version(text, "2.1")
        assert not covers_version(text, "2.1", in_series=False)
    assert covers_version("2.1.4 is out", "2.1", in_series=False)
    assert not covers_version("on 2.1.2024", "2.1")


@pytest.mark.parametrize(
    "text",
    [
        "Are 30 days enough in 2020 for 5 people?",
        "Does it cost 2.40 euros or 200,000?",
        "Is it open from 10:30 to 11:15 on 3/2?",
        "Is a 24h ticket valid from 5pm?",
        "What about Windows 10 and the iPhone 12?",
        "Was it on 3/2/2025?",
        "Is it on 2 maı 2025 or on ſep 3 2025?",
        "Is COVID-19 in the #1 place of the top 40?",
        "Can I book a guest room 80 days ahead, or a party room 30 people fit in?",
        "Is the storage room 3 m2, the hall 10 sqm or the flat 60 m²?",
        "Is the court two hours, the bus 5 minutes late or the room 12:30?",
        "Is there a rule one should know in the hall I saw, and a room a child likes?",
        "Does the two second rule hold for the code of the gate, 5 pm or the voucher of 2026?",
        "Rooms: 4; Seats: 30",
        "Is plot3D or format 5 the server 1x?",
    ],
)
def test_ordinary_numbers_are_not_identifiers(text):
    assert named(text) == set()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("2. No spam", "2"),
            ("2) No spam", "2"),
            ("(2) No spam", "2"),
            ("Rule 2: No spam", "2"),
            ("§ 2 Spam", "2"),
            ("2️⃣ Spam", "2"),
        ),
        *(("2 – Spam", "2"), ("2 – 4 players", ""), ("2 - 4 players", "")),
        *(("II.3 Farms", "2.3"), ("§ I.2 Farms", "1.2"), ("Rule IV.1: Farms", "4.1"), ("V.I.P. list", "")),
        *(("2.3 Spam", "2.3"), ("Schritt 2 – Spam", "2"), ("2 euros a day", ""), ("12:30 is noon", ""), ("No. of rules", "")),
    ],
)
def test_a_rule_starts_with_its_number(text, number):
    assert own_number(text) == number


LOG = "# Changelog\n\n" + "".join(
    f"## [{major}.{minor}.{patch}] (202{major}-0{minor + 1}-1{patch})\n\n### Fixed\n\n"
    + "".join(f"- Fixed the {place} that was {state}.\n" for place in ("map", "login", "chat") for state in ("slow", "wrong"))
    + "\n"
    for major in range(4)
    for minor in (0, 1, 2, 4)
    for patch in range(4)
)
HOUSE = """# House

## Rules

1. Be kind to each other.
1. No adverts anywhere.
1. Names must be readable.

## How to join

1. Open the door.
2. Bring 2 euros.

## Errors

- E-4012 means that the cable is loose.
- E-4013 means that the lamp is broken.
- HTTP 404 means that the page is gone.

## Fees

- Adults pay 2 euros a day.

## Facts

- Day 1 of the fair is a Friday.
- The top 10 players get a cup.
- 2 – 4 players fit at a table.
- CVE-2024-11111 concerns old lamps.
"""
BOLD = """# Server

**1. Be kind**
Nice words only.

**2. No spam**
No adverts.

**3. Have fun**
Enjoy it.

## Fees

- 2 euros.
"""


CODES = """# Heater

## Errors

- **F101** No flame
- **F-102** Pressure too low
- **F301** Fan blocked
- **W301** Filter nearly full

## Care

- Bleed the heater once a year.
- A plumber checks the pressure every 2 years.
"""


TOWN = """# Town rules

## I. General

1. Be kind to others.
2. English in the chat.

## II. Building

1. Claims are small.
2. Clocks are off at night.
3. In towns:
   - (a) Houses are low.
   - (b) Roads stay free.

## IV. Trading

- (a) Prices are in crowns.
- (b) Shops have owners.
"""


@pytest.fixture(scope="module")
def ask(shipped, tmp_path_factory):
    """Ask a question about one of four documents with the real model."""
    searchers = {}
    for name, text in {"log.md": LOG, "house.md": HOUSE, "bold.md": BOLD, "heater.md": CODES, "town.md": TOWN}.items():
        folder = build_project(tmp_path_factory.mktemp("project"), shipped, {name: text})
        searchers[name] = Searcher.open(load_settings(folder / "config.yaml"))
    return lambda name, question: searchers[name].ask(question, top=6)


@pytest.mark.parametrize(
    ("question", "version"),
    [
        ("What was fixed in 0.2.1?", "0.2.1"),
        ("what's new in v3.4.2", "3.4.2"),
        ("What is in version 1.0.0?", "1.0.0"),
        ("login fixes of release 2.1.3", "2.1.3"),
        ("What changed on 2023-03-12?", "3.2.2"),
        ("What changed on 12 March 2023?", "3.2.2"),
    ],
)
def test_only_what_is_below_the_named_version_is_quoted(ask, question, version):
    answer = ask("log.md", question)
    assert {hit.passage.section[0].split("]")[0].strip("[") for hit in answer.hits} == {version}


@pytest.mark.parametrize(
    ("name", "question", "start"),
    [
        ("house.md", "What is rule 2?", "2. No adverts"),
        ("house.md", "rule #3", "3. Names"),
        ("house.md", "Regel 2", "2. No adverts"),
        ("house.md", "what is the second step, step 2, to join", "2. Bring"),
        ("house.md", "What does E4013 mean?", "E-4013"),
        ("house.md", "error e 4012", "E-4012"),
        ("house.md", "I got a 404 error, error 404", "HTTP 404"),
        ("bold.md", "What is rule 2?", "No adverts."),
        ("bold.md", "what does rule 3 say", "Enjoy it."),
        ("town.md", "what does § II.2 say", "2. Clocks"),
        ("town.md", "§ I.2", "2. English"),
        ("town.md", "what does II.1 say?", "1. Claims"),
        ("town.md", "rule II.3(b)", "(b) Roads"),
        ("town.md", "section 2, rule 3a", "(a) Houses"),
        ("town.md", "rule 2.3 b", "(b) Roads"),
        ("town.md", "what is rule 2.3 a?", "(a) Houses"),
        ("town.md", "Rule IV(b)", "(b) Shops"),
        ("town.md", "rule one of section two", "1. Claims"),
        ("heater.md", "what is error 101", "F101"),
        ("heater.md", "code 102", "F-102"),
        ("heater.md", "fault 301", "F301"),
        ("heater.md", "warning 301", "W301"),
        ("heater.md", "warning code 301?", "W301"),
        ("heater.md", "what does 101 stand for", "F101"),
    ],
)
def test_the_named_rule_or_code_comes_first(ask, name, question, start):
    answer = ask(name, question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.outcome == "answer" or "step" in question
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("name", "question", "missing"),
    [
        ("log.md", "What was fixed in 9.9.9?", "9.9.9"),
        ("log.md", "What was fixed in version 0.21?", "version 0.21"),
        ("house.md", "What does E-4999 mean?", "E-4999"),
        ("house.md", "What is rule 9?", "rule 9"),
        ("town.md", "what does § II.9 say?", "§ II.9"),
        ("town.md", "rule III.2", "rule III.2"),
        ("town.md", "rule II.3(f)", "rule II.3(f)"),
        ("town.md", "what is rule 2.3 f?", "rule 2.3 f"),
        ("heater.md", "what is error 103", "error 103"),
        ("heater.md", "what does 999 mean", "999"),
        ("house.md", "What happens on day 2?", "day 2"),
        ("house.md", "What is CVE-2024-22222?", "CVE-2024-22222"),
    ],
)
def test_an_identifier_that_is_in_no_passage_is_named_and_not_answered(ask, name, question, missing):
    answer = ask(name, question)
    assert answer.outcome != "answer"
    assert missing in answer.unmatched


def test_a_release_is_found_by_the_title_of_its_page(shipped, tmp_path):
    notes = {1: ("Boats can be painted.", "Sails tear in storms."), 2: ("Bees make honey.", "Hives need water.")}
    rest = "".join(f"- Small fix number {number} of the map.\n" for number in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop")
    pages = {f"p{page}.md": f"# Patch 1.{page}\n\n- {one}\n- {two}\n{rest}" for page, (one, two) in notes.items()}
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, pages) / "config.yaml")).ask
    for page in notes:
        answer = ask(f"what is new in patch 1.{page}?")
        assert {hit.passage.document for hit in answer.hits} == {f"p{page}.md"}
        assert answer.unmatched == ()
    assert ask("what is new in patch 1.3?").unmatched == ("patch 1.3",)


@pytest.mark.parametrize("question", ["which room seats six?", "a boat that seats 4", "it houses 20 cats"])
def test_what_a_thing_seats_is_no_number_of_a_seat(question):
    assert not values(question, "number")
    assert values("seats 12 and 13 are taken", "number") == {"12", "13"}


@pytest.mark.parametrize("question", ["is a lesson 28 pounds?", "lesson three quarters of an hour", "is step 2 km away?"])
def test_an_amount_after_a_noun_is_no_number_of_it(question):
    assert not values(question, "number")


@pytest.mark.parametrize("question", ["what is 2024?", "error 24 hours after the update", "alarm 300 seconds long"])
def test_a_year_or_amount_is_no_code(question):
    assert not values(question, "code")


def test_the_number_of_another_thing_does_not_count(ask):
    assert ask("house.md", "when is day 1?").hits[0].passage.text.startswith("Day 1")
    texts = [hit.passage.text for hit in ask("house.md", "What is rule 2?").hits]
    assert texts.index("2. No adverts anywhere.") < texts.index("2. Bring 2 euros.") < 2
    assert not any(text.startswith("2 – 4") for text in texts[:2])


def test_an_ordinary_word_with_a_number_is_never_missing(ask):
    answer = ask("house.md", "Which cup do the top-10 players get?")
    assert answer.hits[0].passage.text == "The top 10 players get a cup."
    assert answer.unmatched == ()


def test_a_price_is_not_a_rule_with_that_number(ask):
    assert ask("house.md", "Is it 2 euros a day for adults?").hits[0].passage.text == "Adults pay 2 euros a day."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "15000")
            for text in ("who gets 15k blocks", "15,000 claim blocks", "15.000 Blöcke", "15 000 blocs", "15000?")
        ),
        *(("rank with 15 homes", "15"), ("what is on 25570", "25570"), ("1.5k coins", "1500"), ("3 thousand coins", "3000")),
    ],
)
def test_a_figure_is_compared_by_its_value(text, value):
    assert [found.value for found in identifiers(text) if found.kind == "figure"] == [value]
    assert names_figure(f"{text}.", value, "")


@pytest.mark.parametrize(
    "text",
    [
        "open in 2024, for 250 people, 300 €, 30 days or £1,500",
        "call 1 - 518 - 402 - 2100 or 030 555 0199",
        "covid 19 symptoms, top 10 players and port 25565",
        "version 1.20.4 since 5 January",
    ],
)
def test_amounts_years_and_phone_numbers_are_no_figures(text):
    assert not [found for found in identifiers(text) if found.kind == "figure"]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [("Homes: 15; Blocks: 40,000", True), ("15 free homes", True), ("Homes: 8; Blocks: 15,000", False), ("15 blocks", False)],
)
def test_a_small_figure_is_that_of_its_noun(text, is_named):
    assert names_figure(text, "15", "homes") == is_named


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        *(
            ("at most 5,000 photos", True),
            ("up to 20 albums", False),
            ("10,000 to 30,000 photos", True),
            ("5,000 photos", False),
        ),
        *(("more than 500 colour photos", True), ("10,000 to 15,000 photos", False), ("no more than 5,000 newsletters", False)),
        *(("Photos: 15,000–25,000; Price: 8", True), ("Photos: up to 500", True), ("Newsletters: up to 500", False)),
    ],
)
def test_a_limit_of_the_same_things_decides_about_a_figure(text, is_covered):
    assert covers_figure(text, "20000", "photos", may_be_limited=True) == is_covered


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        *(("Copies: 50–199; Black: 6 ct", True), ("Copies: 1-99", False), ("Copies: 100 and more", True)),
        *(("Orders over 1,000 copies need two days.", False), ("Copies: under 200", True), ("100 copies", False)),
    ],
)
def test_what_a_number_of_things_costs_is_said_by_the_range_that_it_is_in(text, is_covered):
    assert covers_figure(text, "120", "copies", may_be_limited=False) == is_covered
    assert not identifiers("price for 500 copies")[0].may_be_limited
    assert identifiers("Can I order 500 copies?")[0].may_be_limited


@pytest.mark.parametrize("text", ["20,000 newsletters", "Newsletters: 20,000", "a map of 20,000 square blocks", "5,000 photos"])
def test_a_large_figure_of_other_things_is_another(text):
    assert not names_figure(text, "20000", "photos")


PLACES = """# Club

## Connecting

- Java players connect to port 25565.
- The test server is on port 25570 and is wiped each Monday.
- The main world runs 1.20.4; clients from 1.19.4 to 1.20.6 can join.
- Mod pack 3.0 and older no longer work.

## Ranks

| Rank | Homes | Claim blocks |
|---|---|---|
| Flame | 4 | 6,000 |
| Blaze | 8 | 15,000 |
| Phoenix | 15 | 40,000 |

## Rules

- Rule 10: Fight only in the arena.
- Rule 11: Don't sell coins for real money.

## House

- Racks 1 to 14 are for private boats, at £36 a year.
- Rack 15 is kept free for visitors, two nights at most.
- Book courts on extension 204, or at reception on extension 200.
- The quiet room is upstairs, room 2.04, and the prayer room next to it is 2.05.
- The 49 and 50 buses stop right outside.
- Guest rooms can be booked up to 90 days ahead.
- The hotel gives 12% off with the code DRIFT25.
- The members' meeting in 2024 was on 12 March; in 2025 it is on 18 March.
- Our radio channel is 77; the weir keeper listens on 12.
- A flat in house 7 costs 400 coins.
- Rent is due on the third working day of the month.
"""


@pytest.fixture(scope="module")
def ask_places(shipped, tmp_path_factory):
    """Ask a question about things with numbers with the real model."""
    folder = build_project(tmp_path_factory.mktemp("places"), shipped, {"club.md": PLACES})
    searcher = Searcher.open(load_settings(folder / "config.yaml"))
    return lambda question: searcher.ask(question, top=6)


@pytest.mark.parametrize(
    ("question", "unmatched"),
    [
        *(("port 25566", "port 25566"), ("extension 210", "extension 210"), ("rack 16", "rack 16"), ("room 2.06", "room 2.06")),
        *(("code DRIFT26", "DRIFT26"), ("code drift26", "code drift26"), ("promo code SUMMER24", "SUMMER24")),
        *(("rule twelve", "rule twelve"), ("the twelfth rule", "twelfth rule"), ("bus 51", "bus 51")),
        *(("members meeting 2026", "2026"), ("does modpack 4.0 work", "modpack 4.0"), ("can i join with 1.17", "1.17")),
    ],
)
def test_another_number_of_the_same_thing_is_no_answer(ask_places, question, unmatched):
    answer = ask_places(question)
    assert answer.outcome != "answer"
    assert unmatched in answer.unmatched


@pytest.mark.parametrize(
    ("question", "start"),
    [
        *(("port 25570", "The test server"), ("extension 204", "Book courts"), ("rule eleven", "Rule 11")),
        *(
            ("rack 15", "Rack 15"),
            ("room 2.05", "The quiet room"),
            ("bus 49", "The 49 and 50"),
            ("the eleventh rule", "Rule 11"),
        ),
        *(
            ("members meeting 2025", "The members'"),
            ("can i join with 1.20", "The main world"),
            ("radio channel 12", "Our radio"),
        ),
        *(("can i book a guest room 80 days ahead", "Guest rooms"), ("rank with 15 homes", "Rank: Phoenix")),
        *(("6000 claim blocks which rank", "Rank: Flame"), ("which rank gets 15k claim blocks", "Rank: Blaze")),
    ],
)
def test_the_number_of_a_thing_is_found_however_it_is_written(ask_places, question, start):
    answer = ask_places(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.outcome == "answer"


@pytest.mark.parametrize("question", ["hotel code DRIFT25", "hotel code drift25", "does mod pack 2.9 work"])
def test_a_code_or_version_that_a_passage_covers_is_not_missing(ask_places, question):
    assert ask_places(question).unmatched == ()


def test_a_range_of_numbers_comes_before_another_number(ask_places):
    assert ask_places("rack 9").hits[0].passage.text.startswith("Racks 1 to 14")


def test_a_number_that_is_only_told_is_not_required():
    assert is_told("I live in house 9, what does a flat cost?", "house 9")
    assert not is_told("What does a flat in house 9 cost?", "house 9")
    assert not is_told("I want to rent rack 16, what does it cost?", "rack 16")


PACK = """# Mod pack

## Versions

- 2.0 came out on 3 February 2024 and added the sky islands.
- 2.1 came out on 9 June 2024 and added airships.
- 2.x gets security fixes until 31 December 2026.
- 1.x is no longer supported since 1 January 2025.
- Maps from 2.0 to 2.2 can be opened in any later version.
"""
PLUGIN = """# Plugin

## Releases

| Version | Released | What is new |
|---|---|---|
| 3.0 | 4 May 2024 | New map, new permissions |
| 3.0.1 | 18 May 2024 | Fixes for the login |
| 3.1 | 2 September 2024 | Warps between worlds |

## Support

- Bugs of 3.x are fixed until the end of 2027.
"""


@pytest.fixture(scope="module")
def ask_releases(shipped, tmp_path_factory):
    """Ask a question about the releases of a mod pack or a plugin with the real model."""
    searchers = {}
    for name, text in {"pack": PACK, "plugin": PLUGIN}.items():
        folder = build_project(tmp_path_factory.mktemp(name), shipped, {f"{name}.md": text})
        searchers[name] = Searcher.open(load_settings(folder / "config.yaml"))
    return lambda name, question: searchers[name].ask(question)


@pytest.mark.parametrize(
    ("name", "question", "start"),
    [
        *(("pack", "When did 2.1 come out?", "2.1 came out"), ("pack", "when did v2.1.0 come out", "2.1 came out")),
        *(("pack", "what's new in 2.1", "2.1 came out"), ("pack", "until when does 2.1 get security fixes?", "2.x gets")),
        *(("pack", "is version 1.9 still supported?", "1.x is no longer"), ("plugin", "What's new in 3.1?", "Version: 3.1;")),
        *(("plugin", "What changed in v3.0.0?", "Version: 3.0;"), ("plugin", "release date of 3.0.1", "Version: 3.0.1;")),
    ],
)
def test_the_release_that_is_asked_for_comes_before_its_series_and_later_fixes(ask_releases, name, question, start):
    answer = ask_releases(name, question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.outcome == "answer"


@pytest.mark.parametrize(
    ("name", "question", "unmatched"),
    [
        *(("pack", "When did 2.3 come out?", "2.3"), ("pack", "when did 1.4 come out", "1.4")),
        *(("plugin", "What's new in 3.3?", "3.3"), ("plugin", "when was 3.2 released?", "3.2")),
        *(("plugin", "release date of 3.0.2", "3.0.2"), ("plugin", "what's new in v4.0", "v4.0")),
    ],
)
def test_a_release_that_no_passage_names_is_no_other_and_not_its_series(ask_releases, name, question, unmatched):
    answer = ask_releases(name, question)
    assert answer.outcome != "answer"
    assert unmatched in answer.unmatched


ALBUMS = """# Photo club

- Albums hold at most 5,000 photos.
- Each member can have up to 20 albums.
- A photo can be up to 25 MB.
- The archive has 20,000 newsletters.
- The club has 340 members.
"""


@pytest.mark.parametrize(
    ("question", "start"),
    [
        *(("Can I upload 20k photos?", "Albums hold"), ("can an album have 20,000 photos", "Albums hold")),
        *(("can I have 340 albums", "Each member"), ("are there 20k newsletters?", "The archive")),
    ],
)
def test_a_limit_is_not_overridden_by_the_same_figure_of_other_things(shipped, tmp_path, question, start):
    folder = build_project(tmp_path, shipped, {"albums.md": ALBUMS})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.unmatched == ()


PRINTS = """# Prints

| Copies | Price |
|---|---|
| 1–49 | 30 ct |
| 50–199 | 25 ct |
| 200 and more | 18 ct |

- Orders over 1,000 copies need two days.
"""


@pytest.mark.parametrize(
    ("question", "start"), [("price for 500 copies", "Copies: 200"), ("price for 20 copies", "Copies: 1–49")]
)
def test_the_row_whose_range_has_the_figure_comes_first(shipped, tmp_path, question, start):
    folder = build_project(tmp_path, shipped, {"prints.md": PRINTS})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.unmatched == ()


LEVELS = """# Titles of the workshop

## Repair

- Repairer (R2): Has difficult repairs looked at by a second person.
- Senior Repairer (R3): Looks at the repairs of others.

## Bicycles

- BM (R2): Chooses parts up to 50 euros without asking anyone.
- Senior BM (R3): Orders parts from new suppliers.
"""


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("does an R2 repairer need a second look at difficult repairs", "Repairer (R2): Has difficult"),
        ("what parts may an R2 bicycle mechanic choose", "BM (R2): Chooses"),
    ],
)
def test_codes_in_labels_count_the_same_however_long_the_labels_are(shipped, tmp_path, question, start):
    folder = build_project(tmp_path, shipped, {"titles.md": LEVELS})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask(question)
    assert answer.hits[0].passage.text.startswith(start)
