"""Answers, suggestions and refusals as users see them, with the real model on the shipped corpus."""

import json

import pytest

from bot.terminal.answers import show_answer
from index.answering.searcher import Searcher
from index.building import build
from index.searching.scope import scope_of
from index.settings import load_settings
from tests.conftest import QUESTION, build_project, share_model

REFUND = "What is the refund policy for yachts?"
HANDBOOK = """# Handbook

## Start

- New members send a [form about themselves](https://example.org/forms/a-very-long-path) to the
  [moderators](mailto:mods@example.org) within seven days.
- See [the rules](rules.md) on spam.
- The hall in the old harbour has a stage, two kitchens and a piano, and it can be rented for weddings. The deposit for the
  hall is ninety euros, to be paid a week ahead [by bank transfer](https://example.org/bank). Smoking is allowed on the
  terrace only, and the neighbours wish for quiet from ten on.
- Release 6.18 repairs the calendar; error E-4012 goes away with it.
- Membership costs 12,500 crowns for founders.
"""


@pytest.fixture(scope="module")
def searcher(shipped):
    return Searcher.open(shipped)


@pytest.fixture(scope="module")
def handbook(shipped, tmp_path_factory):
    """A searcher over a document with links, indexed with the same model."""
    folder = tmp_path_factory.mktemp("handbook")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    (folder / "config.yaml").write_text("documents:\n  - path: handbook.md\n", encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    share_model(shipped, settings.index_folder)
    build(settings)
    return Searcher.open(settings)


def highlighted(hit):
    return [hit.passage.text[start:end] for start, end in hit.highlights]


@pytest.mark.parametrize(
    "message", ["hello", "lol", "asdkjh qwpoei", "今晚吃什么好呢", "quelqu'un a vu le match hier soir ?", "thanks!!"]
)
def test_small_talk_noise_and_other_languages_are_not_answered(searcher, message):
    assert searcher.ask(message).outcome == "none"


def test_the_readme_question_is_answered(searcher):
    answer = searcher.ask(QUESTION)
    assert answer.outcome == "answer"
    assert searcher.judge.calibration.decision.answer_from < answer.confidence <= 1
    assert "200,000 farmers" in answer.hits[0].passage.text
    assert answer.unmatched == ()
    assert answer.read_as is None


@pytest.mark.parametrize("section", ["Commerce", "Taobao"])
def test_a_question_limited_to_the_right_section_finds_the_same_passage(searcher, section):
    assert (
        searcher.ask(QUESTION, scope=scope_of(searcher.generation, section=section)).hits[0].passage
        == searcher.ask(QUESTION).hits[0].passage
    )


def test_a_question_limited_to_a_section_without_the_answer_is_not_answered(searcher):
    answer = searcher.ask(QUESTION, scope=scope_of(searcher.generation, section="Ant Financial"))
    assert answer.outcome != "answer"
    assert answer.confidence < searcher.ask(QUESTION).confidence


def test_unmatched_words_are_named_once_each_and_as_typed(searcher):
    answer = searcher.ask("What is the refund policy for Yachts, small Yachts and zeppelins?")
    assert answer.outcome != "answer"
    assert [word for word in answer.unmatched if word in {"Yachts", "zeppelins"}] == ["Yachts", "zeppelins"]
    assert not {"What", "is", "the", "for", "and"} & {*answer.unmatched}
    assert "yachts" in searcher.ask(REFUND).unmatched


def test_a_word_that_the_document_contains_or_paraphrases_is_never_unmatched(searcher):
    assert "farmers" not in searcher.ask("farmers with yachts").unmatched
    assert "yachts" in searcher.ask("farmers with yachts").unmatched
    assert "coronavirus" not in searcher.ask("coronavirus epidemic yachts").unmatched
    assert "pandemics" not in searcher.ask("yachts in pandemics").unmatched


@pytest.mark.parametrize("message", ["今晚吃什么好呢", "Guten Abend zusammen, wie war euer Wochenende?", "asdkjh qwpoei zzxcv"])
def test_of_another_language_and_of_noise_no_word_is_named(searcher, message):
    assert searcher.ask(message).unmatched == ()


@pytest.mark.parametrize("question", ["Why doesn't Alibaba sell yachts?", "I don’t see where they'll sell yachts"])
def test_contractions_are_not_named_as_unmatched(searcher, question):
    assert searcher.ask(question).unmatched == ("yachts",)


def test_a_question_with_typos_is_read_as_intended(searcher):
    answer = searcher.ask("how mny flihgts is canaio chartring")
    assert "flights" in answer.read_as.split()
    assert answer.question == "how mny flihgts is canaio chartring"
    assert "charter flights" in answer.hits[0].passage.text
    assert "flihgts" not in answer.unmatched


@pytest.mark.parametrize("question", ["how do i get a refund", "coronavirus vaccines", "RMB3.4 billion", "Youku and Damai"])
def test_correct_words_are_not_taken_for_typos(searcher, question):
    assert searcher.ask(question).read_as is None


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("pandas", ["pandas"]),
        ("interest-free loans in Wuhan", ["loans", "Wuhan", "interest-free"]),
        ("who was named in the Spring Thunder announcement by Daniel Zhang?", ["Daniel Zhang", "Spring Thunder"]),
    ],
)
def test_highlights_contain_the_words_that_answer(searcher, question, answering):
    [hit, *_] = searcher.ask(question).hits
    for words in answering:
        assert any(words in span for span in highlighted(hit)), (words, highlighted(hit))


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("Who are the moderators?", "moderators"),
        ("Within how many days do I send the form?", "days"),
        ("Where are the rules on spam?", "spam"),
        ("How much is the deposit for the hall?", "The deposit for the"),
    ],
)
def test_highlights_after_links_are_on_the_right_words(handbook, question, answering):
    [hit, *_] = handbook.ask(question).hits
    assert any(answering in span for span in highlighted(hit)), highlighted(hit)


