"""Correcting typos in questions, and leaving right words alone."""

import json
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.searcher import Searcher
from index.building import build
from index.searching.spelling import MAX_UNKNOWN_WORDS, Speller
from index.storing.form_table import FormTable
from index.text.edits import edit_cost
from index.text.word_lists import CODES, WordList, word_list
from index.text.words import stemmer, terms, word_forms
from tests.corpora import index_terms

CLUB = (
    "The library lends laptops; borrowing is free, and nobody borrows for longer than a week.",
    "Falcons nest in the tower of the cathedral in April.",
    "The exhibition shows the codes that sailors used. It owns a boat and a goat.",
    "The wake of the ship reached ofHangzhou and Hangzhou. Tickets from Fliggy are sold by Ana Kowalska.",
    "Send an e-mail, or sign up on the dashboard. The livestream starts at noon.",
)


def speller(*texts, known=(), language="english", names=()):
    stem = stemmer(language)
    forms = Counter(form for text in texts for form in word_forms(text))
    lexical = index_terms([terms(text, stem) for text in texts])
    return Speller(FormTable.of(forms, language), lexical, language, set(known).__contains__, set(names).__contains__)


def corrected(question, **keys):
    return speller(*CLUB, **keys).correct(question)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When do falcns nest?", "When do falcons nest?"),  # a letter is missing,
        ("When do falconss nest?", "When do falcons nest?"),  # doubled,
        ("When do faclons nest?", "When do falcons nest?"),  # swapped,
        ("When do falkons nest?", "When do falcons nest?"),  # confused by ear,
        ("When do fslcons nest?", "When do falcons nest?"),  # or by a finger,
        ("When do galcons nest?", "When do falcons nest?"),  # also the first one
        ("the towr, the cathderal!", "the tower, the cathedral!"),
        ("Cthadral", "Cathedral"),
        ("what does the exibiton show", "what does the exhibition show"),  # two typos
        ("when is the livesteam", "when is the livestream"),  # which is also made of two words
    ],
)
def test_a_typo_becomes_the_word_of_the_documents_and_the_rest_is_unchanged(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("can i borow a laptop", "can i borrow a laptop"),
        ("is borowing free", "is borrowing free"),
        ("who borows laptops", "who borrows laptops"),
    ],
)
def test_a_typo_is_corrected_in_any_form_of_a_word_of_the_documents(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wher is the boat", "where is the boat"),
        ("waht is sold", "what is sold"),
        ("teh boat", "the boat"),
        ("adn the goat", "and the goat"),
        ("it wwas the boat", "it was the boat"),
        ("do poeple recieve tickets", "do people receive tickets"),
        ("is it definately free", "is it definitely free"),
        ("the begining of april", "the beginning of april"),
        ("is it open on wensday", "is it open on wednesday"),
        ("on tusday or sunady in agust", "on tuesday or sunday in august"),
    ],
)
def test_a_typo_becomes_a_frequent_word_that_the_documents_lack(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "how do coders and exhibitors bake",  # near codes, exhibition and wake
        "where to donate gowns",  # near owns
        "falcon towers, shipping a boatload",
        "preload the reusable unpackable boats for coachlessness",
        "livestreams and relivestreaming",
        "analyse the organisation of pyjamas, synchronisation of harbours, personalizable",
        "an iboat, the xtower, aws or sme",  # a letter before a word, an abbreviation
        "infectés in a café",
        "the mind is free, every 30 mins or 2 hrs for max 3 yrs",  # units
        "can I email, or signup by wifi, and is there a backend",
        "who reads my emoji on tiktok or wechat",
        "is modmail or a linkedin post ok, vaping or chai, gifs, a diff of a struct, an intersectional topo",  # jargon
        "flcn, fulcrums, f4lcons, fcl, who's falcons",
        "Hangzhou, HANGZHOU or hangzhou?",
    ],
)
def test_a_right_word_or_one_too_far_from_any_other_is_unchanged(question):
    assert corrected(question) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is it openned immediatly", "is it opened immediately"),  # a letter doubled, and an e dropped, where it should not be
        ("a callled and editted list", "a called and edited list"),
        ("easely destoryed by a misstake", "easily destroyed by a mistake"),  # which look like easel + ly, de + story + ed
    ],
)
def test_a_misspelt_form_of_a_word_is_corrected(typed, meant):
    assert speller("It is easily destroyed by one mistake.").correct(typed) == meant


def test_a_word_made_with_a_prefix_becomes_only_a_close_word_of_the_documents():
    assert speller("Replace the lamps.").correct("repace the lamps") == "replace the lamps"
    assert speller("Reach the lamps.").correct("repace the lamps") == "repace the lamps"


