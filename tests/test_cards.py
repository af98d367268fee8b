"""Answer cards: what members see of an answer in Discord, as data."""

import re
from dataclasses import replace
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.chat.answering import first_card as answer_card
from bot.rendering import markdown as drawing
from bot.rendering.answer_cards import (
    DELETE_SIGN,
    Frame,
    addressee_part,
    context_card,
    note_part,
    notice_card,
    overview_card,
    page_card,
    question_part,
    read_note,
    read_question,
    sharer_part,
    suggestions_card,
)
from bot.rendering.cards import AMBER, GREEN, GREY, RED, Button, ButtonRow, Card, TextBlock, TextWithButton
from bot.rendering.doubt_cards import doubt_card, doubt_part
from bot.rendering.feedback import Ballot, read_press
from bot.rendering.lesson_ids import WRITE, read_tie
from bot.rendering.list_cards import list_buttons, list_card
from bot.rendering.paging import Paging, read_button_id
from bot.rendering.readers import Reader
from bot.rendering.texts import MAX_LENGTHS, MAX_TEXT_LENGTH, Texts, Translations
from index.answering.answers import Answer, Hit, Listing
from index.answering.neighbours import Surroundings
from index.passages.passage import Passage
from index.reading.rich_text import Link
from tests.budgets import budget
from tests.test_markdown_for_discord import BARLESS_LINES as LINES
from tests.test_markdown_for_discord import BARLESS_LONG_TEXTS as LONG_TEXTS
from tests.test_markdown_for_discord import BARLESS_TEXTS as TEXTS
from tests.test_markdown_for_discord import NUMBERED, cuts, is_faithful, shown, spans_in

ENGLISH = Translations.load().for_locale("en")
ASKER = 80351110224678912
MEMBER, ROLE = f"<@{ASKER}>", "<@&165511591545143296>"
QUESTION = "When do the gates open?"
URL = "https://example.org/handbook"
ARROW = " › "


def hit(  # noqa: PLR0913
    text: str = "The gates open at noon.",
    *,
    url: str | None = None,
    row: int = 0,
    title="Handbook",
    highlights=(),
    is_alone=False,
    **options,
):
    where = {"document": "rules.md", "section": ("Rules", "Gates"), "line": 7, **options}
    return Hit(1, 0.5, row, Passage(id=f"{row:012x}", text=text, **where), title, url, tuple(highlights), is_alone)


def answer(hits, outcome="answer", question=QUESTION, **options) -> Answer:
    return Answer(
        **{"unmatched": (), **options}, question=question, outcome=outcome, confidence=0.5, hits=tuple(hits), milliseconds=1
    )


def frame(  # noqa: PLR0913
    given: Answer,
    place: int = 0,
    texts: Texts = ENGLISH,
    *,
    sharer: str | None = None,
    is_private: bool = False,
    role: str | None = None,
    sees_lines: bool = False,
) -> Frame:
    """Return the frame of an answer, with the passage at `place` shown."""
    parts = [question_part(given.question), note_part(given, texts), sharer_part(sharer, texts) if sharer else None]
    paging = Paging.of(ASKER, given.outcome, given.hits).at(place)
    return Frame(paging, tuple(part for part in parts if part), Reader(texts, role, sees_lines), is_private)


def first_card(given: Answer, role: str | None = None, **options) -> Card:
    return overview_card(given.hits, frame(given, role=role, **options))


def all_suggestions(given: Answer, **options) -> Card:
    return suggestions_card(given.hits[:3], frame(given, **options))


def page(given: Answer, place: int = 0, **options) -> Card:
    return page_card(given.hits[place], frame(given, place, **options))


def parts_of(card: Card) -> list[str]:
    """Return the Markdown texts of a card, from top to bottom."""
    groups = [
        part.pieces if isinstance(part, TextWithButton) else [part.markdown]
        for part in card.parts
        if isinstance(part, TextBlock | TextWithButton)
    ]
    return [markdown for pieces in groups for markdown in pieces]


def rows_of(card: Card) -> list[tuple[Button, ...]]:
    """Return the rows of buttons; a button beside a text is a row of its own."""
    places = [part for part in card.parts if isinstance(part, ButtonRow | TextWithButton)]
    return [part.buttons if isinstance(part, ButtonRow) else (part.button,) for part in places]