def test_in_a_long_passage_the_whole_answering_sentence_is_highlighted(handbook):
    [hit, *_] = handbook.ask("How much is the deposit for the hall?").hits
    pieces = highlighted(hit)
    assert pieces[0].startswith("The deposit for the")
    assert pieces[-1].endswith(".")
    assert "https:" not in "".join(pieces)


def test_of_several_sentences_one_with_a_number_is_highlighted_if_a_number_is_asked_for(shipped, tmp_path):
    page = (
        "# Boat house\n\n## Service\n\nThe glass boat has benches for twelve people in the front, and no roof. "
        "Tours on the glass boat are for all people who like fish, including families with prams, and everybody may join "
        "a tour. Wear a vest all the time, please.\n\n## Rules\n\nBe kind.\n"
    )
    searcher = Searcher.open(load_settings(build_project(tmp_path, shipped, {"tours.md": page}) / "config.yaml"))
    for question, words in (("how many people", "twelve"), ("which people", "prams")):
        [hit, *_] = searcher.ask(f"{question} may join a tour on the glass boat").hits
        assert words in "".join(highlighted(hit))


@pytest.mark.parametrize(
    "question",
    [QUESTION, REFUND, "lol", "send the form to moderators by bank transfer", "rules on spam", "hall harbour terrace"],
)
def test_highlights_are_sorted_disjoint_and_within_the_text(searcher, handbook, question):
    for opened in (searcher, handbook):
        for hit in opened.ask(question, top=10).hits:
            bounds = [place for span in hit.highlights for place in span]
            assert bounds == sorted(set(bounds))
            assert not bounds or (bounds[0] >= 0 and bounds[-1] <= len(hit.passage.text))
            assert all(words == words.strip() for words in highlighted(hit))


def test_nothing_is_highlighted_in_an_unrelated_passage(searcher):
    assert searcher.ask("asdkjh qwpoei").hits[0].highlights == ()


@pytest.mark.parametrize(
    ("typed", "identifier"), [("e4012", "E-4012"), ("what is E-4012", "E-4012"), ("6.18", "6.18"), ("618", "6.18")]
)
def test_identifiers_find_their_passage_however_they_are_typed(handbook, typed, identifier):
    assert identifier in handbook.ask(typed).hits[0].passage.text


def test_a_number_is_highlighted_whole_or_not_at_all(searcher):
    [hit, *_] = searcher.ask(QUESTION).hits
    text = hit.passage.text
    assert "200,000" in text
    assert all(not (text[start].isdigit() and text[:start].endswith(",")) for start, _ in hit.highlights)


def test_the_target_of_a_link_is_not_highlighted(handbook):
    [hit, *_] = handbook.ask("Who are the moderators?").hits
    assert not any("mailto:" in words or "https:" in words for words in highlighted(hit))


def test_json_has_the_documented_keys_and_read_as_only_after_a_typo(searcher):
    plain = json.loads(json.dumps(searcher.ask(QUESTION, top=2).to_dict()))
    assert set(plain) == {"question", "outcome", "confidence", "unmatched", "hits", "milliseconds"}
    assert plain["outcome"] == "answer"
    assert [hit["rank"] for hit in plain["hits"]] == [1, 2]
    [hit, _] = plain["hits"]
    assert set(hit) == {"rank", "score", "id", "text", "section", "document", "line", "highlights"}
    assert any("farmers" in hit["text"][start:end] for start, end in hit["highlights"])
    typed = searcher.ask("how many flihgts?").to_dict()
    assert (typed["question"], typed["read_as"]) == ("how many flihgts?", "how many flights?")


def test_even_a_refusal_lists_the_closest_hits(searcher):
    values = searcher.ask(REFUND).to_dict()
    assert values["outcome"] == "none"
    assert len(values["hits"]) == 3


def test_control_characters_are_removed_from_a_question(searcher, capsys):
    asked = searcher.ask("how many\x1b flihgts\x07?")
    assert asked.read_as
    show_answer(asked)
    assert not {"\x1b", "\x07"} & {*capsys.readouterr().out, *asked.question, *asked.read_as}
