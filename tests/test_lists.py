"""Lists that answer as a whole: how they are found, when they answer, and how the terminal and Discord show them."""

import base64
import json

import pytest
import yaml

from bot.rendering.cards import MAX_CARD_LENGTH
from bot.rendering.paging import MAX_PAGES, Page, Paging, read_button_id
from bot.terminal.answers import show_answer
from index.answering.list_finding import ListReader
from index.answering.searcher import Searcher
from index.searching.scope import scope_of
from index.settings import load_settings
from index.text.list_numbers import list_numbers
from tests import discord_bot
from tests.conftest import ROOT, build_project
from tests.discord_bot import open_town, with_outcome

FOLDER = ROOT / "tests" / "list_questions"
DOCUMENTS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*")) if path.suffix != ".yaml"}
JUDGED = yaml.safe_load((FOLDER / "questions.yaml").read_text("utf-8"))
PARAPHRASED = yaml.safe_load((FOLDER / "paraphrased.yaml").read_text("utf-8"))
LONG = "# Shop\n\n## How to return a parcel\n\n" + "".join(f"{n}. Do thing {n}, {'slowly ' * 20}.\n" for n in range(1, 31))


@pytest.fixture(scope="module")
def clubs(tmp_path_factory, shipped):
    """A searcher of the real model for the documents of several clubs."""
    folder = build_project(tmp_path_factory.mktemp("clubs"), shipped, DOCUMENTS)
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory, shipped):
    """A searcher of the real model for a document with one long list."""
    folder = build_project(tmp_path_factory.mktemp("shop"), shipped, {"shop.md": LONG})
    return Searcher.open(load_settings(folder / "config.yaml"))


ROWING = """# Rowing club

## Joining

1. Come to an open evening and try a boat.
2. Ask at the desk for the application, and let a member countersign it.
3. Pay the fee for the first month.
4. Pick up your key from the boat keeper.

## On the water

1. Wear a buoyancy aid.
2. To tie up at the jetty, use two lines.
3. Keep clear of the ferry.
"""


def items_of(answer):
    """Return the items of the list that answers, as one text."""
    return " ".join((*hit.passage.section, hit.passage.text)[-1] for hit in answer.listing.hits)


@pytest.mark.parametrize(
    "first",
    [
        *("1. A", "1) A", "(1) A", "[1] A", "1: A", "1 – A", "1.A", "1.1 A", "2.1.1. A", "Step 1: A", "Step one – A"),
        *("Rule #1 A", "Schritt 1: A", "Étape 1 : A", "§ 1 A", "#1 A", "a. A", "(a) A", "A) A", "i. A", "I) A", "① A", "⒈A"),
        *("1️⃣ A", "一、A", "第一条 A", "第1步：A", "Step: 1; What to do: A", "#: 1; Rule: A"),
    ],
)
def test_numbers_of_many_makers_are_read(first):
    assert 1 in list_numbers(first).values()


@pytest.mark.parametrize("text", ["100% sure", "A dog barks", "I am here", "3 cats", "#general is loud", "10:30"])
def test_texts_without_a_number_of_their_own_have_none(text):
    assert not list_numbers(text)


@pytest.mark.parametrize(("text", "number"), [("Rule SIX: A", 6), ("Rule ſix: A", 6), ("Step fıve: A", 5), ("Step fİve: A", 5)])
def test_numbers_in_words_are_read_in_every_case_of_their_letters(text, number):
    assert [*list_numbers(text).values()] == [number]


