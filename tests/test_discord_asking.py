"""Asking with the command and from a message's menu: who sees the answer, what it searches, and how it looks."""

import discord
import pytest

from index.answering.searcher import Searcher
from tests import discord_bot
from tests.conftest import QUESTION
from tests.discord_bot import COLOURS, STAMP, STAMP_PASSAGE, index, open_town, with_outcome

handbook, town = discord_bot.handbook, discord_bot.town

FIRES = "Are fires on the pier a ban?"
MANY = "# Many\n\n" + "\n\n".join(
    f"## {'Long ' * 30}{chapter}\n\n### Part {chapter} > of ten\n\n#### Words {chapter}\n\n- The words of {chapter}."
    for chapter in range(40)
)


async def test_the_command_answers_in_public_with_a_quoted_passage_and_its_source(town):
    asked = await town.ask(STAMP)
    shown = town.shown(asked.response)
    assert not asked.ephemeral
    assert STAMP_PASSAGE in shown.words
    for part in (STAMP, "Handbook", "Joining", "How to apply"):
        assert part in shown.words
    assert "handbook.md" not in shown.words
    assert town.texts.share not in shown.labels


async def test_file_and_line_are_shown_if_wanted(town):
    await town.restart(file_and_line=True)
    asked = await town.ask(STAMP)
    assert town.texts.line.format(document="handbook.md", line=10) in town.shown(asked.response).words


@pytest.mark.parametrize("public", [(), ("answer",), ("answer", "suggestions"), ("answer", "suggestions", "none")])
async def test_only_wanted_outcomes_are_public_and_the_others_can_be_shared(town, public):
    await town.restart(public_outcomes=public)
    for outcome in ("answer", "suggestions", "none"):
        town.decide(outcome)
        asked = await town.ask(STAMP)
        assert asked.ephemeral is (outcome not in public)
        assert (town.texts.share in town.shown(asked.response).labels) is (outcome not in public)


async def test_doubt_stays_private_when_the_answer_takes_long(town):
    town.decide("none")
    await town.restart(observed=True)
    town.decide("none")
    with town.holding_answers():
        asked = await town.ask(STAMP)
        await town.wait_for_deferral()
        assert asked.deferred
    await town.wait_for_answers()
    assert town.texts.absent in town.shown(asked.followups[-1]).text
    assert asked.followups[-1].ephemeral
    assert town.messages() == []


async def test_doubt_in_direct_messages_is_not_marked_private(town):
    town.decide("none")
    asked = await town.ann.user.slash("ask", question=STAMP)
    assert not asked.ephemeral
    assert town.texts.share not in town.shown(asked.response).labels


async def test_a_private_answer_is_hidden_from_others_and_can_be_shared(town):
    asked = await town.ask(private=True)
    assert asked.ephemeral
    assert town.channel.history(viewer=town.ben) == []
    assert town.texts.share in town.shown(asked.response).labels


@pytest.mark.parametrize(
    ("limits", "quoted", "left_out"),
    [
        ({"document": "Questions"}, "Fires on the pier mean a ban", "No fires"),
        ({"document": "handbook.md"}, "No fires on the pier", "mean a ban"),
        ({"section": "joining > fees"}, "twelve crowns", "fires"),
        ({"section": "Rules", "document": "questions"}, "Fires on the pier mean a ban", "No fires"),
    ],
)
async def test_a_question_can_be_limited_to_a_document_or_a_section(town, limits, quoted, left_out):
    asked = await town.ask(FIRES, **limits)
    seen = town.shown(asked.response).words.replace(FIRES, "")
    while town.texts.next in town.shown(asked.response).labels:
        await town.press(asked.response, town.texts.next)
        seen += town.shown(asked.response).words.replace(FIRES, "")
    assert quoted in seen
    assert left_out not in seen


@pytest.mark.parametrize(
    ("limits", "notice", "name", "near"),
    [
        ({"section": "Joinning"}, "no_section", "Joinning", "Joining"),
        ({"section": "Boats", "document": "Handbook"}, "no_section", "Boats", None),
        ({"document": "Constitution"}, "no_document", "Constitution", "Handbook"),
    ],
)
async def test_an_unknown_name_gets_a_private_notice_with_the_closest_one(town, limits, notice, name, near):
    asked = await town.ask(**limits)
    text = town.shown(asked.response).text
    assert asked.ephemeral
    assert getattr(town.texts, notice).format(name=name) in text
    assert near is None or near in text
    assert town.messages() == []