def buttons_of(card: Card) -> dict[str, Button]:
    """Return the buttons by label, apart from the one that deletes a public answer; of equal labels, the last."""
    return {button.label: button for row in rows_of(card) for button in row if button.label != DELETE_SIGN}


def leads_to(button: Button) -> tuple[str, int]:
    """Return the action of a button and the place of its passage."""
    action, paging = read_button_id(button.id)
    return action, paging.position


def quotes_of(card: Card) -> list[str]:
    """Return the quotes of a card, each with all its lines."""
    lines = "\n\n".join(parts_of(card)).split("\n")
    blocks = "\n".join(line if line.startswith("> ") else "" for line in lines)
    return [block for block in re.split(r"\n\n+", blocks.strip("\n")) if block]


def fold(text: str) -> str:
    return " ".join(text.split())


# Arbitrary text in documents and questions


def longest(key: str, words: str) -> str:
    """Pad words to the maximum length of an admin's own."""
    length = MAX_LENGTHS.get(key, MAX_TEXT_LENGTH)
    return f"{words}{' and so on' * length}"[:length]


WORDY = Texts(**{key: longest(key, words) for key, words in msgspec.structs.asdict(ENGLISH).items()})
LANGUAGES = Translations.load().languages
in_every_language = pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
thoroughly = settings(max_examples=budget(5), deadline=None)

SHORT_LINES = st.lists(LINES, max_size=3).map(tuple)
URLS = st.sampled_from([None, URL, f"{URL}#gates", "http://example.org", f"{URL}/{'a' * 480}", f"{URL}/{'a' * 600}"])
WORDS = TEXTS | LONG_TEXTS | LONG_TEXTS.map(lambda text: f"{text} {NUMBERED} {text} {NUMBERED} {text}")


@st.composite
def hits(draw, row: int) -> Hit:
    text = draw(WORDS)
    where = {"section": draw(SHORT_LINES), "context": draw(SHORT_LINES), "document": draw(LINES)}
    return hit(text, url=draw(URLS), row=row, title=draw(LINES | WORDS), highlights=draw(spans_in(text)), **where)


@st.composite
def answers(draw) -> Answer:
    return answer(
        [draw(hits(row)) for row in range(draw(st.integers(1, 5)))],
        draw(st.sampled_from(["answer", "suggestions", "none"])),
        draw(LINES | WORDS.map(fold)),
        read_as=draw(st.none() | LINES | WORDS.map(fold)),
        unmatched=draw(SHORT_LINES),
        is_cut=draw(st.booleans()),
    )


@st.composite
def surroundings(draw) -> Surroundings:
    beside = st.lists(WORDS.map(lambda text: hit(text).passage), max_size=3).map(tuple)
    counts = st.sampled_from([0, 1, 1234])
    found = draw(hits(0))
    return Surroundings(found.passage, found.title, found.url, draw(beside), draw(beside), draw(counts), draw(counts))


FRAMES = st.fixed_dictionaries({"sharer": st.sampled_from([None, MEMBER]), "is_private": st.booleans()})


def is_read(button_id: str) -> bool:
    """Return whether a press of a button with this id is understood."""
    return bool(read_button_id(button_id) or read_press(button_id) or read_tie(button_id) or button_id == WRITE)


def check_limits(card: Card) -> None:
    """Check that Discord would accept a card."""
    rows = rows_of(card)
    texts = parts_of(card)
    beside = [len(part.pieces) for part in card.parts if isinstance(part, TextWithButton)]
    assert 1 + len(card.parts) + sum(map(len, rows)) + sum(beside) <= 40
    assert all(1 <= count <= 3 for count in beside)
    assert all(1 <= len(text) <= 4000 and text.strip() for text in texts)
    assert sum(map(len, texts)) <= 4000
    assert all(1 <= len(row) <= 5 for row in rows)
    buttons = [button for row in rows for button in row]
    assert all(1 <= len(button.label) <= 80 and button.label.strip() for button in buttons)
    ids = [button.id for button in buttons if not button.url]
    assert all(1 <= len(button_id) <= 100 and is_read(button_id) for button_id in ids)
    assert len({*ids}) == len(ids)
    addresses = [button.url for button in buttons if button.url]
    assert all(len(address) <= 512 and re.match("https?://", address) for address in addresses)


LINE_MARKS = {"quote": "> ", "small": "-# ", "heading": "### ", "list": "- "}