def test_a_typo_may_have_the_stem_of_another_word_of_the_documents():
    texts = ("Fees are imposed.", "Repairs are impossible.", "We offer the overall best.", "It is over.")
    assert speller(*texts).correct("is it imposible overal") == "is it impossible overall"


def test_british_and_american_spellings_are_unchanged():
    question = "a marvellous woollen centrepiece of 3 centimetres, millilitres of caesium, an organisational epicentre"
    assert speller("A marvelous woolen centerpiece, centimeters, milliliters of cesium.").correct(question) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("howmuch is inthe tower", "how much is in the tower"),
        ("is theboat free forthe week", "is the boat free for the week"),
        ("when does theexhibition start", "when does the exhibition start"),
        ("a picture ofboats", "a picture of boats"),
        ("what is the boatexhibition", "what is the boat exhibition"),
        ("Boatexhibition", "Boat exhibition"),
    ],
)
def test_a_missing_space_is_put_back(typed, meant):
    assert speller(*CLUB, *["Boats, a boat, an exhibition."] * 3).correct(typed) == meant


@pytest.mark.parametrize(
    "question", ["the offboarding, a thinkpad, a cabletow", "ask Thegrove", "zur Ausfahrt Einboot", "a facebook, a database"]
)
def test_other_words_are_not_taken_apart(question):
    assert (
        speller(*CLUB, "Boarding, cable car, grove, pad, face, book, data, base.", "Boarding.", "Boarding").correct(question)
        == question
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wen is the exhibition", "when is the exhibition"),  # a name, elsewhere,
        ("wat does it show", "what does it show"),  # or a rare word
        ("Whish boat is it", "Which boat is it"),
        ("how mutch, and how mony laptops", "how much, and how many laptops"),  # near match and money
    ],
)
def test_a_question_word_is_recognised_however_it_is_spelt(typed, meant):
    assert speller(*CLUB, "A match for money.", "A match for money.", known={"wen"}).correct(typed) == meant


def test_a_word_at_the_start_that_is_in_use_is_no_question_word():
    assert speller("Mrs Wen is the chair.", known={"wen"}).correct("wen is she") == "wen is she"
    for question in ("hat sizes", "whey in the bar", "were is the boat", "how is wen"):
        assert corrected(question, known={"wen"}) == question


def test_the_first_part_of_a_contraction_is_no_word():
    assert speller("The needs of all. You need it.").correct("I needn’t, mustn't or daren't") == "I needn’t, mustn't or daren't"


def test_of_equally_close_words_one_of_the_documents_is_meant():
    assert speller("We offer tools.").correct("are there toos") == "are there tools"  # took is more frequent in English


def test_an_unknown_word_seldom_becomes_one_that_the_documents_lack():
    question = "are creedence, ronaldo and viktoria there"  # near credence, ronald and victoria
    assert corrected(question) == question
    assert speller("Ask Ronald.").correct(question) == "are creedence, ronald and viktoria there"


def test_a_word_that_the_model_knows_is_unchanged():
    assert corrected("falcors", known={"falcors"}) == "falcors"
    assert corrected("falcors") == "falcons"


def test_a_word_run_together_with_another_in_the_documents_is_no_correction():
    assert corrected("tickets to hangzou") == "tickets to hangzhou"
    assert corrected("tickets to ofhangzou") == "tickets to ofhangzou"


def test_a_mistake_in_the_documents_is_no_correction_if_the_right_word_is_near():
    assert speller("Take the neccessary steps.", "It is necessary.").correct("is it neccesary") == "is it necessary"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tickets from Flggy", "tickets from Fliggy"),
        ("tickets from FLGGY", "tickets from FLIGGY"),
        ("ask Kowalskq", "ask Kowalska"),
        ("ask Falcn in the Towr", "ask Falcn in the Towr"),  # the documents write tower in lower case
        ("Towr tickets. Borowing.", "Tower tickets. Borrowing."),  # at the start of a sentence
        ("When Is Borowing Free", "When Is Borrowing Free"),  # every word is capitalised
        ("WHEN IS BOROWING FREE", "WHEN IS BORROWING FREE"),
    ],
)
def test_a_name_becomes_only_a_name_of_the_documents(typed, meant):
    assert corrected(typed, names={"fliggy", "kowalska", "hangzhou"}) == meant


