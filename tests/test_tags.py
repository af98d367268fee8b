"""Ids of Discord in documents: no words to search for, though the quotes keep them."""

import pytest

from index.passages.passage import Passage
from index.text.tags import without_ids
from tests.discord_bot import index

ID = "123456789012345678"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (f"Ask in <#{ID}>, or tell <@{ID}>, <@!{ID}> and <@&{ID}>.", "Ask in , or tell , and ."),
        (f"<:owl:{ID}> Welcome <a:wave:{ID}>", "Welcome"),
        (f"Use </help me:{ID}> at <t:1700000000:R>, <t:1700000000>", "Use help me at ,"),
        (f"See https://discord.com/channels/{ID}/{ID}", f"See https://discord.com/channels/{ID}/{ID}"),
        ("Type /ban <user> if 2 <3 or <@x>", "Type /ban <user> if 2 <3 or <@x>"),
        (f"<#{ID}>", f"<#{ID}>"),
    ],
)
def test_ids_are_blanked_in_what_is_searched_and_positions_stay(written, words):
    assert " ".join(without_ids(written).split()) == words
    passage = Passage("p", "a.md", (), 1, written, lead="Help: ")
    assert len(passage.embedding_text) == len("Help: " + written)


def test_a_document_with_ids_is_quoted_with_them_and_found_by_its_words(tmp_path):
    page = f"# Help\n\n## Ask in <#{ID}>\n\n- A letter needs a stamp from <#{ID}> or <@&{ID}>.\n- <#{ID}>\n\n<#{ID}>\n"
    searcher = index(tmp_path, {"help.md": page})
    [first, *_] = searcher.ask("Does a letter need a stamp?").hits
    assert first.passage.text == f"A letter needs a stamp from <#{ID}> or <@&{ID}>."
    shown = {first.passage.text[start:end] for start, end in first.highlights}
    assert not any(ID in words for words in shown)