def check_marks(card: Card, *meant: str, mentioned: str | None) -> None:
    """Check that no markup acts except bold words, links, the one mention, and the meant kinds at line starts."""
    for markdown in parts_of(card):
        seen = shown(markdown)
        assert seen.kinds() <= {"bold", "link", "mention", *meant}
        assert {*seen.of("mention")} <= {mentioned}
        for kind, mark in LINE_MARKS.items():
            marked = [line for line in markdown.split("\n") if line.startswith(mark)]
            assert len(seen.of(kind)) == len(marked)


def check_quote(quote: str, quoted: Hit) -> None:
    """Check that a quote is the passage or a part of it, with its highlights."""
    text, seen = quoted.passage.text.rstrip(), shown(quote)
    assert any(is_faithful(text, quoted.highlights, seen, cut) for cut in cuts(text, seen.text))


def check_source(markdown: str, quoted: Hit) -> None:
    """Check that a source names the document and section."""
    seen = shown(markdown)
    [title] = seen.of("bold")
    path, section = seen.text.removeprefix(title), fold(ARROW.join(quoted.passage.section))
    assert any(cuts(fold(quoted.title), title))
    assert any(cuts(section, path.removeprefix(ARROW))) if section else path == ""


@in_every_language
@given(given=answers(), options=FRAMES)
@thoroughly
def test_a_page_quotes_its_passage_and_names_its_source(texts, given, options):
    for place, quoted in enumerate(given.hits):
        card = page(given, place, texts=texts, **options)
        check_limits(card)
        check_marks(card, "quote", "small", mentioned=options["sharer"])
        [quote] = quotes_of(card)
        check_quote(quote, quoted)
        *_, where = parts_of(card)
        around_source = f" · {texts.place.format(place=place + 1, count=len(given.hits))}" if place else ""
        assert where.endswith(around_source)
        check_source(where.removesuffix(around_source), quoted)
        leads = [shown(part).text for part in parts_of(card)[len(frame(given, texts=texts, **options).top) : -2]]
        assert len(leads) == bool(quoted.passage.context)
        assert all(any(cuts(fold(ARROW.join(quoted.passage.context)), lead)) for lead in leads)


@in_every_language
@given(given=answers(), options=FRAMES)
@thoroughly
def test_suggestions_quote_up_to_three_passages_with_their_sources(texts, given, options):
    card = all_suggestions(replace(given, outcome="suggestions"), texts=texts, **options)
    check_limits(card)
    check_marks(card, "quote", "small", mentioned=options["sharer"])
    beside = [part.pieces for part in card.parts if isinstance(part, TextWithButton)]
    assert len(beside) == min(3, len(given.hits))
    for (quote, where), quoted in zip(beside, given.hits, strict=False):
        check_quote(quote, quoted)
        check_source(where, quoted)


@in_every_language
@given(given=answers(), options=FRAMES, role=st.sampled_from([None, ROLE]))
@thoroughly
def test_a_refusal_quotes_nothing(texts, given, options, role):
    card = first_card(replace(given, outcome="none"), role, texts=texts, **{**options, "sharer": None})
    check_limits(card)
    check_marks(card, "small", mentioned=role)
    assert quotes_of(card) == []


@in_every_language
@given(given=answers(), found=surroundings(), options=FRAMES)
@thoroughly
def test_a_passage_in_context_is_shown_between_its_neighbours(texts, given, found, options):
    [quoted, *_] = given.hits
    found = replace(found, passage=quoted.passage)
    around = frame(given, texts=texts, **options)
    card = context_card(quoted, found, around)
    check_limits(card)
    check_marks(card, "quote", "small", "list", mentioned=options["sharer"])
    [quote] = quotes_of(card)
    check_quote(quote, quoted)
    lines = "\n".join(parts_of(card)[len(around.top) : -1])
    above, below = f"\n{lines}\n".split(f"\n{quote}\n")
    for said_there, passages in ((above, found.before), (below, found.after)):
        neighbours = [line.removeprefix("- ") for line in said_there.split("\n") if line.startswith("- ")]
        for neighbour, beside in zip(neighbours, passages, strict=True):
            text, seen = fold(beside.text), shown(neighbour)
            assert any(is_faithful(text, (), seen, cut) for cut in cuts(text, seen.text))


