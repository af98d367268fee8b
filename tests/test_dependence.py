"""Whether a question can be understood without the one before it, by its words alone."""

import pytest

from index.text.dependence import Dependence, lean

CLEAR, POSSIBLE, NONE = Dependence.CLEAR, Dependence.POSSIBLE, Dependence.NONE


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and when did it start?", CLEAR),
        ("what about children?", CLEAR),
        ("how much?", CLEAR),
        ("and on Sundays?", CLEAR),
        ("who?", CLEAR),
        ("why not", CLEAR),
        ("for how long", CLEAR),
        ("ok thanks, and the garden?", CLEAR),
        ("Do they lend skis?", CLEAR),
        ("is that part of a series?", CLEAR),
        ("can I extend that?", CLEAR),
        ("What’s it for?", CLEAR),
        ("how many volunteers came?", POSSIBLE),
        ("in how many cities?", POSSIBLE),
        ("what is the Green Channel?", POSSIBLE),
        ("Is it true that the pool in the old town is heated all year?", NONE),
        ("How do patients with rare illnesses get their medicine?", NONE),
        ("where can I read up on the charity side of the two foundations?", NONE),
        ("btw how much is it?", NONE),
        ("another question: what about dogs?", NONE),
        ("happy birthday dear old Marta, have a great one!", NONE),
    ],
)
def test_an_english_question_leans_on_the_one_before_if_it_points_or_names_little(question, expected):
    assert lean(question, "english").dependence == expected


@pytest.mark.parametrize(
    ("language", "leaning", "alone"),
    [
        (
            "german",
            ["und im Winter?", "wie lange dauert sie?", "wo melde ich mich dafür an", "und wo?"],
            "Übrigens: wer ist das?",
        ),
        ("german", ["Und den Einer?"], "Wo gibt es in der Altstadt günstige Parkplätze für Besucher?"),
        (
            "french",
            ["et pour les enfants ?", "combien ça coûte ?"],
            "Quels documents faut-il apporter pour l'inscription à l'école ?",
        ),
        ("spanish", ["¿y los domingos?", "¿y cuánto cuesta?"], "¿Dónde se compran entradas baratas para la fiesta del pueblo?"),
        ("portuguese", ["e quanto custa?", "onde fica?"], "Aliás, quem é ele?"),
        (
            "none",
            ["那什么时候开始？", "为什么？", "それはいつですか？", "and when?"],
            "ギルドに参加するための手続きを教えてください",
        ),
        ("finnish", ["and when?", "how much?"], "Missä kaupungissa järjestetään kesäjuhla tänä vuonna?"),
    ],
)
def test_questions_in_other_languages_lean_as_well(language, leaning, alone):
    assert [lean(question, language).dependence for question in leaning] == [CLEAR] * len(leaning)
    assert lean(alone, language).dependence == NONE


def test_the_words_that_name_something_are_kept_as_written():
    assert lean("And what about the Old Forge, is it open?", "english").content == ("Old", "Forge", "open")
    assert lean("Und den Einer?", "german").content == ("Einer",)


@pytest.mark.parametrize(
    "text", ["ok " * 1000, "and " * 1000, "that's " * 500, "no" * 2000, "? " * 2000, "呢" * 2000, "it is " * 600]
)
def test_endless_fillers_are_read_at_once(text):
    assert lean(text, "english").dependence in Dependence
