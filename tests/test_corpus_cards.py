"""Cards for rebuilds and status: what users of `/corpus` see, as data."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cards import AMBER, GREEN, GREY, RED, Card
from bot.rendering.corpus_cards import difference_card, failure_card, progress_card, status_card
from bot.upkeep.keeping import Failure, Status
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Stage
from index.building import Change, Difference
from index.passages.passage import Passage
from tests.test_cards import ENGLISH, WORDY, check_limits, check_marks, fold, in_every_language, parts_of, thoroughly
from tests.test_markdown_for_discord import BARLESS_LINES as LINES
from tests.test_markdown_for_discord import BARLESS_LONG_TEXTS as LONG_TEXTS
from tests.test_markdown_for_discord import BARLESS_TEXTS as TEXTS
from tests.test_markdown_for_discord import NUMBERED, cuts, shown

AT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
COMMAND = "</corpus rebuild:7>"


def passage(text="The gates open at noon.", document="rules.md", section=("Rules", "Gates"), line=7):
    return Passage("0" * 12, document, section, line, text)


def change(kind, text="The gates open at noon.", before=None, **where):
    return Change(kind, passage(text, **where), before)


def built(*changes, notes=(), **counts):
    """Return the result of a build; counts are those of its changes unless given."""
    kinds = [found.kind for found in changes]
    counted = {"added": kinds.count("added"), "removed": kinds.count("removed")}
    counted["changed"] = len(kinds) - sum(counted.values())
    return Built(3, 500, Difference(**{**counted, **counts}, changes=changes), 12, 1.26, notes)


def status(**fields):
    """Return a healthy status, with some fields replaced."""
    well = {"documents": 3, "passages": 500, "built": AT, "model": "mini", "pending": (), "failure": None}
    return Status(**{**well, "is_watching": False, "is_building": False, **fields})


def difference_text(found: Built, texts=ENGLISH) -> str:
    return text_of(difference_card(found, texts.rebuilt, texts))


def text_of(card: Card) -> str:
    return "\n".join(parts_of(card))


def test_a_rebuild_of_a_damaged_index_does_not_say_that_nothing_changed():
    card = difference_card(Built(3, 500, Difference(is_known=False), 12, 1.26), ENGLISH.rebuilt, ENGLISH)
    assert card.colour == GREEN
    assert ENGLISH.unknown_changes in text_of(card)
    assert ENGLISH.unchanged not in text_of(card)
    assert "passages: 500" in text_of(card)


# Progress of a rebuild


def test_progress_shows_a_bar_and_the_number_of_passages():
    [words] = parts_of(progress_card(Stage("Encoding", 120, 500), ENGLISH))
    heading, bar, count = words.split("\n")
    assert heading == "### Rebuilding the index…"
    assert (bar.count("▰"), bar.count("▱")) == (4, 16)
    assert count == "120 of 500 passages"


@pytest.mark.parametrize("stage", [Stage(), Stage("Reading"), Stage("Reading", 7), Stage("Encoding", 0, 0)])
def test_unknown_progress_shows_only_a_heading(stage):
    assert parts_of(progress_card(stage, ENGLISH)) == ["### Rebuilding the index…"]


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_bar_is_full_only_when_everything_is_done(done, total):
    bar = text_of(progress_card(Stage("Encoding", done, total), ENGLISH)).split("\n")[1]
    assert len(bar) == 20
    assert ("▱" not in bar) is (done >= total)


# The result of a rebuild


def test_changes_are_listed_by_document_and_section_with_old_and_new_text():
    before = passage("The gates open at one.")
    moved = change("moved", "No fires.", passage("No fires.", "old.md", ("Pier",)), section=("Rules", "Fires"))
    card = difference_card(
        built(
            change("changed", before=before),
            change("added", "There are two gates."),
            moved,
            change("removed", "Ring the bell.", document="b.md", section=()),
        ),
        "Taken in",
        ENGLISH,
    )
    assert card.colour == GREEN
    assert parts_of(card) == [
        "### Taken in\n1 added · 2 changed · 1 removed",
        "**rules.md** › Rules › Gates\n`−` The gates open at **one.**\n`+` The gates open at **noon.**",
        "`+` There are two gates.",
        "**rules.md** › Rules › Fires\n`→` No fires.\n-# moved from **old.md** › Pier",
        "**b.md**\n`−` Ring the bell.",
        "-# passages: 500 · newly embedded: 12 · 1.3 s",
    ]


def test_a_rebuild_without_changes_says_so():
    card = difference_card(built(), ENGLISH.rebuilt, ENGLISH)
    assert card.colour == GREY
    assert ENGLISH.unchanged in text_of(card)
    assert "added" not in text_of(card)


def test_a_first_index_is_reported_by_its_number_of_passages_only():
    assert (
        parts_of(difference_card(built(added=500), "Taken in", ENGLISH))[0] == "### Taken in\n500 added · 0 changed · 0 removed"
    )
    assert "more" not in difference_text(built(added=500))


def test_the_first_twelve_changes_are_listed_and_the_rest_counted():
    text = difference_text(built(*(change("added", f"Rule {number}.") for number in range(100)), added=300))
    assert [f"Rule {number}." in text for number in range(14)] == [True] * 12 + [False] * 2
    assert "-# … and 288 more" in text
    assert text.count("rules.md") == 1


def test_changed_words_are_shown_wherever_they_are_in_the_passage():
    old, new = f"{NUMBERED} opens at one {NUMBERED}", f"{NUMBERED} opens at noon {NUMBERED}"
    text = difference_text(built(change("changed", new, passage(old))))
    assert "at **one** word" in text
    assert "at **noon** word" in text


def test_passages_too_long_to_compare_are_listed_anyway():
    old, new = "one " * 2000, "two " * 2000
    text = difference_text(built(change("changed", new, passage(old))))
    assert "`−` one one" in text
    assert "`+` two two" in text


def test_notes_on_the_documents_are_listed_too():
    text = difference_text(built(notes=[f"rules.md: doubt {number} about *it*" for number in range(9)]))
    assert [rf"-# ⚠️ rules.md: doubt {number} about \*it\*" in text for number in range(4)] == [True, True, True, False]


def test_a_failure_says_why_and_that_the_index_is_unchanged():
    card = failure_card("rules.md: byte 9 is not UTF-8; save it as UTF-8", ENGLISH.not_rebuilt)
    assert card.colour == RED
    assert parts_of(card) == [
        "### I couldn't rebuild the index, and still answer from the old one\nrules.md: byte 9 is not UTF-8; save it as UTF-8"
    ]


# Status


def test_status_describes_the_index_and_says_that_it_is_up_to_date():
    card = status_card(status(is_watching=True), ENGLISH, COMMAND)
    moment = int(AT.timestamp())
    assert card.colour == GREEN
    assert text_of(card).split("\n") == [
        "### What I answer from",
        "Documents: 3 · passages: 500",
        f"Built <t:{moment}:R> (<t:{moment}:f>)",
        "Model: mini",
        ENGLISH.watched,
        ENGLISH.up_to_date,
    ]


def test_status_lists_pending_changes_a_running_build_and_the_last_failure():
    pending = tuple(f"file_{number}.md has changed" for number in range(25))
    failure = Failure("rules.md: is *empty*", AT)
    card = status_card(status(pending=pending, failure=failure, is_building=True), ENGLISH, COMMAND)
    text = text_of(card)
    assert card.colour == RED
    assert ENGLISH.not_watched.format(command=COMMAND) in text
    assert ENGLISH.is_building in text
    assert [rf"- file\_{number}.md has changed" in text for number in range(12)] == [True] * 10 + [False] * 2
    assert "-# … and 15 more" in text
    assert rf"failed <t:{int(AT.timestamp())}:R>: rules.md: is \*empty\*" in text
    assert ENGLISH.up_to_date not in text


@pytest.mark.parametrize("fields", [{"pending": ("a.md has changed",)}, {"is_building": True}])
def test_status_is_amber_until_everything_is_indexed(fields):
    assert status_card(status(**fields), ENGLISH, COMMAND).colour == AMBER


# Arbitrary text in documents, file names and errors

ANY = TEXTS | LONG_TEXTS | LONG_TEXTS.map(lambda text: f"{text} {NUMBERED} {text}")
NAMES = LINES | LONG_TEXTS.map(fold)
PASSAGES = st.builds(passage, ANY, NAMES, st.lists(NAMES, max_size=3).map(tuple))
CHANGES = st.one_of(
    st.builds(Change, st.sampled_from(["added", "removed"]), PASSAGES),
    st.builds(Change, st.sampled_from(["changed", "moved"]), PASSAGES, PASSAGES),
)
DIFFERENCES = st.builds(
    lambda changes, more, notes: built(*changes, notes=tuple(notes), added=len(changes) + more),
    st.lists(CHANGES, max_size=20),
    st.sampled_from([0, 1, 10**6]),
    st.lists(NAMES, max_size=4),
)
STATUSES = st.builds(
    lambda pending, failure, model, is_on: status(
        pending=tuple(pending), failure=failure and Failure(failure, AT), model=model, is_watching=is_on, is_building=is_on
    ),
    st.lists(NAMES, max_size=20),
    st.none() | NAMES,
    NAMES,
    st.booleans(),
)
MEANT = ("heading", "small", "code", "list", "time")


def check(card: Card, mentioned: str | None = None) -> None:
    """Check that Discord accepts a card, and that no markup acts unless it is meant to."""
    check_limits(card)
    check_marks(card, *MEANT, mentioned=mentioned)
    for markdown in parts_of(card):
        seen = shown(markdown)
        assert {*seen.of("code")} <= {"`+`", "`−`", "`→`"}
        assert "link" not in seen.kinds()
        assert all(time[3:-3] == str(int(AT.timestamp())) for time in seen.of("time"))


@pytest.mark.parametrize("texts", [ENGLISH, WORDY], ids=["english", "wordy"])
@thoroughly
@given(found=DIFFERENCES)
def test_any_difference_fits_the_limits_of_discord_and_is_escaped(texts, found):
    card = difference_card(found, texts.rebuilt, texts)
    check(card)
    assert not found.difference.changes or len(card.parts) >= 3  # at least one change is listed


@thoroughly
@given(found=CHANGES)
def test_a_change_shows_the_text_of_its_passage(found):
    lines = [shown(line).text for line in difference_text(built(found)).split("\n")]
    now = next(line for line in reversed(lines) if line.startswith(("`+` ", "`−` ", "`→` ")))
    assert any(cuts(fold(found.passage.text), now[4:]))


@pytest.mark.parametrize("texts", [ENGLISH, WORDY], ids=["english", "wordy"])
@thoroughly
@given(found=STATUSES)
def test_any_status_fits_the_limits_of_discord_and_is_escaped(texts, found):
    check(status_card(found, texts, COMMAND), COMMAND)


@pytest.mark.parametrize("texts", [ENGLISH, WORDY], ids=["english", "wordy"])
@thoroughly
@given(reason=ANY | st.just("") | ANY.map(lambda text: text * 50))
def test_any_failure_fits_the_limits_of_discord_and_is_escaped(texts, reason):
    check(failure_card(reason, texts.not_rebuilt))


@in_every_language
def test_every_language_has_cards(texts):
    check(difference_card(built(change("moved", before=passage())), texts.took_in, texts))
    check(progress_card(Stage("Encoding", 1, 2), texts))
    check(status_card(status(pending=("a",), failure=Failure("b", AT)), texts, COMMAND), COMMAND)