@pytest.fixture(scope="module")
def chosen_once():
    """Choose the part of a text that is shown once for the same text and room, of which a hundred cases have the same few."""
    known, choose = {}, drawing._choose_window

    def choose_once(text, *rest):
        key = (text, *(tuple(each) if isinstance(each, list) else each for each in rest))
        if key not in known:
            known[key] = choose(text, *rest)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "_choose_window", choose_once)
        yield


@pytest.mark.usefixtures("chosen_once")
@pytest.mark.parametrize("texts", [*LANGUAGES.values(), WORDY], ids=[*LANGUAGES, "an admin's own"])
@pytest.mark.parametrize("piece", ["word ", "*", "漢字", "https://example.org/a "])
@pytest.mark.parametrize("ballot", [None, Ballot("x" * 64), Ballot("x" * 64, is_doubted=True, answer=2**64 - 1)])
def test_a_message_fits_even_if_every_part_has_its_maximum_length(texts, piece, ballot):
    long = (piece * 1000)[:2000].strip()
    where = {"section": (long, long), "context": (long,), "document": long}
    found = [hit(long, title=long, row=row, highlights=[(0, 5), (1000, 1500)], **where) for row in range(5)]
    given = answer(found, "suggestions", long, read_as=long, unmatched=(long, long), is_cut=True)
    beside = surroundings_of(found[0], before=(found[0].passage,) * 3, after=(found[0].passage,) * 3, earlier=999, later=999)
    listing = Listing("bulleted", found[2], long, (long, long), tuple((each,) for each in found))
    for outcome in ("answer", "suggestions", "none"):
        around = frame(replace(given, outcome=outcome), 2, texts, sharer=MEMBER, is_private=True, role=ROLE, sees_lines=True)
        kept = (*around.kept, addressee_part(MEMBER, texts))
        if ballot and ballot.is_doubted:  # such a message has no other parts
            kept = (question_part(long), doubt_part(texts.noted_unhelpful, ROLE, texts))
        around = replace(around, kept=kept, ballot=ballot, reader=replace(around.reader, may_teach=True))
        check_limits(doubt_card((), around))
        check_limits(list_card(listing, found[3], around, list_buttons(found[2], around)))
        check_limits(overview_card(found, around))
        check_limits(suggestions_card(found[:3], around))
        check_limits(page_card(found[2], around))
        check_limits(context_card(found[0], beside, around))


@pytest.mark.parametrize("words", ["Read as {question}", "{{Read}} {question} *", "{question}!"])
def test_how_a_question_was_read_is_recovered_from_its_note(words):
    texts = msgspec.structs.replace(ENGLISH, read_as=words)
    note = note_part(answer([hit()], read_as="When do *gates* open?", unmatched=("yachts",)), texts)
    assert read_note(note.markdown, texts) == "When do *gates* open?"


@given(LINES.filter(lambda line: len(line) <= 190))
def test_turning_a_page_asks_the_same_question_again(question):
    assert read_question(question_part(question).markdown) == question


@given(LONG_TEXTS.map(lambda text: fold(text * 10)))
def test_turning_a_page_asks_the_start_of_a_long_question_again(question):
    read = read_question(question_part(question).markdown)
    assert read == question or question.startswith(read.removesuffix("…").removesuffix(" "))
    assert min(len(question), 100) <= len(read) <= 400


@in_every_language
@given(
    LINES.filter(lambda line: len(line) <= 100), st.lists(LINES.filter(lambda line: len(line) <= 30), min_size=1, max_size=3)
)
@thoroughly
def test_the_note_says_how_a_question_was_read_and_which_words_are_not_in_the_documents(texts, read_as, unmatched):
    note = shown(note_part(answer([], read_as=read_as, unmatched=tuple(unmatched), is_cut=True), texts).markdown)
    names = ", ".join(texts.quoted.format(words=word) for word in unmatched)
    assume(len(names) < 150)
    assert note.text.split("\n") == [texts.read_as.format(question=read_as), texts.unmatched.format(words=names), texts.cut]
    assert note.kinds() == {"small"}


# The three outcomes


def first_line(card: Card) -> str:
    """Return the first line below the question."""
    question, first, *_ = "\n".join(parts_of(card)).split("\n")
    assert shown(question).text == QUESTION
    return first


def test_answers_suggestions_and_refusals_differ_in_colour_and_heading():
    cards = {outcome: first_card(answer([hit()], outcome)) for outcome in ("answer", "suggestions", "none")}
    assert {outcome: card.colour for outcome, card in cards.items()} == {"answer": GREEN, "suggestions": AMBER, "none": RED}
    assert first_line(cards["answer"]) == "> The gates open at noon."
    assert first_line(cards["suggestions"]) == f"🔍 **{ENGLISH.unsure}**"
    assert first_line(cards["none"]) == f"🚫 **{ENGLISH.absent}**"