@pytest.mark.parametrize(
    "question",
    ["write to falcns@towr.org", "open towr.falcns.org/borow", "run `borow_laptp`", "the borowLaptop flag", "see #borow"],
)
def test_an_address_or_code_is_unchanged(question):
    assert corrected(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "Wann nisten die Falken, und wo steht euer Turm?",
        "¿Alguien sabe cuándo empieza la noche de los halcones?",
        "Quelqu'un connaît une bonne recette de tarte aux pommes ?",
        "Buongiorno, quanto costa il biglietto?",
        " ".join(["falcns"] * (MAX_UNKNOWN_WORDS + 1)),
    ],
)
def test_a_question_in_another_language_or_of_noise_is_unchanged(question):
    assert corrected(question) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("are deposits refnded", "are deposits refunded"),
        ("two large pumkins", "two large pumpkins"),
        ("is it claiming or pauseing", "is it claiming or pausing"),
        ("read the guages", "read the gauges"),
    ],
)
def test_a_typo_becomes_a_form_that_the_documents_lack_of_a_word_that_they_have(typed, meant):
    assert speller("A refund is a claim. Pause, or carve a pumpkin by the gauge.").correct(typed) == meant


def test_of_equally_close_forms_one_of_the_documents_is_meant():
    assert speller("An assembly is open. We work; it works.").correct("assembley workes") == "assembly works"
    assert speller("What it costs. Cosplay.").correct("a cosply") == "a cosplay"


def test_a_short_typo_becomes_a_very_frequent_word_that_the_documents_lack():
    assert speller("The club is open.").correct("can i wach it, what is the taget") == "can i watch it, what is the target"


@pytest.mark.parametrize(
    "question",
    ["does xcfe run here", "is the tmpo on groq", "the wickes brand"],
)
def test_a_short_name_becomes_no_word_that_the_documents_lack(question):
    assert speller("The club is open. It runs here.").correct(question) == question


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("spanish", "El club presta bicicletas.", "hay una peli, camisetas, sudaderas, enchufes o masajes para jubilados hoy"),
        ("french", "Le club prête des vélos.", "qui est la metteuse en scène de la pièce"),
    ],
)
def test_a_form_that_the_list_of_another_language_lacks_is_unchanged(language, text, question):
    assert speller(text, language=language).correct(question) == question


@pytest.mark.parametrize(
    "question",
    ["is minio or traefik there", "a valheim world", "the mosquitto broker", "do you have kodi or plex", "books in calibre"],
)
def test_a_well_known_name_in_lower_case_is_unchanged(question):
    assert speller("A mini kit, a traffic plan. Mosquitos broke the world.").correct(question) == question


def test_a_verb_and_what_follows_it_in_one_word_is_unchanged():
    for question in ("how does checkin work", "is there pickup or a signin", "the lookups and a handoff"):
        assert speller("Checks work. Check and pick it. Sign here, it is signed.").correct(question) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("are visiters and moderaters here", "are visitors and moderators here"),
        ("partys and allergys", "parties and allergies"),
        ("tomatos on photoes", "tomatoes on photos"),
        ("the chickins", "the chickens"),  # no verb with what follows it
    ],
)
def test_a_form_with_the_wrong_ending_is_corrected(typed, meant):
    assert speller("Chickens. Visitors and moderators meet. A party. An allergy. Tomatoes, photos.").correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whatis the fee", "what is the fee"),
        ("cani join, and isthere a fee", "can i join, and is there a fee"),
        ("weher is it", "where is it"),
        ("wut does it cost", "what does it cost"),
        ("hoe much is it", "how much is it"),  # although the documents have a hoe
        ("a hoe is long", "a hoe is long"),
    ],
)
def test_the_opening_of_a_question_is_understood(typed, meant):
    assert speller("The fee for a hoe or a rake.", known={"hoe"}).correct(typed) == meant


def test_a_word_that_is_right_without_accents_gets_none():
    assert speller("Le projet a bien marché.", language="french").add_accents("le wifi marche ?") == "le wifi marche ?"


def test_the_more_frequent_of_equally_close_words_is_meant():
    assert speller("The horde.", "The house.", "The house.").correct("hoxse") == "house"


@pytest.mark.parametrize(
    ("language", "text", "typed", "meant"),
    [
        ("german", "Der Verein verleiht Fahrräder.", "wo gibt es fahräder für freunde", "wo gibt es fahrräder für freunde"),
        ("french", "Le club prête des vélos.", "une bicyclette ou des véllos", "une bicyclette ou des vélos"),
        ("spanish", "El club presta bicicletas.", "donde hay bicicltas hoy", "donde hay bicicletas hoy"),
        ("finnish", "Kerho lainaa polkupyöriä.", "saako lainata tänään polkpyöriä", "saako lainata tänään polkupyöriä"),
        ("none", "Kerho lainaa laitteita.", "mistä laittteita", "mistä laitteita"),
    ],
)
def test_typos_are_corrected_in_other_languages(language, text, typed, meant):
    assert speller(text, language=language).correct(typed) == meant


