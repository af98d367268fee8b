"""The ledger of the soak test finds everything that can be wrong with an answer: a soak that cannot fail proves nothing."""

import pytest

from tests.soak.cards import Shown
from tests.soak.documents import ROOMS, Documents, bullet
from tests.soak.entries import Entry, Gap, Response
from tests.soak.faults import BY_NAME
from tests.soak.ledger import BOUND, Ledger

LASTING = "- Members bring cake on Fridays.\n- The door is blue.\n"
QUESTION = "k00001: Who brings cake?"
START = 1000.0
LATER = START + 10 * BOUND


@pytest.fixture
def ledger() -> Ledger:
    """The ledger of a bot whose queue holds two questions, before anything was asked."""
    return Ledger(Documents(LASTING, START), places=2, began=START)


def ask(ledger: Ledger, question: str = QUESTION, at: float = START + 1, **said: object) -> Entry:
    """Enter a question that is owed an answer."""
    names = {"kind": "mention", "way": "message", "user": "alice", "place": "general", "wants": frozenset({"answer"}), **said}
    return ledger.begin(Entry(number=ledger.asked + 1, asked=at, echo=question, **names))


def answer(ledger: Ledger, entry: Entry, at: float | None = None, *, echo: str | None = None, quote: str = "") -> None:
    """Enter an answer to it, a tenth of a second later by default."""
    quotes = (quote or "Members bring cake on Fridays.",)
    shown = Shown("answer", entry.echo if echo is None else echo, quotes)
    ledger.respond(entry, Response(entry.asked + 0.1 if at is None else at, shown))


def notice(ledger: Ledger, entry: Entry, key: str) -> None:
    ledger.respond(entry, Response(entry.asked + 0.1, Shown(key, text=key)))


def found(ledger: Ledger) -> list[str]:
    """Settle everything, and return the kinds of the findings."""
    ledger.settle(LATER)
    assert not ledger.open
    return [finding.kind for finding in ledger.findings]


def edit(ledger: Ledger, room: str, *, written: float, known: float) -> None:
    ledger.documents.write((room,), written)
    ledger.documents.mark_in_use(len(ledger.documents.editions) - 1, known)


def test_a_question_with_its_own_answer_is_fine(ledger: Ledger):
    answer(ledger, ask(ledger))
    assert found(ledger) == []
    assert ledger.counts["mention", "answered"] == 1


def test_an_unanswered_question_is_lost_after_its_deadline(ledger: Ledger):
    entry = ask(ledger)
    ledger.settle(entry.asked + BOUND - 1)
    assert ledger.findings == []
    assert found(ledger) == ["lost"]


def test_a_second_answer_is_found_even_after_the_entry_is_closed(ledger: Ledger):
    entry = ask(ledger)
    answer(ledger, entry)
    answer(ledger, entry, entry.asked + 0.2)
    assert found(ledger) == ["doubled"]

    another = ask(ledger, user="bob")
    answer(ledger, another)
    ledger.settle(LATER)
    answer(ledger, another, LATER)
    assert found(ledger) == ["doubled", "doubled"]


def test_a_notice_in_addition_to_an_answer_is_one_too_many(ledger: Ledger):
    entry = ask(ledger)
    answer(ledger, entry)
    notice(ledger, entry, "failed")
    assert found(ledger) == ["doubled"]


def test_an_answer_sent_twice_without_a_fault_is_found(ledger: Ledger):
    entry = ask(ledger, way="interaction")
    answer(ledger, entry)
    entry.edits = 2
    assert found(ledger) == ["doubled"]


@pytest.mark.parametrize("echo", ["k00002: Who brings cake?", "", "…", "k00001: Who …, really?"])
def test_an_answer_to_another_question_is_wrong(ledger: Ledger, echo: str):
    answer(ledger, ask(ledger), echo=echo)
    assert found(ledger) == ["wrong"]


def test_an_echo_may_be_shortened_and_lose_punctuation(ledger: Ledger):
    answer(ledger, ask(ledger, "k00001: **Who** \u202ebrings cáke?"), echo="k00001: Who brings …")
    assert found(ledger) == []


