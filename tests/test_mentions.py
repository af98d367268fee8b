"""What is read of a member's text: what Discord shows, the words to search for, and never an id."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.messages.file_names import words_of_file_name
from bot.chat.messages.mentions import Typed, mentions_outside_code, read_typed
from bot.rendering.names import NoNames


class Names:
    """Knows a member, a role and a channel; the bot has the id 1."""

    has_links = True

    def find(self, kind, number):
        return {("member", 2): "Aunt Dora", ("role", 3): "Captains", ("channel", 4): "harbour"}.get((kind, number))


def shown(content):
    return read_typed(content, Names()).shown


def words(content):
    return read_typed(content, Names()).words


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@1> how do I join?", "how do I join?"),
        ("<@!1>how do I join?<@1>", "how do I join?"),
        ("Hey <@1>, how do I join?", "Hey, how do I join?"),
        ("who is <@2>, who is <@!2>?", "who is @Aunt Dora, who is @Aunt Dora?"),
        ("what do <@&3> do in <#4>?", "what do @Captains do in #harbour?"),
        ("who is <@99> in <#98> of <@&97>", "who is in of"),
        ("what is <:oar:5> or <a:sail_2:6>?", "what is :oar: or :sail_2:?"),
        ("how do I use </ask:7> or </ask more now:8>?", "how do I use /ask or /ask more now?"),
        ("is it open <t:1700000000:R> or <t:1700000000>?", "is it open or?"),
        ("look at <id:customize>, <id:browse>, <id:guide>", "look at Channels & Roles, Browse Channels, Server Guide"),
        ("see <id:linked-roles:123> and <id:home>", "see Linked Roles and Server Guide"),
        ("as in https://discord.com/channels/9/4/77", "as in #harbour"),
        ("as in https://ptb.discord.com/channels/9/8/77.", "as in."),
        ("is it @everyone or @here?", "is it @everyone or @here?"),
        ("<@1>\n\nis\n2 < 3 > 1 <b> <@x>?", "is 2 < 3 > 1 <b> <@x>?"),
        ("<sound:0:123456> what is that?", "what is that?"),
        ("write <mailto:a@b.org> or call <+1 234>", "write a@b.org or call +1 234"),
    ],
)
def test_markup_is_shown_as_discord_shows_it(content, question):
    assert shown(content) == question


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("**how** do *I* __join__ the ~~old~~ _club_?", "how do I join the old club?"),
        ("***how*** do I join", "how do I join"),
        ("# How\n## do\n-# I\n> join\n- the\n>>> club", "How do I join the club"),
        ("what is `snake_case` in ``a`b``", "what is snake_case in a`b"),
        ("```py\nprint(1)\n```\nwhat is this", "print(1) what is this"),
        ('[How do I join](https://example.org/a_(b) "title")?', "How do I join?"),
        ("is <https://example.org/join> still up", "is https://example.org/join still up"),
        ("what does \\*this\\* mean, 2*3*4 or a ** b ** c?", "what does *this* mean, 2*3*4 or a ** b ** c?"),
        ("is __init__ in some_long_name or *.py", "is init in some_long_name or *.py"),
        ("was it ||the butler|| then", "was it ||the butler|| then"),
    ],
)
def test_styles_are_removed_but_spoilers_keep_their_bars(content, question):
    assert shown(content) == question
    assert words(content) == question.replace("||", "")


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("how do I join <:thinking:5>", "how do I join"),
        ("<a:wave:5> how do I join? <:a:6><:b:7> :joy:", "how do I join?"),
        ("can I bring my <:old_dog:5>?", "can I bring my old dog?"),
        ("<@2> how do I join?", "how do I join?"),
        ("<@&3>, <@2>: how do I join?", "how do I join?"),
        ("@everyone how do I join? <@2>", "how do I join?"),
        ("does <@2> lead the <@&3> in <#4>", "does Aunt Dora lead the Captains in harbour"),
        ("how do I join the club https://example.org/join?x=1", "how do I join the club"),
        ("https://example.org/a how do I join\nhttps://example.org/b", "how do I join"),
        ("what is https://example.org/a", "what is https://example.org/a"),
        ("https://example.org/a", "https://example.org/a"),
        ("it starts at 10:30:45", "it starts at 10:30:45"),
    ],
)
def test_what_only_decorates_a_question_is_not_searched_for(content, question):
    assert words(content) == question


@pytest.mark.parametrize(
    "content",
    [
        "<:oar:5>",
        "<a:x:1> <:y:2>",
        ":joy: :joy:",
        "1\ufe0f\u20e3",
        "<@1>",
        "<@2> <@&3>",
        "@here",
        "<t:1:R>",
        "<@1> ?!",
        "`<@1>`",
    ],
)
def test_a_text_of_nothing_but_emoji_and_mentions_asks_nothing(content):
    assert words(content) == ""


@pytest.mark.parametrize(
    ("content", "is_mentioned"),
    [
        ("<@1> hi", True),
        ("||<@!1>|| hi", True),
        ("`<@1>` hi", False),
        ("``a ` <@1>`` hi", False),
        ("```\n<@1>\n``` hi", False),
        ("` <@1> hi", True),
        ("`a` <@1> `b`", True),
        ("``` <@1> `hi`", True),
        ("<@12>", False),
    ],
)
def test_a_mention_in_code_is_only_text(content, is_mentioned):
    assert mentions_outside_code(content, 1) is is_mentioned
    assert re.search(r"<@!?1>", shown(content)) is None


PIECES = st.sampled_from(
    [
        *("<@1>", "<@!2>", "<@&3>", "<#4>", "<:oar:5>", "<a:oar:5>", "</ask me:6>", "<t:7:R>", "<id:browse>", "\\", "`", "```"),
        *("**", "*", "__", "_", "~~", "||", "[", "](", ")", "https://discord.com/channels/8/4/9", "https://e.org/x", "<", ">"),
        *(" ", "\n", "# ", "> ", "- ", "word", "1", ":", ".", "?", "漢字", "@everyone", "\x1a", "\x1a0\x1a", "\x00"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_shows_an_id_or_fails(content):
    for typed in (read_typed(content, Names()), read_typed(content, NoNames())):
        assert not re.search(r"<(?:@[!&]?|#|a?:oar:|/ask me:|t:)\d|channels/8", typed.shown + typed.words)
        assert typed.shown == " ".join(typed.shown.split())


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u2066", "\x07", "\x1a"])
def test_invisible_characters_are_no_part_of_a_question(mark):
    assert read_typed(f"how{mark} do I {mark}join", NoNames()) == Typed("how do I join", "how do I join")


def test_a_text_without_markup_stays_as_it_is():
    plain = 'How do I join, and what does it cost (per year)? It\'s 3 > 2 & more: "yes"!'
    assert read_typed(plain, NoNames()) == Typed(plain, plain)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("membership-fees.pdf", "membership fees"),
        ("HowToApply.docx", "How To Apply"),
        ("会費の払い方.pdf", "会費の払い方"),
        ("boat.png", ""),
        *((name, "") for name in ("image.png", "IMG_2041.png", "unknown.png", "Screenshot 2024-05-01 at 10.22.31.png")),
        *((name, "") for name in ("SPOILER_image0.jpg", "voice-message.ogg", "9f8b1c2d3e4f5a6b7c8d.png", "1000012345.jpg")),
        ("550e8400-e29b-41d4-a716-446655440000.png", ""),
    ],
)
def test_only_names_that_a_person_gave_a_file_are_words(name, said):
    assert words_of_file_name(name) == said