def test_every_page_has_the_colour_of_its_outcome_and_says_that_it_is_no_answer():
    heads = {"answer": None, "suggestions": ENGLISH.unsure, "none": ENGLISH.absent}
    for outcome, colour in {"answer": GREEN, "suggestions": AMBER, "none": RED}.items():
        given = answer(THREE, outcome)
        around = context_card(THREE[1], surroundings_of(THREE[1]), frame(given, 1))
        for card in (first_card(given), page(given, 1), around):
            assert card.colour == colour
            assert (heads[outcome] in first_line(card)) if heads[outcome] else ("🔍" not in first_line(card))
    assert notice_card("One question at a time, please.") == Card(GREY, (TextBlock("One question at a time, please."),))


def test_an_answer_is_a_quote_with_its_source_below():
    card = first_card(answer([hit("The gates open at noon.", highlights=[(18, 22)])]))
    assert parts_of(card) == [
        f"-# {QUESTION}",
        "> The gates open at **noon**.",
        "-# **Handbook** › Rules › Gates",
    ]


def test_file_and_line_are_named_for_those_who_want_them():
    wanted = f"-# **Handbook** › Rules › Gates · {ENGLISH.line.format(document='rules.md', line=7)}"
    given = answer([hit(url=URL), hit(row=1)])
    assert parts_of(first_card(given, sees_lines=True))[-1] == wanted
    assert "rules.md" not in "".join(parts_of(first_card(given)))
    place = ENGLISH.place.format(place=2, count=2)
    assert parts_of(page(given, 1, sees_lines=True))[-1] == f"{wanted} · {place}"


def test_a_reply_does_not_repeat_the_question():
    given = answer([hit()], read_as="When do the gates open?")
    assert shown(parts_of(answer_card(given, ASKER, Reader(ENGLISH)))[0]).text == QUESTION
    note, quote, _ = parts_of(answer_card(given, ASKER, Reader(ENGLISH), is_reply=True))
    assert (note, quote) == ("-# " + ENGLISH.read_as.format(question="When do the gates open?"), "> The gates open at noon.")


def scored(*scores: float) -> Answer:
    return answer([replace(hit(f"The gates open at {row}.", row=row), score=score) for row, score in enumerate(scores)])


@pytest.mark.parametrize(("scores", "pages"), [((0.7, 0.65, 0.6), 3), ((0.7, 0.65, 0.4), 2), ((0.7, 0.5, 0.4), 1)])
def test_passages_far_behind_the_first_are_not_offered(scores, pages):
    for outcome, label in {"answer": ENGLISH.next, "suggestions": ENGLISH.others.format(count=pages - 1)}.items():
        card = answer_card(replace(scored(*scores), outcome=outcome), ASKER, Reader(ENGLISH))
        assert (label in buttons_of(card)) is (pages > 1)
        assert all(len(read_button_id(button.id)[1].pages) == pages for button in buttons_of(card).values())


def test_the_context_of_a_passage_is_shown_above_the_quote():
    card = first_card(answer([hit(context=("Opening hours:", "In winter"))]))
    assert parts_of(card)[1:3] == ["-# Opening hours: › In winter", "> The gates open at noon."]


def test_a_passage_outside_any_section_is_sourced_by_its_title_only():
    assert parts_of(first_card(answer([hit(section=(), url=URL)])))[-1] == "-# **Handbook**"


def test_the_note_on_a_question_is_shown_below_it():
    given = answer([hit()], read_as="When do the gates open?", unmatched=("yachts", "@here"), is_cut=True)
    names = f"{ENGLISH.quoted.format(words='yachts')}, {ENGLISH.quoted.format(words='@here')}"
    lines = [ENGLISH.read_as.format(question="When do the gates open?"), ENGLISH.unmatched.format(words=names), ENGLISH.cut]
    assert shown(parts_of(first_card(given))[1]).text.split("\n") == lines
    for outcome in ("suggestions", "none"):
        assert shown(parts_of(first_card(replace(given, outcome=outcome)))[2]).text.split("\n") == lines