def test_surrogate_halves_count_as_one_character(ledger: Ledger):
    answer(ledger, ask(ledger, "k00001: \ud82c\udc31 \udc31 who?"), echo="k00001: \U0001b031 who?")
    assert found(ledger) == []


def test_a_quote_that_was_never_in_a_document_is_wrong(ledger: Ledger):
    answer(ledger, ask(ledger), quote="Members bring pie on Fridays.")
    answer(ledger, ask(ledger), quote="The code word of the amber room is zq0007amber.")
    assert found(ledger) == ["wrong", "wrong"]


def test_an_edition_cannot_be_quoted_before_it_is_written(ledger: Ledger):
    edit(ledger, "amber", written=START + 20, known=START + 22)
    answer(ledger, ask(ledger), START + 10, quote=bullet("amber", 1))
    assert found(ledger) == ["wrong"]


def test_both_editions_are_right_while_an_edit_is_indexed_and_then_the_old_one_is_stale(ledger: Ledger):
    edit(ledger, "amber", written=START + 20, known=START + 22)
    for at, edition in ((19, 0), (21, 0), (21, 1), (23, 1), (23, 0)):
        answer(ledger, ask(ledger, at=START + at, user=f"user{at}{edition}"), START + 24, quote=bullet("amber", edition))
    assert found(ledger) == ["stale"]
    assert "zq0000amber had been replaced 1.00 s before the question" in ledger.findings[0].what


def test_an_answer_from_a_new_edition_makes_the_old_one_stale_for_later_questions(ledger: Ledger):
    ledger.documents.write(("amber",), START + 20)
    answer(ledger, ask(ledger, at=START + 21), START + 21.5, quote=bullet("amber", 1))
    answer(ledger, ask(ledger, at=START + 21.2, user="bob"), START + 21.6, quote=bullet("amber", 0))
    answer(ledger, ask(ledger, at=START + 22, user="carl"), START + 22.1, quote=bullet("amber", 0))
    assert found(ledger) == ["stale"]
    assert "of carl" in ledger.findings[0].what


def test_text_that_an_edit_did_not_change_stays_right(ledger: Ledger):
    edit(ledger, "amber", written=START + 20, known=START + 22)
    answer(ledger, ask(ledger, at=START + 30), quote=bullet("birch", 0))
    assert found(ledger) == []


def test_an_answer_without_the_code_word_in_the_question_is_wrong(ledger: Ledger):
    answer(ledger, ask(ledger, topic="amber"), quote=bullet("birch", 0))
    answer(ledger, ask(ledger, topic="birch"), quote=bullet("birch", 0))
    assert found(ledger) == ["wrong"]
    assert set(ROOMS) >= {"amber", "birch"}


def test_a_member_gets_answers_in_the_order_of_their_questions(ledger: Ledger):
    first = ask(ledger, at=START + 1)
    second = ask(ledger, at=START + 2)
    elsewhere = ask(ledger, at=START + 2, place="another")
    answer(ledger, second, START + 3)
    answer(ledger, elsewhere, START + 3)
    answer(ledger, first, START + 4)
    assert found(ledger) == ["misordered"]
    assert f"number {second.number}," in ledger.findings[0].what


def test_a_fault_that_delays_an_answer_excuses_its_order(ledger: Ledger):
    first = ask(ledger, at=START + 1, fault=BY_NAME["error"], hits=1)
    answer(ledger, ask(ledger, at=START + 2), START + 2.1)
    answer(ledger, first, START + 4)
    assert found(ledger) == []


def test_faults_excuse_silence_only_if_they_hit_and_make_an_answer_impossible(ledger: Ledger):
    ask(ledger, fault=BY_NAME["long outage"], hits=10, user="a")
    assert found(ledger) == []
    ask(ledger, fault=BY_NAME["long outage"], hits=0, user="b")
    ask(ledger, fault=BY_NAME["error"], hits=1, user="c")
    ask(ledger, fault=BY_NAME["cut after it counted"], hits=1, user="d")
    assert found(ledger) == ["lost"] * 3