async def test_sections_are_offered_by_path_unless_they_have_no_passages(town):
    offered = await town.ann.autocomplete(town.channel, "ask", "section", "")
    names = [choice["name"] for choice in offered]
    assert sorted(names) == ["Boats", "Joining", "Joining > Fees", "Joining > How to apply", "Rules"]
    assert [choice["value"] for choice in offered] == names


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("Questions", ["Boats", "Rules"]),
        ("no such document", ["Boats", "Joining", "Joining > Fees", "Joining > How to apply", "Rules"]),
    ],
)
async def test_only_sections_of_the_chosen_document_are_offered(town, document, expected):
    offered = await town.ann.autocomplete(town.channel, "ask", "section", "", document=document)
    assert sorted(choice["name"] for choice in offered) == expected


async def test_new_sections_are_offered_after_the_documents_change(town, tmp_path):
    await town.ann.autocomplete(town.channel, "ask", "section", "")
    town.searcher = with_outcome(index(tmp_path, {"new.md": "# New\n\n## Sails\n\n- White ones."}), "answer")
    offered = await town.ann.autocomplete(town.channel, "ask", "section", "")
    assert [choice["name"] for choice in offered] == ["Sails"]


async def test_typing_narrows_the_choices(town):
    offered = await town.ann.autocomplete(town.channel, "ask", "section", "APPLY")
    assert [choice["name"] for choice in offered] == ["Joining > How to apply"]
    offered = await town.ann.autocomplete(town.channel, "ask", "document", "hand")
    assert [choice["name"] for choice in offered] == ["Handbook"]


async def test_at_most_25_sections_are_offered_and_each_can_be_searched(tmp_path):
    async with open_town(with_outcome(index(tmp_path, {"many.md": MANY}), "answer")) as town:
        offered = await town.ann.autocomplete(town.channel, "ask", "section", "of ten")
        names = {choice["value"] for choice in offered}
        assert len(names) == 25
        assert max(len(choice["name"]) for choice in offered) <= 100
        for name in names:
            asked = await town.ask("Which words?", section=name)
            assert (name, town.shown(asked.response).colour) == (name, COLOURS["answer"])


async def test_every_offered_document_can_be_searched(tmp_path):
    documents = {"a.md": "# Guide\n\n- One oar.", "b.md": "# guide\n\n- Two oars.", "c.md": f"# {'Long ' * 30}\n\n- No oars."}
    async with open_town(with_outcome(index(tmp_path, documents), "answer")) as town:
        offered = await town.ann.autocomplete(town.channel, "ask", "document", "")
        quoted = []
        for choice in offered:
            assert len(choice["name"]) <= 100
            asked = await town.ask("How many oars?", document=choice["value"])
            quoted += [oars for oars in ("One oar", "Two oars", "No oars") if oars in town.shown(asked.response).words]
        assert sorted(quoted) == ["No oars", "One oar", "Two oars"]


async def test_the_message_menu_answers_in_private(town):
    message = await town.ben.send(town.channel, STAMP)
    found = await town.ann.context_menu(town.channel, town.texts.find_name, message)
    assert found.ephemeral
    assert STAMP_PASSAGE in town.shown(found.response).words
    assert town.messages() == []


async def test_the_message_menu_asks_the_start_of_a_message_that_is_too_long(town):
    message = await town.type(f"{STAMP} {'stamp ' * 500}")
    found = await town.ann.context_menu(town.channel, town.texts.find_name, message)
    assert STAMP_PASSAGE in town.shown(found.response).words


async def test_the_message_menu_drops_the_mention_of_the_bot(town):
    message = await town.ben.send(town.channel, f"{town.me} {STAMP}")
    found = await town.ann.context_menu(town.channel, town.texts.find_name, message)
    assert town.shown(found.response).text.splitlines()[0].removeprefix("-# ") == STAMP


async def test_the_message_menu_says_in_private_that_a_message_has_no_words(town):
    message = await town.ben.send(town.channel, "", attachments=[("boat.png", b"boat")])
    found = await town.ann.context_menu(town.channel, town.texts.find_name, message)
    assert found.ephemeral
    assert town.shown(found.response).text == town.texts.empty


@pytest.mark.parametrize(("outcome", "heading"), [("answer", None), ("suggestions", "unsure"), ("none", "absent")])
async def test_each_outcome_has_its_own_colour_and_heading(town, outcome, heading):
    town.decide(outcome)
    shown = town.shown((await town.ask()).response)
    assert shown.colour == COLOURS[outcome]
    assert [key for key in ("unsure", "absent") if getattr(town.texts, key) in shown.text] == ([heading] if heading else [])
    assert (STAMP_PASSAGE in shown.words) is (outcome != "none")


async def test_doubt_shows_only_the_closest_passage(town):
    town.decide("suggestions")
    shown = town.shown((await town.ask("Does the letter to the harbour master need a stamp?")).response)
    candidates = (STAMP_PASSAGE, "Send a letter to the harbour master.", "Whoever forgets the stamp")
    assert len([passage for passage in candidates if passage in shown.words]) == 1