@pytest.mark.parametrize("text", ["Fee | Crowns\nMembers | 12\nGuests | 20", "def gate():\n    # open\n\n    return 1"])
def test_a_table_and_code_stay_in_the_quote_line_by_line(text):
    [quote] = quotes_of(first_card(answer([hit(text)])))
    assert len(quote.split("\n")) == len(text.split("\n"))
    assert shown(quote).text == text


def test_an_overlong_passage_is_shortened_around_its_highlight():
    words = [f"word{number}" for number in range(2000)]
    text = " ".join(words)
    place = text.index("word1234")
    [quote] = quotes_of(first_card(answer([hit(text, highlights=[(place, place + 8)])])))
    assert shown(quote).of("bold") == ["word1234"]
    assert quote.startswith("> … ")
    assert quote.endswith(" …")
    assert 1500 < len(quote) <= 1800


# Opening the source


def opened_url(given: Hit) -> str | None:
    button = buttons_of(first_card(answer([given]))).get(ENGLISH.open)
    return button.url if button else None


def test_a_document_with_a_url_opens_at_the_passage():
    card = first_card(answer([hit("The gates open at noon, and close at ten.", url=URL)]))
    address = buttons_of(card)[ENGLISH.open].url
    assert address.startswith(f"{URL}#:~:text=")
    assert unquote(address.removeprefix(f"{URL}#:~:text=")) == "The gates open at noon, and close at ten."


def test_a_document_without_a_url_has_no_open_button():
    assert opened_url(hit(url=None)) is None


def test_a_long_passage_is_linked_by_its_first_and_last_words():
    text = " ".join(["one", "two-three", "four", *["and"] * 50, "five", "six,", "seven"])
    sought = opened_url(hit(text, url=URL)).removeprefix(f"{URL}#:~:text=")
    assert sought.split(",") == ["one%20two%2Dthree%20four%20and%20and%20and", "and%20and%20and%20five%20six%2C%20seven"]


def test_link_targets_are_left_out_of_a_text_fragment():
    text = "Send the form (https://example.org/form) today"
    link = Link(9, 13, "https://example.org/form")
    assert opened_url(hit(text, url=URL, links=(link,))) == f"{URL}#:~:text=Send%20the%20form%20today"


@pytest.mark.parametrize("target", ["../fees.md", "/club/fees", "fees.html#adults", "docs/Fees of 2027.md", "?page=fees"])
def test_the_target_of_a_relative_link_is_not_quoted(target):
    text = f"The fees ({target}) are due in May."
    month = text.index("May")
    given = hit(text, links=(Link(4, 8, target),), highlights=[(month, month + 3)])
    assert quotes_of(first_card(answer([given]))) == ["> The fees are due in **May**."]


@pytest.mark.parametrize("target", ["https://example.org/fees", "mailto:ann@example.org", "discord.gg/abc", "www.example.org"])
def test_the_target_of_a_link_to_another_place_is_quoted(target):
    [quote] = quotes_of(first_card(answer([hit(f"The fees ({target}) are due in May.", links=(Link(4, 8, target),))])))
    assert f"The fees ({target}) are due in May." in shown(quote).text


def test_a_url_with_a_fragment_keeps_it():
    assert opened_url(hit(url=f"{URL}#gates")) == f"{URL}#gates:~:text=The%20gates%20open%20at%20noon."


def test_a_long_url_opens_the_page_only_and_an_overlong_one_has_no_button():
    long, longer, too_long = (f"{URL}/".ljust(length, "a") for length in (500, 512, 513))
    assert opened_url(hit(url=long)) == long
    assert opened_url(hit(url=longer)) == longer
    assert opened_url(hit(url=too_long)) is None


# Deleting


@pytest.mark.parametrize("is_private", [True, False])
def test_every_public_answer_ends_with_a_button_that_deletes_it_and_no_private_one_has_it(is_private):
    found = [hit("One.", row=1, url=URL), hit("Two.", row=2)]
    given = {outcome: answer(found, outcome) for outcome in ("answer", "suggestions", "none")}
    cards = [first_card(each, is_private=is_private) for each in given.values()]
    cards += [all_suggestions(given["suggestions"], is_private=is_private), page(given["answer"], 1, is_private=is_private)]
    cards.append(context_card(found[0], surroundings_of(found[0]), frame(given["answer"], is_private=is_private)))
    for card in cards:
        deleting = [button for row in rows_of(card) for button in row if button.label == DELETE_SIGN]
        assert len(deleting) == (not is_private)
        assert [leads_to(button)[0] for button in deleting] == ["delete"] * (not is_private)
        assert not deleting or rows_of(card)[-1][-1] == deleting[0]