def test_a_late_first_response_is_excused_if_a_fault_delayed_it_and_the_bot_retried_in_time(ledger: Ledger):
    for user, after, is_late in (("a", 2.5, True), ("b", 2.5, False), ("c", 3.5, True)):
        said = {"fault": BY_NAME["error"], "hits": 1, "first_hit": START + 1 + after, "is_late": is_late}
        ask(ledger, way="interaction", user=user, **said)
    assert found(ledger) == ["lost", "lost"]
    assert [user for user in "abc" if f"of {user}:" in str(ledger.findings)] == ["b", "c"]


@pytest.mark.parametrize("name", ["long outage", "cut after it counted"])
def test_no_fault_excuses_a_second_answer(ledger: Ledger, name: str):
    entry = ask(ledger, fault=BY_NAME[name], hits=1)
    answer(ledger, entry)
    answer(ledger, entry, entry.asked + 3)
    assert found(ledger) == ["doubled"]


@pytest.mark.parametrize(("how", "is_lost"), [("reconnect", True), ("close", True), ("invalid", False), ("forget", False)])
def test_a_message_during_a_broken_connection_is_owed_an_answer_if_the_session_is_resumed(ledger, how, is_lost):
    ledger.gaps.append(Gap(how, START, START + 5))
    ask(ledger)
    ask(ledger, way="interaction", user="bob")
    assert found(ledger) == (["lost"] if is_lost else [])
    ask(ledger, at=START + 6, user="carl")
    assert found(ledger).count("lost") == is_lost + 1


def test_a_notice_needs_its_reason(ledger: Ledger):
    for key in ("busy", "cooldown", "gone", "failed", "empty", "stopping", "unknown words"):
        notice(ledger, ask(ledger, way="interaction", user=key, at=START + 200 * ledger.asked), key)
        ledger.settle(START + 200 * ledger.asked)
    assert found(ledger) == ["wrong"] * 7
    notice(ledger, ask(ledger, way="interaction", wants=frozenset({"empty"})), "empty")
    assert found(ledger) == ["wrong"] * 7


def test_busy_is_right_when_the_queue_is_full(ledger: Ledger):
    crowd = [ask(ledger, way="interaction", user=f"user{number}") for number in range(3)]
    for entry in crowd[:2]:
        answer(ledger, entry, entry.asked + 0.5)
    notice(ledger, crowd[2], "busy")
    assert found(ledger) == []


def test_a_cooldown_notice_is_right_for_a_member_who_has_just_asked(ledger: Ledger):
    answer(ledger, ask(ledger))
    notice(ledger, ask(ledger, at=START + 1.2), "cooldown")
    notice(ledger, ask(ledger, at=START + 1.2, user="bob"), "cooldown")
    assert found(ledger) == ["wrong"]
    assert "of bob" in ledger.findings[0].what


def test_a_passage_may_be_gone_only_after_an_edit(ledger: Ledger):
    source = len(ledger.documents.editions)
    notice(ledger, ask(ledger, way="click", edition=source, at=START + 1), "gone")
    ledger.settle(LATER)
    edit(ledger, "amber", written=START + 20, known=START + 22)
    notice(ledger, ask(ledger, way="click", edition=source, at=START + 30), "gone")
    assert found(ledger) == ["wrong"]


def test_a_message_not_meant_for_the_bot_gets_silence(ledger: Ledger):
    ask(ledger, wants=frozenset(), is_owed=False)
    answer(ledger, ask(ledger, wants=frozenset(), is_owed=False, user="bob"))
    assert found(ledger) == ["wrong"]


def test_an_answer_where_a_notice_is_due_is_wrong(ledger: Ledger):
    answer(ledger, ask(ledger, wants=frozenset({"empty"})))
    assert found(ledger) == ["wrong"]


def test_a_member_gets_no_second_notice_in_a_row_but_is_still_owed_an_answer(ledger: Ledger):
    notice(ledger, ask(ledger, wants=frozenset({"empty"})), "empty")
    ask(ledger, at=START + 2, wants=frozenset({"empty"}))
    assert found(ledger) == []
    ask(ledger, at=START + 20, wants=frozenset({"empty"}))
    assert found(ledger) == ["lost"]