async def test_a_refusal_has_one_button_for_each_of_the_closest_sections(town):
    town.decide("none")
    asked = await town.ask("fires on the pier, a letter with a stamp, the letter", document="Handbook")
    shown = town.shown(asked.response)
    assert town.texts.closest_sections in shown.text
    assert [label for label in shown.labels if label != town.texts.share] == shown.labels[:2]
    assert [name for name in ("How to apply", "Rules") if not any(name in label for label in shown.labels)] == []


async def test_the_role_to_ask_is_named_without_being_pinged(town):
    role = town.guild.create_role("Captains", mentionable=True)
    await town.restart(ask_role=role.id)
    town.decide("none")
    asked = await town.ask()
    assert town.texts.ask_role.format(role=role.mention) in town.shown(asked.response).text
    assert town.stored(asked.response).ping_role_ids == []
    town.decide("answer")
    assert role.mention not in town.shown((await town.ask()).response).text


async def test_a_role_of_another_server_is_not_named(town):
    role = town.env.create_guild("Elsewhere").create_role("Captains")
    await town.restart(ask_role=role.id)
    town.decide("none")
    shown = town.shown((await town.ask()).response)
    assert town.texts.absent in shown.text
    assert role.mention not in shown.text


async def test_the_command_answers_in_direct_messages(town):
    asked = await town.ann.user.slash("ask", question=STAMP)
    assert STAMP_PASSAGE in town.shown(asked.response).words


@pytest.mark.parametrize("place", ["group", "server without the bot"])
async def test_members_who_installed_the_bot_for_themselves_can_ask_anywhere(town, place):
    town.decide("none")
    town.forged = {"authorizing_integration_owners": {"1": str(town.ann.id)}}
    if place == "group":
        channel = {"id": str(town.ann.user.dm_channel.id), "type": 3, "name": None, "icon": None, "owner_id": str(town.ann.id)}
        town.forged |= {"context": 2, "channel": channel | {"recipients": []}}
        asked = await town.ann.user.slash("ask", question=STAMP)
    else:
        town.forged |= {"guild_id": "42", "guild": {"id": "42", "locale": "fr", "features": []}}
        asked = await town.ask()
    assert town.texts.absent in town.shown(asked.response).text
    pressed = await town.press(
        asked.response, town.shown(asked.response).labels[0], town.ann.user if place == "group" else None
    )
    assert pressed.acknowledged
    assert town.texts.back in town.shown(asked.response).labels


async def test_the_real_model_answers_only_what_the_shipped_page_says(shipped):
    async with open_town(Searcher.open(shipped)) as town:
        answer = town.shown((await town.ask(QUESTION)).response)
        assert answer.colour == COLOURS["answer"]
        assert "200,000" in answer.words
        refusal = town.shown((await town.ask("What is the refund policy for yachts?")).response)
        assert refusal.colour == COLOURS["none"]
        assert town.texts.quoted.format(words="yachts") in refusal.text
        offered = await town.ann.autocomplete(town.channel, "ask", "section", "")
        assert 1 <= len(offered) <= 25


@pytest.mark.parametrize(
    ("writes", "sees", "private", "is_pinged"),
    [(True, True, False, True), (False, True, False, False), (True, False, False, False), (True, True, True, False)],
)
async def test_an_addressee_is_named_and_pinged_only_where_the_asker_could_ping_them(town, writes, sees, private, is_pinged):
    overwrites = {
        town.ann: discord.PermissionOverwrite(send_messages=writes),
        town.ben: discord.PermissionOverwrite(view_channel=sees),
    }
    channel = town.guild.create_text_channel("square", overwrites=overwrites)
    asked = await town.ask(channel=channel, private=private, **{"for": town.ben})
    assert town.texts.addressed.format(member=town.ben.mention) in town.shown(asked.response).text
    sent = town.env.http_requests[-1].json["data"]["allowed_mentions"]
    assert sent["parse"] == []
    assert sent.get("users", []) == ([town.ben.id] if is_pinged else [])
    if is_pinged:
        sent["users"] = []  # the town wants no other ping


async def test_an_answer_belongs_to_whoever_asked_and_whom_it_is_for(town):
    asked = await town.ask(**{"for": town.ben})
    town.env.http_requests[-1].json["data"]["allowed_mentions"]["users"] = []
    for member, label in ((town.ben, town.texts.in_context), (town.ann, town.texts.back)):
        await town.press(asked.response, label, member)
    assert STAMP_PASSAGE in town.shown(asked.response).words
    cyd = town.guild.add_member(town.env.create_user("cyd"))
    copy = await town.press(asked.response, town.texts.in_context, cyd)
    assert copy.response.ephemeral
    assert town.ben.mention not in town.shown(copy.response).text
    await town.ben.react(asked.response, "❌")
    assert town.messages() == []