LISTS = {
    "Markdown": "## T\n\nFirst:\n\n1. one\n2. two\n\n   more on two\n3. three\n",
    "all written as 1": "## T\n\n1. one\n1. two\n1. three\n",
    "code between steps": "## T\n\n1. one\n\n```\nmake\n```\n\n2. two\n3. three\n",
    "bullets in a step": "## T\n\n1) one\n   - small\n   - tiny\n2) two\n3) three\n\nThat is all.\n",
    "typed steps": "## T\n\nStep 1: one\nStep 2: two\nStep 3: three\n",
    "escaped numbers": "## T\n\n1\\. one\n\n2\\. two\n\n3\\. three\n",
    "keycaps": "## T\n\n1️⃣ one\n2️⃣ two\n3️⃣ three\n",
    "letters": "## T\n\n- a) one\n- b) two\n- c) three\n",
    "numbered headings": "## T\n\n### 1. one\n\none.\n\n### 2. two\n\ntwo.\n\n### 3. three\n\nthree.\n",
    "rules as headings": "## T\n\n### Rule 1 – one\n\none.\n\n### Rule 2 – two\n\ntwo.\n\n### Rule 3 – three\n\nthree.\n",
    "a table": "## T\n\n| Step | What |\n|---|---|\n| 1 | one |\n| 2 | two |\n| 3 | three |\n",
    "HTML": "<h2>T</h2><p>First:</p><ol><li>one<ul><li>small</li></ul></li><li>two</li><li>three</li></ol>",
    "Roman HTML": '<h2>T</h2><ol type="i"><li>one</li><li>two</li><li>three</li></ol><p>That is all.</p>',
    "plain text": "T\n\nRule 1 - one\nRule 2 - two\nRule 3 - three\n",
    "two lists": "## T\n\n1. one\n2. two\n3. three\n\nOr else:\n\n1. four\n2. five\n",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_the_whole_list_is_found_again_from_each_of_its_items(tmp_path, text):
    suffix = {"<": "html", "T": "txt"}.get(text[0], "md")
    generation = discord_bot.index(tmp_path, {f"a.{suffix}": f"{text}"}).generation
    reader, passages = ListReader(generation), generation.passages
    rows = {
        word: row
        for row in range(len(passages))
        for word in ("one", "two", "three")
        if word in passages[row].text.split(".")[0]
    }
    for row in rows.values():
        found = reader.numbered(row)
        starts = [passages[item.start].text for item in found.items]
        assert [word in text for word, text in zip(("one", "two", "three"), starts, strict=True)] == [True] * 3
        assert all("That is all" not in passages[row].text for row in found.rows)


@pytest.mark.parametrize("text", ["## T\n\n- one\n- two\n", "## 1. What is it?\n\na\n\n## 2. Who is it?\n\nb\n"])
def test_what_is_no_numbered_list_is_none(tmp_path, text):
    generation = discord_bot.index(tmp_path, {"a.md": text}).generation
    assert [ListReader(generation).numbered(row) for row in range(len(generation.passages))] == [None] * len(
        generation.passages
    )


def test_a_question_for_a_list_gets_all_of_it_and_one_for_an_item_gets_that(clubs):
    wrong = []
    for judged in JUDGED:
        answer = clubs.ask(judged["question"])
        listing = answer.listing
        items = items_of(answer) if listing else ""
        if (judged.get("whole", "") not in items) or (listing and "whole" not in judged):
            wrong.append(judged["question"])
    assert len(wrong) <= len(JUDGED) // 20, wrong


@pytest.fixture(scope="module")
def paraphrased(clubs):
    """The judged questions about one document each, with their answers from that document."""
    scopes = {document: scope_of(clubs.generation, document=document) for document in PARAPHRASED}
    pairs = ((judged, scopes[document]) for document, each in PARAPHRASED.items() for judged in each)
    return [(judged, clubs.ask(judged["question"], scope=scope)) for judged, scope in pairs]


def test_most_lists_are_found_by_other_words_than_their_headings(paraphrased):
    asked = [(judged["whole"], answer) for judged, answer in paraphrased if "whole" in judged]
    right = [piece for piece, answer in asked if answer.listing and piece in items_of(answer)]
    assert len(asked) > 60
    assert len(right) >= 0.65 * len(asked)


def test_a_step_is_found_by_its_place_and_its_list_is_one_press_away(paraphrased):
    asked = [(judged["step"], answer) for judged, answer in paraphrased if "step" in judged]
    wrong = [
        answer.question for piece, answer in asked if piece not in answer.hits[0].passage.text or not answer.hits[0].listed
    ]
    unsure = [answer.question for _, answer in asked if answer.outcome != "answer" or answer.listing]
    assert len(asked) > 20
    assert (wrong, unsure) == ([], [])


def test_questions_for_one_fact_keep_their_passage(paraphrased):
    asked = [(judged["one"], answer) for judged, answer in paraphrased if "one" in judged]
    wrong = [answer.question for piece, answer in asked if piece not in answer.hits[0].passage.text or answer.listing]
    assert len(asked) > 60
    assert len(wrong) <= len(asked) // 12, wrong


def test_a_step_is_not_all_of_the_way_only_because_it_repeats_a_word_of_the_question(tmp_path, shipped):
    searcher = Searcher.open(load_settings(build_project(tmp_path, shipped, {"rowing.md": ROWING}) / "config.yaml"))
    for question in ("how do I become a member", "how does one get to be a member?"):
        assert "Pay the fee" in items_of(searcher.ask(question))
    for question, step in (("how do I tie up at the jetty?", "two lines"), ("how do I get my key", "boat keeper")):
        answer = searcher.ask(question)
        assert answer.listing is None
        assert step in answer.hits[0].passage.text


@pytest.mark.parametrize(
    "question", ["What is the ninth step of launching a boat?", "What comes after pushing off?", "What is rule 7?"]
)
def test_a_step_that_is_not_there_is_no_other_one(clubs, question):
    answer = clubs.ask(question, scope=scope_of(clubs.generation, document="canoe.md"))
    assert answer.outcome != "answer"


def test_bullets_without_numbers_are_one_press_away_and_paragraphs_are_not(tmp_path, shipped):
    text = "# Boats\n\n## Renting\n\nAll boats have a number.\n\n- Canoe\n- Kayak\n- Raft\n\nThe office is in the old mill.\n"
    generation = discord_bot.index(tmp_path, {"a.md": text}).generation
    reader = ListReader(generation)
    shown = {generation.passages[row].text: reader.shown_whole(row) for row in range(len(generation.passages))}
    assert {text for text, found in shown.items() if found} == {"Canoe", "Kayak", "Raft"}
    assert [generation.passages[row].text for row in shown["Raft"].rows] == ["Canoe", "Kayak", "Raft"]


LANGUAGES = {
    "german": ("Regeln", "Seid freundlich.", "Kein Spam.", "Was sind die Regeln?", "Sind wir freundlich?"),
    "french": ("Règlement", "Soyez polis.", "Pas de publicité.", "Quel est le règlement ?", "La publicité est permise ?"),
    "spanish": ("Reglas", "Sé amable.", "Nada de spam.", "¿Cuáles son las reglas?", "¿Puedo enviar spam?"),
    "none": ("规则", "友善待人。", "禁止刷屏。", "规则是什么？", "可以刷屏吗"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_named_in_other_languages_too(tmp_path, shipped, language):
    heading, one, two, whole, single = LANGUAGES[language]
    text = f"# Nordwind\n\n## {heading}\n\n1. {one}\n2. {two}\n\n## XYZ\n\n1. ABC.\n2. DEF.\n"
    folder = build_project(tmp_path, shipped, {"a.md": text}, f"language: {language}\n")
    searcher = with_outcome(Searcher.open(load_settings(folder / "config.yaml")), "answer")
    assert [hit.passage.text for hit in searcher.ask(whole).listing.hits] == [f"1. {one}", f"2. {two}"]
    assert searcher.ask(single).listing is None


def test_the_section_that_is_named_comes_before_a_passage_that_only_mentions_it(clubs):
    answer = clubs.ask("What are the rules of the guild?")
    assert [hit.passage.text[:2] for hit in answer.listing.hits] == [f"{number}." for number in range(1, 7)]
    assert answer.hits[0].passage.section == ("Rules",)
    assert answer.outcome == "answer"


def test_a_sentence_that_introduces_a_list_is_shown_with_the_list(tmp_path, shipped):
    page = (
        "# Choir\n\n## Concerts\n\nWhile you sing in a concert of the choir in the old town church, we expect you to:\n\n"
        "- Wear black\n- Know the words\n- Leave the phone at home\n\n## Rehearsals\n\nWe rehearse on Tuesdays.\n"
    )
    folder = build_project(tmp_path, shipped, {"choir.md": page})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask("Will we sing in a concert in the old town church?")
    assert (answer.outcome, answer.hits[0].passage.line) == ("answer", 5)
    assert [hit.passage.text for hit in answer.listing.hits] == ["Wear black", "Know the words", "Leave the phone at home"]


def test_a_passage_that_answers_better_than_a_list_beside_it_is_quoted_alone(clubs):
    answer = clubs.ask("what do volunteers get", scope=scope_of(clubs.generation, document="festival.txt"))
    assert "free ticket" in answer.hits[0].passage.text
    assert answer.listing is None


def test_a_list_out_of_scope_is_not_shown(clubs):
    scope = scope_of(clubs.generation, document="garden.html")
    answer = clubs.ask("What are the rules?", scope=scope)
    shown = [*answer.hits, *(answer.listing.hits if answer.listing else ())]
    assert {hit.passage.document for hit in shown} == {"garden.html"}


def test_a_list_that_is_only_partly_in_scope_is_not_shown(tmp_path, shipped):
    rules = "### Rule 1: Be kind\n\nGreet newcomers.\n\n### Rule 2: No spam\n\nPost every text only once.\n"
    text = f"# Club\n\n## Rules\n\n{rules}\n## Fees\n\nMembers pay five euros.\n"
    folder = build_project(tmp_path, shipped, {"a.md": text})
    searcher = with_outcome(Searcher.open(load_settings(folder / "config.yaml")), "answer")
    assert len(searcher.ask("rules").listing.items) == 2
    assert searcher.ask("rules", scope=scope_of(searcher.generation, section="Rule 1: Be kind")).listing is None


def test_a_named_list_far_from_all_candidates_does_not_hinder_the_answer(tmp_path, shipped):
    others = [f"To join the club, apply for the club and join it, member {number}." for number in range(200)]
    steps = [f"{number}. {'The zebra sat in the quiet harbour by the frozen pond. ' * 12}" for number in (1, 2, 3)]
    text = "\n\n".join(["Join the club.", *others, "How to join the club:", "\n".join(steps)])
    folder = build_project(tmp_path, shipped, {"a.md": text})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask("How to join the club")
    assert answer.hits[0].passage.text == "Join the club."


def test_json_holds_the_list_only_if_it_answers(clubs):
    found = json.loads(json.dumps(clubs.ask("How do I apply?").to_dict()))["list"]
    assert (found["lead_in"], found["section"]) == ("To apply, do the following:", ["Joining the guild"])
    assert [len(item) for item in found["items"]] == [1, 1, 3, 1]
    assert found["items"][2][1]["text"] == "Healers join two."
    assert "list" not in clubs.ask("Can I sell my account?").to_dict()


def test_the_terminal_prints_the_items_in_order_with_their_place_once(clubs, capsys):
    show_answer(clubs.ask("How do I apply?"))
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert lines[:8] == [
        "To apply, do the following:",
        "1. Fill in the form at ironwood.example/apply.",
        "2. Wait for an officer to write to you; that takes up to four days.",
        "3. Join one raid on trial.",
        "   • Healers join two.",
        "   • The trial raid is always on a Sunday.",
        "4. Get your badge from the quartermaster.",
        "Ironwood Guild › Joining the guild",
    ]
    assert lines[8].startswith("guild.md:15-20 ")


def test_the_terminal_prints_numbered_headings_above_their_passages(clubs, capsys):
    show_answer(clubs.ask("What are the garden rules?"))
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert lines[:5] == [
        "1. Water",
        "   • Water only before 9 and after 18 o'clock.",
        "2. Fire",
        "   • Fires are forbidden; gas grills are fine.",
        "3. Dogs",
    ]


async def test_discord_quotes_the_list_with_its_lead_in_and_its_place_once(clubs):
    async with open_town(clubs) as town:
        asked = await town.ask("How do I apply?")
        shown = town.shown(asked.response)
    lines = shown.words.splitlines()
    assert lines[1:3] == ["-# To apply, do the following:", r"> 1\. Fill in the form at ironwood.example/apply."]
    assert "> \u2003• Healers join two." in lines
    assert shown.words.count("Joining the guild") == 1


@pytest.mark.parametrize("way", ["at once", "after a restart"])
async def test_one_step_is_shown_alone_and_the_whole_list_is_one_press_away(clubs, way):
    async with open_town(with_outcome(clubs, "answer")) as town:
        asked = await town.ask("What is rule 4 of the guild?")
        first = town.shown(asked.response)
        assert "Loot is shared" in first.words
        assert "No cheating" not in first.words
        if way == "after a restart":
            await town.restart()
        await town.press(asked.response, town.texts.whole_list)
        whole = town.shown(asked.response).words
        assert [whole.index(rule) for rule in ("Be respectful", "No cheating", "Loot is shared", "Three missed")] == sorted(
            whole.index(rule) for rule in ("Be respectful", "No cheating", "Loot is shared", "Three missed")
        )
        await town.press(asked.response, town.texts.back)
        assert town.shown(asked.response) == first


async def test_a_long_list_goes_on_behind_a_button_until_its_end(shop):
    async with open_town(shop) as town:
        asked = await town.ask("How do I return a parcel?")
        seen = []
        while True:
            shown = town.shown(asked.response)
            assert len(shown.text) <= MAX_CARD_LENGTH
            seen += [int(line[2:].split("\\")[0]) for line in shown.words.splitlines() if line.startswith("> ")]
            more = [label for label in shown.labels if label == town.texts.others.format(count=30 - len(seen))]
            if not more:
                break
            await town.press(asked.response, more[0])
        assert seen == list(range(1, 31))
        await town.press(asked.response, town.texts.back)
        assert r"> 1\. Do thing" in town.shown(asked.response).words


async def test_a_list_can_be_shared_and_read_by_others(clubs):
    async with open_town(clubs) as town:
        asked = await town.ask("How do I apply?", private=True)
        [copy] = (await town.press(asked.response, town.texts.share)).followups
        assert "Get your badge" in town.shown(copy).words
        assert town.texts.share not in town.shown(copy).labels
        pressed = await town.press(copy, town.texts.in_context, town.ben)
        assert pressed.ephemeral
        await town.press(pressed.response, town.texts.back, town.ben)
        assert "Get your badge" in town.shown(pressed.response).words


async def test_a_list_that_is_none_any_more_shows_its_passage(clubs, tmp_path):
    async with open_town(with_outcome(clubs, "answer")) as town:
        asked = await town.ask("What is rule 4 of the guild?")
        rule = "4. Loot is shared by need before greed."
        town.searcher = with_outcome(discord_bot.index(tmp_path, {"guild.md": f"# Guild\n\n## Rules\n\n{rule}\n"}), "answer")
        await town.press(asked.response, town.texts.whole_list)
        assert "Loot is shared" in town.shown(asked.response).words


async def test_what_a_list_says_is_escaped_and_pings_nobody(tmp_path, shipped):
    text = "# House\n\n## House rules\n\n1. Ask @everyone, <@1> and <@&2>.\n2. No \\*\\*stars\\*\\*.\n3. A ||secret||.\n"
    folder = build_project(tmp_path, shipped, {"house.md": text})
    searcher = with_outcome(Searcher.open(load_settings(folder / "config.yaml")), "answer")
    async with open_town(searcher) as town:
        asked = await town.ask("What are the house rules?")
        shown = town.shown(asked.response).text
        assert r"\*\*stars\*\*" in shown
        assert "||secret||" in shown
        assert "<@" not in shown


@pytest.mark.parametrize("action", ["show", "context", "list", "more", "share", "share_list"])
def test_ids_of_buttons_from_before_lists_still_decode(action):
    data = (7).to_bytes(8, "big") + Page(3, "0123456789ab").pack()
    packed = base64.urlsafe_b64encode(data).decode().rstrip("=")
    letter = {"show": "s", "context": "c", "list": "l", "more": "m", "share": "x", "share_list": "o"}[action]
    assert read_button_id(f"f1{letter}a0:{packed}") == (action, Paging(7, "answer", (Page(3, "0123456789ab"),)))


@pytest.mark.parametrize("kind", ["numbered", "nested", "headings", "bulleted", "run", "section", "subsections"])
@pytest.mark.parametrize("action", ["whole", "rest", "share_whole"])
def test_ids_of_lists_fit_and_decode(action, kind):
    pages = tuple(Page(2**32 - 1 - at, f"{at:012x}-65535") for at in range(MAX_PAGES))
    paging = Paging(2**64 - 1, "answer", pages, 4, kind)
    assert len(paging.button_id(action)) <= 100
    assert read_button_id(paging.button_id(action)) == (action, paging)


TRIP = """# Camp

## What to bring

- A sleeping bag
- A torch
- Sturdy shoes

## What not to bring

- Glass bottles
- Fireworks
- Loudspeakers

## What the fee covers

The following is included in the fee:

- Three meals a day
- The bus from town
- A camp shirt

The following is not included in the fee:

- Boat trips
- Ice cream
- Insurance

## The hike

We walk for five hours to the old mill, which is a good place to:

- Swim
- Grill
- Rest in the shade

## Fire

If the bucket of sand doesn't put out the fire at once:

1. Close the gas bottle.
2. Move everybody to the gate.
3. As a last resort, use the fire extinguisher.
"""


@pytest.fixture(scope="module")
def trip(tmp_path_factory, shipped):
    """A searcher of the real model for a document whose lists say what is so and what is not."""
    folder = build_project(tmp_path_factory.mktemp("trip"), shipped, {"trip.md": TRIP})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What should I bring?", "A sleeping bag"),
        ("What should I not bring?", "Glass bottles"),
        ("What is included in the fee?", "Three meals a day"),
        ("What is not included in the fee?", "Boat trips"),
        ("what's included?", "Three meals a day"),
    ],
)
def test_a_list_of_what_is_not_so_answers_only_who_asks_for_that(trip, question, first):
    listing = trip.ask(question).listing
    assert listing is not None
    assert listing.items[0][0].passage.text == first


@pytest.mark.parametrize("question", ["how do i put out a fire with sand", "how can we put the fire out"])
def test_steps_are_shown_whole_if_they_are_for_when_something_is_not_so(trip, question):
    listing = trip.ask(question).listing
    assert listing is not None
    assert len(listing.items) == 3


def test_a_passage_that_states_the_number_asked_for_is_quoted_without_the_list_that_it_introduces(trip):
    answer = trip.ask("How long is the hike to the old mill?")
    assert answer.outcome == "answer"
    assert answer.hits[0].passage.text.startswith("We walk for five hours")
    assert answer.listing is None
    assert trip.ask("What is the old mill a good place to do?").listing is not None