# Turning pages


THREE = [hit(f"The gates open at {hour}.", row=hour) for hour in (7, 8, 9)]


def test_a_single_passage_has_no_page_buttons():
    assert list(buttons_of(page(answer([hit()])))) == [ENGLISH.in_context]
    assert ENGLISH.place.format(place=1, count=1) not in "".join(parts_of(page(answer([hit()]))))


def test_a_passage_alone_in_its_section_cannot_be_shown_in_context():
    assert buttons_of(page(answer([hit(is_alone=True)]))) == {}


def test_pages_turn_one_by_one_from_first_to_last_without_buttons_that_lead_nowhere():
    given = answer(THREE)
    expected = [{ENGLISH.next: 1}, {ENGLISH.previous: 0, ENGLISH.next: 2}, {ENGLISH.previous: 1}]
    for place, turns in enumerate(expected):
        card = page(given, place)
        shown_turns = {label: button for label, button in buttons_of(card).items() if label != ENGLISH.in_context}
        assert {label: leads_to(button) for label, button in shown_turns.items()} == {
            label: ("show", to) for label, to in turns.items()
        }
        assert (ENGLISH.place.format(place=place + 1, count=3) in parts_of(card)[-1]) is (place > 0)
        assert quotes_of(card) == [f"> The gates open at {7 + place}."]


def test_every_page_leads_to_its_context_and_back():
    for place in range(3):
        assert leads_to(buttons_of(page(answer(THREE), place))[ENGLISH.in_context]) == ("context", place)
        card = context_card(THREE[place], surroundings_of(THREE[place]), frame(answer(THREE), place))
        assert leads_to(buttons_of(card)[ENGLISH.back]) == ("show", place)


@pytest.mark.parametrize("outcome", ["suggestions", "none"])
def test_a_page_of_suggestions_or_a_refusal_leads_back_to_the_list(outcome):
    expected = {"suggestions": "more", "none": "list"}[outcome]
    assert leads_to(buttons_of(page(answer(THREE, outcome), 1))[ENGLISH.back])[0] == expected
    assert ENGLISH.back not in buttons_of(page(answer(THREE), 1))


def test_a_section_opened_from_a_refusal_leads_back_to_it():
    card = context_card(THREE[1], surroundings_of(THREE[1]), frame(answer(THREE, "none"), 1))
    assert leads_to(buttons_of(card)[ENGLISH.back])[0] == "list"


def test_only_private_answers_can_be_shared():
    for outcome, action in {"answer": "share", "suggestions": "share", "none": "share_list"}.items():
        private = buttons_of(first_card(answer(THREE, outcome), is_private=True))
        assert leads_to(private[ENGLISH.share]) == (action, 0)
        assert private[ENGLISH.share].is_primary
        assert ENGLISH.share not in buttons_of(first_card(answer(THREE, outcome)))
    assert leads_to(buttons_of(page(answer(THREE), 2, is_private=True))[ENGLISH.share]) == ("share", 2)
    offered = buttons_of(all_suggestions(answer(THREE, "suggestions"), is_private=True))
    assert leads_to(offered[ENGLISH.share]) == ("share_list", 0)


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
def test_a_shared_answer_says_who_shared_it_and_cannot_be_shared_again(outcome):
    card = first_card(answer(THREE, outcome), sharer=MEMBER)
    assert f"-# {ENGLISH.shared_by.format(member=MEMBER)}" in parts_of(card)
    assert ENGLISH.share not in buttons_of(card)


# Suggestions and refusals


def test_doubt_shows_one_passage_and_the_others_one_press_away():
    card = first_card(answer(THREE, "suggestions"))
    assert quotes_of(card) == ["> The gates open at 7."]
    assert leads_to(buttons_of(card)[ENGLISH.others.format(count=2)]) == ("more", 0)


def test_all_suggestions_are_quoted_with_a_read_button_each():
    card = all_suggestions(answer([*THREE, hit("The gates open at 10.", row=10)], "suggestions"))
    beside = [part for part in card.parts if isinstance(part, TextWithButton)]
    source = "-# **Handbook** › Rules › Gates"
    assert [part.markdown for part in beside] == [f"> The gates open at {hour}.\n{source}" for hour in (7, 8, 9)]
    assert [part.button.label for part in beside] == [ENGLISH.read] * 3
    assert [leads_to(part.button) for part in beside] == [("show", 0), ("show", 1), ("show", 2)]


