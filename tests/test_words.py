"""Splitting text into terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.words import is_common, stemmer, terms, word_forms, words

ENGLISH = stemmer("english")


def share_a_term(first, second, stem=ENGLISH):
    return bool(set(terms(first, stem)) & set(terms(second, stem)))


def test_words_match_with_other_endings_and_in_any_case():
    assert share_a_term("Deliveries", "delivery")
    assert share_a_term("TRAINING", "trained")
    assert not share_a_term("delivery", "training")


def test_without_a_stemmer_words_match_only_as_they_are():
    assert not share_a_term("deliveries", "delivery", stemmer("none"))
    assert share_a_term("Deliveries", "deliveries", stemmer("none"))


def test_each_language_has_its_own_stemmer():
    assert share_a_term("Katzen", "Katze", stemmer("german"))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("E-4012", "e4012"),
        ("E4012", "E-4012"),
        ("E-4012", "4012"),
        ("6.18", "618"),
        ("618", "6.18"),
        ("wi-fi", "WiFi"),
        ("ERR_CONNECTION", "connection"),
        ("AC/DC", "acdc"),
        ("config.yaml", "config"),
    ],
)
def test_an_identifier_matches_as_a_whole_and_by_its_parts_however_joined(written, asked):
    assert share_a_term(f"See {written}.", f"what is {asked}?")


@pytest.mark.parametrize(("written", "asked"), [("6.18", "61"), ("E-4012", "e401"), ("4012", "012")])
def test_a_different_number_does_not_match(written, asked):
    assert not share_a_term(written, asked)


def test_words_of_adjacent_sentences_are_not_joined():
    assert "endstart" not in terms("The end. Start again.", stemmer("none"))


@pytest.mark.parametrize(("text", "asked"), [("今晚吃什么好呢", "吃什么"), ("東京タワーの入場料", "入場料")])
def test_text_without_spaces_matches_by_a_part_of_it(text, asked):
    assert set(terms(asked, ENGLISH)) <= set(terms(text, ENGLISH))
    assert any(len(term) == 2 for term in terms(asked, ENGLISH))


def test_the_order_of_characters_matters_in_text_without_spaces():
    assert set(terms("什么", ENGLISH)) - set(terms("么什", ENGLISH)) == {"什么"}


def test_every_part_of_a_compound_is_a_word_with_its_own_position():
    text = "Ask E-4012, twice"
    assert [(text[word.start : word.end], word.term) for word in words(text, stemmer("none"))] == [
        ("Ask", "ask"),
        ("E", "e"),
        ("4012", "4012"),
        ("twice", "twice"),
    ]


@given(st.text(alphabet=st.sampled_from("aZ9 -._/İßẞŉ今のก\u0e34é\u0301\n,'"), max_size=30))
def test_words_are_in_order_within_the_text_and_contain_no_whitespace(text):
    found = words(text, stemmer("none"))
    bounds = [place for word in found for place in (word.start, word.end)]
    assert bounds == sorted(bounds)
    assert bounds[-1:] <= [len(text)]
    for word in found:
        assert word.start < word.end
        assert not any(mark.isspace() for mark in text[word.start : word.end])


def test_a_letter_that_grows_in_lower_case_does_not_shift_positions():
    text = "İİİ hall"
    assert len(text.lower()) > len(text)
    *_, last = words(text, stemmer("none"))
    assert text[last.start : last.end] == "hall"


def test_the_forms_of_words_are_in_lower_case_and_numbers_have_none():
    assert word_forms("Farmers farm 42 fields. E4012, e-mail") == ["farmers", "farm", "fields", "e", "mail"]


def test_question_words_are_common_only_in_their_own_language():
    assert is_common("What", "english")
    assert not is_common("farmers", "english")
    assert not is_common("what", "german")


@pytest.mark.parametrize(("written", "asked"), [("e-mails", "emails"), ("pre-orders", "preorder")])
def test_a_compound_matches_with_other_endings(written, asked):
    assert share_a_term(written, asked)


@pytest.mark.parametrize("text", ["हिन्दी भाषा", "cafe\u0301s ouverts", "தமிழ் மொழி"])
def test_a_combining_mark_does_not_split_a_word(text):
    assert [text[word.start : word.end] for word in words(text, stemmer("none"))] == text.split()