def test_a_question_of_known_words_opens_no_word_list(monkeypatch):
    def opened(language):
        raise AssertionError(language)

    monkeypatch.setattr("index.searching.spelling.word_list", opened)
    assert corrected("who borrows the laptops of the library?") == "who borrows the laptops of the library?"
    with pytest.raises(AssertionError, match="english"):
        corrected("who borrows the gowns?")


def test_short_weekdays_and_names_that_resemble_common_words_stay():
    for question in ("are you open sats and suns?", "How far is it from Frome to the hall?"):
        assert corrected(question, names={"from"}) == question


def test_a_word_of_any_length_and_many_unknown_words_are_read_in_time():
    started = time.process_time()
    for question in (
        "falcn" * 400,
        "falcn " * 333,
        "xqz1 " * 400,
        " ".join(f"falcn{letter * 24}" for letter in "abcdefghijkl"),
    ):
        assert corrected(question) == question
    assert time.process_time() - started < 2


@given(st.text(alphabet="abfconls eéß́中0'-.@ΑΩ", max_size=60))
def test_any_text_is_corrected_without_an_error_and_only_in_its_letters(text):
    found = corrected(text)
    assert [mark for mark in found if not mark.isalpha()] == [mark for mark in text if not mark.isalpha()]


def test_a_word_list_finds_exactly_its_words():
    text = json.dumps({"ab": 5, "abc": 1234, "b": 100, "b's": 7, "éa": 3000, "éb": 2}, ensure_ascii=False, indent=0)
    found = WordList(text.encode(), frozenset({"wifi"}))
    assert [
        word for word in ("a", "ab", "abc", "abcd", "b", "b's", "c", "éa", "éb", "wifi", "", '"', "\n") if word in found
    ] == [
        *("ab", "abc", "b", "b's", "éa", "éb", "wifi"),
    ]
    assert found.frequent("a") == {"abc": 1234}
    assert found.frequent("b") == {"b": 100}
    assert found.frequent("é") == {"éa": 3000}


@pytest.mark.parametrize("language", sorted(CODES))
def test_the_package_has_a_list_of_each_language(language):
    word = {
        "arabic": "كتاب", "basque": "etxe", "dutch": "boek", "english": "book", "french": "livre", "german": "buch",
        "italian": "libro", "portuguese": "livro", "russian": "книга", "spanish": "libro",
    }[language]  # fmt: skip
    assert word in word_list(language)
    assert word_list(language).frequent(word[0])


def test_a_language_without_a_list_has_no_words():
    assert "book" not in word_list("finnish")
    assert word_list("none").frequent("b") == {}


@pytest.mark.parametrize(
    ("typed", "likelier", "other"),
    [("wher", "where", "when"), ("borow", "borrow", "boron"), ("tiem", "time", "tier"), ("seperate", "separate", "operate")],
)
def test_a_likely_slip_costs_less_than_an_unlikely_one(typed, likelier, other):
    assert 0 < edit_cost(typed, likelier) < edit_cost(typed, other)


def test_an_answer_says_how_the_question_was_read(project, encoder):
    settings = project({"club.md": "# Club\n\nThe library lends laptops.\n\nFliggy sells tickets.\n"})
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    assert searcher.ask("who lends labtops").read_as == "who lends laptops"
    assert searcher.ask("tickets from Fligy").read_as == "tickets from Fliggy"
    assert searcher.ask("who lends gowns").read_as is None


def test_a_name_becomes_no_word_that_the_documents_also_write_in_lower_case(project, encoder):
    settings = project({"club.md": "# Club\n\nThe price is low.\n\nPrices rise. Price it.\n\nAsk Holly Fliggys.\n"})
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    assert searcher.ask("where is Pryce today").read_as is None
    assert searcher.ask("where is Fligys today").read_as == "where is Fliggys today"


@pytest.mark.parametrize(
    "question",
    [
        "is the acct of a member kept",
        "who are the maint folks and contribs",
        "do atms or ddos attacks matter at 8pm aest",
        "is perf of the dist builtin fine",
        "does the towerjs library need a falcondb",  # names of programs that are made of a word
        "what about the codesx mod",
        "does the scannability of codes matter",  # a doubled letter before the suffix
    ],
)
def test_short_forms_and_names_of_programs_are_left_alone(question):
    others = "East of the main arms; a dose of acts and signs; maintain the building in countries per goat. A dust of fate."
    texts = (*CLUB, others, "The towers of cods scan well; scalability.")
    assert speller(*texts).correct(question) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who sits on the commitee", "who sits on the committee"),
        ("where are the bulding works", "where are the building works"),
        ("the maintanance of boats", "the maintenance of boats"),
    ],
)
def test_words_that_only_resemble_short_forms_are_corrected(typed, meant):
    texts = (*CLUB, "The committee and contributors see to maintenance works on the building.")
    assert speller(*texts).correct(typed) == meant