def test_a_refusal_offers_each_of_the_closest_sections_once():
    found = [
        hit(section=("Rules", "Gates"), row=1),
        hit(section=("Rules", "Gates"), row=2),
        hit(section=("A", "B", "C"), row=3),
        hit(section=("Far",), row=4),
    ]
    sections = buttons_of(first_card(answer(found, "none")))
    assert {label: leads_to(button) for label, button in sections.items()} == {
        "Rules › Gates": ("context", 0),
        "B › C": ("context", 2),
    }


def test_an_unnamed_section_is_labelled_by_its_document_and_a_long_name_is_shortened():
    found = [hit(section=(), row=1), hit(section=("# <@1>\n*loud*", "x" * 90), row=2)]
    assert list(buttons_of(first_card(answer(found, "none")))) == ["Handbook", f"# <@1> *loud* › {'x' * 63}…"]


def test_sections_of_several_documents_are_labelled_with_their_document():
    found = [hit(section=("Fees",), row=1), hit(section=("Fees",), row=2, title="Boats", document="boats.md")]
    assert list(buttons_of(first_card(answer(found, "none")))) == ["Handbook › Fees", "Boats › Fees"]


def test_a_refusal_names_unmatched_words_and_the_role_to_ask():
    card = first_card(answer(THREE, "none", unmatched=("yachts",)), ROLE)
    _, head, *notes = parts_of(card)
    assert head == f"🚫 **{ENGLISH.absent}**"
    assert notes == [
        "-# " + ENGLISH.unmatched.format(words=ENGLISH.quoted.format(words="yachts")),
        ENGLISH.ask_role.format(role=ROLE),
        f"-# {ENGLISH.closest_sections}",
    ]
    assert shown("\n".join(notes)).of("mention") == [ROLE]


def test_a_role_is_named_only_in_a_refusal_and_if_configured():
    assert "<@&" not in "".join(parts_of(first_card(answer(THREE, "none"))))
    for outcome in ("answer", "suggestions"):
        assert ROLE not in "".join(parts_of(first_card(answer(THREE, outcome), ROLE)))


# In context


def surroundings_of(found: Hit, **options) -> Surroundings:
    about = {"before": (), "after": (), "earlier": 0, "later": 0, **options}
    return Surroundings(found.passage, found.title, found.url, **about)


def test_in_context_neighbours_surround_the_quote_in_reading_order():
    first, second, third, fourth = (hit(words).passage for words in ("One.", "Two\nlines.", "# Three", "Four."))
    found = hit("The gates open at noon.", highlights=[(18, 22)], url=URL)
    beside = surroundings_of(found, before=(first, second), after=(third, fourth), earlier=4, later=1)
    card = context_card(found, beside, frame(answer([found])))
    _, *lines, source = parts_of(card)
    assert source == "-# **Handbook** › Rules › Gates"
    assert "\n".join(lines).split("\n") == [
        f"-# {ENGLISH.more_before.format(count=4)}",
        "- One.",
        "- Two lines.",
        "> The gates open at **noon**.",
        r"- \# Three",
        "- Four.",
        f"-# {ENGLISH.more_after.format(count=1)}",
    ]
    assert list(buttons_of(card)) == [ENGLISH.back, ENGLISH.open]


def test_a_passage_alone_in_its_section_has_no_neighbours():
    _, lines, _ = parts_of(context_card(THREE[0], surroundings_of(THREE[0]), frame(answer(THREE))))
    assert lines == "> The gates open at 7."


def test_long_neighbours_leave_room_for_the_quote():
    long = " ".join(["and"] * 500)
    found = hit(f"{long} noon", highlights=[(len(long) + 1, len(long) + 5)])
    beside = surroundings_of(found, before=(hit(long).passage,) * 3, after=(hit(long).passage,) * 3)
    card = context_card(found, beside, frame(answer([found])))
    [quote] = quotes_of(card)
    assert 900 < len(quote) <= 1000
    assert quote.endswith(" **noon**")
    neighbours = [line for part in parts_of(card) for line in part.split("\n") if line.startswith("- ")]
    assert len(neighbours) == 6
    assert all(150 < len(line) < 190 for line in neighbours)
