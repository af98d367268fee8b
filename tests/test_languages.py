"""What is known of other languages: their words, how they write times and the like, and what their questions ask for."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.searcher import Searcher
from index.building import build
from index.encoding.known_models import cosine_weight, reads
from index.encoding.models import full_name, usual_prompts
from index.evaluation.judged import load_questions
from index.searching.fusing import FAQ, ORDINARY, corpus_weights
from index.searching.spelling import Speller
from index.settings import load_settings
from index.storing.form_table import FormTable
from index.text.answer_kinds import asked_kind, asked_thing, holds_new
from index.text.languages import language_of
from index.text.literals import KINDS, asked_literals, find_literals
from index.text.question_fillers import is_filler
from index.text.words import are_common, is_common, stemmer, terms, word_forms, words
from tests.conftest import ROOT
from tests.corpora import index_terms

KNOWN = ("english", "german", "french", "spanish", "portuguese", "chinese", "japanese")
SETS = sorted(path.parent.name for path in (ROOT / "corpus" / "languages").glob("*/config.yaml"))


def holds(language, kind, question, text):
    asked = [span for literal in asked_literals(question, language) if literal.kind == kind for span in literal.spans]
    assert asked, "the question names no literal of this kind"
    return any(span.holds(each) for span in find_literals(text, kind, language) for each in asked)


def share_a_term(language, first, second):
    return bool(set(terms(first, stemmer(language))) & set(terms(second, stemmer(language))))


@pytest.mark.parametrize(
    ("language", "kind", "question", "right", "wrong"),
    [
        ("german", "weekday", "Habt ihr mittwochs auf?", "Mo–Do 8 bis 12 Uhr", "Fr., Sa. und So. geschlossen"),
        ("german", "weekday", "Geht das am Wochenende?", "Nur am Sonntag", "Werktags ab acht"),
        ("german", "time", "Kann ich um 17:45 Uhr kommen?", "von 9 bis 18 Uhr", "von 9 bis 17 Uhr"),
        ("german", "time", "Fährt um halb acht ein Boot?", "Abfahrt 19.30 Uhr", "Abfahrt acht Uhr"),
        ("german", "day", "Ist am 5. März zu?", "3. bis 7. März 2026", "ab dem 12. März"),
        ("german", "day", "Was ist am 24.12.?", "vom 20. Dezember bis zum 6. Januar", "im November"),
        ("german", "age", "Darf mein 11-jähriger Sohn mit?", "Kinder unter 12 Jahren", "Jugendliche ab 14 Jahren"),
        ("french", "weekday", "Vous êtes ouverts le dimanche ?", "tous les jours", "du lundi au vendredi"),
        ("french", "time", "Je peux venir à 18h30 ?", "de 9 h à 19 h", "de 9h à 12h30"),
        ("french", "time", "On mange à midi ?", "de 11h45 à 14h", "à partir de 19 heures"),
        ("french", "day", "Que se passe-t-il le 1er mai ?", "fermé les 1 et 2 mai", "le 10 mars"),
        ("french", "age", "Mon fils a 9 ans, il paie ?", "gratuit pour les enfants de moins de 12 ans", "enfants de 3 à 6 ans"),
        ("spanish", "weekday", "¿Abrís los sabados?", "de viernes a domingo", "de lunes a jueves"),
        ("spanish", "time", "¿Puedo ir a las siete y media de la tarde?", "de 16:00 a 20:00", "de 8 a 14 horas"),
        ("spanish", "day", "¿Cerráis el 12 de octubre?", "del 9 al 12 de octubre", "el 12 de mayo"),
        ("spanish", "age", "Tengo 15 años, ¿puedo entrar?", "mayores de 14 años", "solo mayores de 18 años"),
        ("portuguese", "weekday", "Abre na terça?", "de segunda a sexta-feira", "sábados e domingos"),
        ("portuguese", "time", "Posso chegar às 8 da noite?", "das 14h às 21h", "das 9h às 18h"),
        ("portuguese", "day", "Tem aula em 1º de março?", "de 1 a 5 de março", "em abril"),
        ("portuguese", "age", "Minha filha tem 5 anos.", "crianças até 6 anos", "maiores de 12 anos"),
        ("chinese", "weekday", "星期三开门吗？", "周一至周五开放", "周末开放"),
        ("chinese", "weekday", "禮拜天可以去嗎？", "星期日照常", "週六休息"),
        ("chinese", "time", "下午三点半能来吗？", "下午两点到五点", "上午九点到十一点"),
        ("chinese", "day", "10月3号上班吗？", "十月一日至七日放假", "九月放假"),
        ("chinese", "age", "孩子十一岁可以参加吗？", "限八到十二岁", "十四岁以上"),
        ("japanese", "weekday", "火曜日は開いていますか？", "月曜日から木曜日", "週末のみ"),
        ("japanese", "time", "午後4時に行けますか？", "15時から18時まで", "午前10時から正午"),
        ("japanese", "day", "五月五日は休みですか？", "5月3日から6日まで休み", "八月は休み"),
        ("japanese", "age", "17歳でも入れますか？", "十六歳以上", "20歳以上"),
    ],
)
def test_times_dates_and_ages_are_compared_as_they_are_written_in_each_language(language, kind, question, right, wrong):
    assert holds(language, kind, question, right)
    assert not holds(language, kind, question, wrong)


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("german", "Das kostet 1.250,50 Euro.", "amount", 1250.5),
        ("french", "Le prix est de 12,5 euros.", "amount", 12.5),
        ("portuguese", "Sai por R$ 2.300 mensais.", "amount", 2300),
        ("chinese", "每人一百二十元", "amount", 120),
        ("japanese", "二万三千円です", "amount", 23_000),
        ("japanese", "令和元年に始まりました", "year", 2019),
        ("chinese", "一九九八年成立", "year", 1998),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(language, text, kind, value):
    assert [span.low for span in find_literals(text, kind, language)] == [value]


@pytest.mark.parametrize(
    ("language", "kind", "text"),
    [
        ("german", "weekday", "Das ist so. Do it yourself, sa mi"),
        ("german", "weekday", "the sun sat on Monday"),
        ("german", "day", "in May 2020"),
        ("french", "day", "sept chats"),
        ("chinese", "weekday", "每三周一次"),
        ("chinese", "day", "三个月以后"),
        ("japanese", "time", "三時間かかる"),
        ("swedish", "weekday", "Monday"),
        ("none", "time", "at 6 pm"),
    ],
)
def test_what_only_looks_like_a_day_or_time_is_none(language, kind, text):
    assert find_literals(text, kind, language) == ()


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("german", "Wie viele Boote habt ihr?", "number"),
        ("german", "Was kostet ein Kajak?", "number"),
        ("german", "Wie lange dauert die Fahrt?", "time"),
        ("german", "Wer leitet den Kurs?", "name"),
        ("german", "Wo liegt der Steg?", "place"),
        ("german", "Warum ist das Wasser grün?", None),
        ("french", "Combien de bateaux avez-vous ?", "number"),
        ("french", "Combien de temps dure la visite ?", "time"),
        ("french", "Qui tient la caisse ?", "name"),
        ("french", "Où sont les toilettes ?", "place"),
        ("french", "Est-ce que l'eau est froide ?", None),
        ("spanish", "¿Cuantos barcos hay?", "number"),
        ("spanish", "¿Cuánto tiempo dura?", "time"),
        ("spanish", "¿Quién lleva las cuentas?", "name"),
        ("spanish", "¿Dónde está el muelle?", "place"),
        ("spanish", "¿Puedo llevar a mi gato?", None),
        ("portuguese", "Quantos barcos existem?", "number"),
        ("portuguese", "Até que horas funciona?", "time"),
        ("portuguese", "Quem cuida da horta?", "name"),
        ("portuguese", "Onde fica o cais?", "place"),
        ("portuguese", "Posso levar meu gato?", None),
        ("chinese", "有几个房间？", "number"),
        ("chinese", "什麼時候開始？", "time"),
        ("chinese", "誰是老師？", "name"),
        ("chinese", "洗手间在哪儿？", "place"),
        ("chinese", "可以带猫吗？", None),
        ("japanese", "参加費はいくらですか？", "number"),
        ("japanese", "何曜日に集まりますか？", "time"),
        ("japanese", "先生は誰ですか？", "name"),
        ("japanese", "トイレはどこ？", "place"),
        ("japanese", "猫を連れて行ってもいい？", None),
        ("swedish", "how many boats", None),
        ("none", "how many boats", None),
    ],
)
def test_each_language_tells_what_kind_of_answer_is_asked_for(language, question, kind):
    assert asked_kind(question, language) == kind


@pytest.mark.parametrize(
    ("language", "kind", "question", "answers", "repeats"),
    [
        ("german", "number", "Wie viele kamen 2019?", "Es kamen vierzig.", "Viele kamen 2019."),
        ("german", "name", "Wer leitet den Chor?", "Den Chor leitet Ada Lindt.", "Der Chor wird gut geleitet."),
        ("french", "time", "Quand ferme le kiosque ?", "Le kiosque ferme mardi.", "Le kiosque ferme tôt."),
        ("spanish", "name", "¿Quién dirige el coro?", "El coro lo dirige Marta.", "El coro tiene buena dirección."),
        ("portuguese", "place", "Onde fica a chave?", "A chave fica atrás da porta.", "A chave é azul."),
        ("chinese", "number", "有多少人？", "一共三十人", "人很多"),
        ("japanese", "time", "いつ始まりますか？", "六月に始まります", "もうすぐ始まります"),
    ],
)
def test_an_answer_holds_what_the_question_asks_for(language, kind, question, answers, repeats):
    assert holds_new(kind, answers, question, language)
    assert not holds_new(kind, repeats, question, language)


@pytest.mark.parametrize(
    ("language", "question", "thing"),
    [
        ("german", "wie viele boote habt ihr", "boote"),
        ("french", "quelles couleurs sont permises", "couleurs"),
        ("spanish", "cuántas plazas quedan", "plazas"),
        ("portuguese", "quantas vagas sobram", "vagas"),
        ("swedish", "how many boats", None),
    ],
)
def test_the_thing_that_is_asked_about_follows_the_question_word(language, question, thing):
    found = words(question, stemmer(language))
    at = asked_thing(question, [word.start for word in found], language)
    assert (None if at is None else question[found[at].start : found[at].end]) == thing


@pytest.mark.parametrize(
    ("language", "common", "content"),
    [
        ("german", "für fuer können koennen wie welche", "verein boot kosten"),
        ("french", "où ou être etre quelle", "bateau été prix"),
        ("spanish", "dónde donde qué está esta", "barco precio"),
        ("portuguese", "não nao você voce onde", "barco preço"),
        ("english", "where what the", "boat fuer donde"),
        ("swedish", "", "the where"),
    ],
)
def test_common_words_are_known_as_people_type_them_and_only_in_their_language(language, common, content):
    assert all(is_common(word, language) for word in common.split())
    assert not any(is_common(word, language) for word in content.split())


@pytest.mark.parametrize(
    ("language", "question", "content"),
    [
        ("chinese", "请问什么时候可以来取菜？", "取菜"),
        ("chinese", "請問哪裡可以停車？", "停車"),
        ("japanese", "駐車場はどこですか？", "駐車場"),
        ("japanese", "犬は入れますか？", "犬入れ"),
    ],
)
def test_without_spaces_the_words_that_shape_a_question_are_told_from_the_rest(language, question, content):
    found = words(question, stemmer(language))
    rest = [word.term for word, common in zip(found, are_common(question, found, language), strict=True) if not common]
    assert "".join(rest) == content


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("german", "Bu\u0308cher", "Bücher"),
        ("german", "Öffnungszeiten", "oeffnungszeit"),
        ("german", "Straße", "strasse"),
        ("french", "les élèves", "eleve"),
        ("french", "une œuvre", "oeuvre"),
        ("french", "le coefficient", "coe\ufb03cient"),
        ("spanish", "el corazón", "corazon"),
        ("spanish", "los niños", "nino"),
        ("portuguese", "as reuniões", "reunião"),
        ("portuguese", "as reuniões", "reuniao"),
        ("english", "Café", "cafe"),
        ("chinese", "第３章", "3"),
        ("chinese", "ＡＢＣ", "abc"),
        ("japanese", "ガソリン", "ｶﾞｿﾘﾝ"),
        ("japanese", "が", "か\u3099"),
        ("japanese", "人々", "々"),
        ("none", "e\u0301le\u0300ve", "élève"),
    ],
)
def test_a_word_matches_however_its_letters_are_typed_or_encoded(language, written, asked):
    assert share_a_term(language, written, asked)


def test_without_a_language_accents_count():
    assert not share_a_term("none", "más", "mas")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), st.sampled_from([*KNOWN, "swedish", "none"]))
def test_no_language_loses_a_letter_or_digit(text, language):
    covered = {at for word in words(text, stemmer(language)) for at in range(word.start, word.end)}
    assert all(at in covered for at, character in enumerate(text) if character.isalnum())
    assert all(word.term for word in words(text, stemmer(language)) if text[word.start : word.end].isalnum())


@given(st.text(max_size=60), st.sampled_from(KNOWN))
def test_any_text_can_be_searched_for_literals_and_kinds_of_answers(text, language):
    for kind in KINDS:
        assert all(0 <= span.start < span.end <= len(text) for span in find_literals(text, kind, language))
    asked_literals(text, language)
    kind = asked_kind(text, language)
    assert kind is None or isinstance(holds_new(kind, text, text, language), bool)


@pytest.mark.parametrize("language", KNOWN)
def test_a_kind_that_is_asked_for_can_be_looked_for(language):
    known = language_of(language)
    assert {kind for kind, _ in known.asked_patterns} <= known.held_patterns.keys()


def speller(language, *texts):
    forms = Counter(form for text in texts for form in word_forms(text))
    lexical = index_terms([terms(text, stemmer(language)) for text in texts])
    return Speller(FormTable.of(forms, language), lexical, language, lambda _: False)


@pytest.mark.parametrize(
    ("language", "text", "typed", "meant"),
    [
        ("german", "Die Bücher sind schön.", "Buecher und bucher", "Bücher und bücher"),
        ("french", "Une place réservée.", "une place reservee", "une place réservée"),
        ("spanish", "Papá y la avería.", "la averia de papa", "la avería de papá"),
        ("spanish", "Un año. Le toca a él.", "¿el ano?", "¿el año?"),
        ("portuguese", "A reunião.", "Reuniao marcada", "Reunião marcada"),
        ("spanish", "La papa y el papá.", "papa", "papa"),
        ("english", "The café is closed.", "cafe", "cafe"),
    ],
)
def test_accents_that_a_question_lacks_are_taken_from_the_documents(language, text, typed, meant):
    assert speller(language, text).add_accents(typed) == meant


@pytest.mark.parametrize(("word", "language", "fills"), [("liste", "german", True), ("club", "german", False),
                                                          ("club", "english", True), ("club", "swedish", False)])  # fmt: skip
def test_words_only_fill_questions_in_their_own_language(word, language, fills):
    assert is_filler(word, language) is fills


@pytest.mark.parametrize(
    ("model", "language", "is_read"),
    [
        ("all-MiniLM-L6-v2", "english", True),
        ("all-MiniLM-L6-v2", "none", True),
        ("sentence-transformers/all-mpnet-base-v2", "german", False),
        ("BAAI/bge-small-en-v1.5", "french", False),
        ("multilingual", "german", True),
        ("intfloat/multilingual-e5-small", "japanese", True),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", "spanish", True),
        ("./models/mine", "german", True),
    ],
)
def test_models_that_only_know_english_are_told_by_their_names(model, language, is_read):
    assert reads(model, language) is is_read


def test_words_count_more_if_the_model_does_not_know_the_language():
    for share, weights in ((0.1, ORDINARY), (1.0, FAQ)):
        unread = corpus_weights(share, is_read=False)
        assert unread.lexical > weights.lexical
        assert (unread.text, unread.lead) == (weights.text, weights.lead)


def test_the_cosines_of_e5_count_more_than_those_of_other_models():
    weights = corpus_weights(0.0, cosine=cosine_weight("multilingual"))
    assert weights.cosine > ORDINARY.cosine
    assert weights.lexical == ORDINARY.lexical
    assert cosine_weight("all-MiniLM-L6-v2") == 1
    assert cosine_weight("./models/e5-small") == 1


def test_multilingual_is_e5_with_the_prompts_that_it_was_trained_with():
    assert full_name("multilingual") == "intfloat/multilingual-e5-small"
    assert usual_prompts(full_name("multilingual")) == {"query": "query: ", "document": "passage: "}
    assert usual_prompts("sentence-transformers/all-MiniLM-L6-v2") == usual_prompts(None) == {}


DOCUMENT = """# Ruderclub

## Zeiten

- Der Bootskeller ist dienstags bis freitags von 9 bis 18 Uhr offen.
- Am Wochenende gilt der Aushang am Steg.

## Beiträge

- Erwachsene zahlen 90 Euro im Jahr.
- Für Jugendliche unter 18 Jahren sind es 40 Euro.
"""


@pytest.fixture(scope="module")
def rowing(tmp_path_factory, shipped):
    from tests.conftest import share_model, write_project

    folder = tmp_path_factory.mktemp("rowing")
    settings = write_project(folder, {"club.md": DOCUMENT}, "language: german\n")
    share_model(shipped, settings.index_folder)
    return settings, build(settings)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Habt ihr am Mittwoch auf?", "dienstags bis freitags"),
        ("Was zahlt meine 15-jährige Tochter?", "unter 18 Jahren"),
        ("beitraege fuer erwachsene", "Erwachsene zahlen"),
    ],
)
def test_german_questions_find_days_ages_and_words_without_umlauts(rowing, question, quote):
    settings, _ = rowing
    answer = Searcher.open(settings).ask(question)
    assert quote in answer.hits[0].passage.text
    assert answer.read_as is None


def test_a_question_that_the_model_cannot_read_is_never_answered(project, compiled):
    settings = project({"club.md": "# 划船俱乐部\n\n- 会费每年九十元。\n- 船库在码头旁边。\n"}, "language: chinese\n")
    build(settings)
    answer = Searcher.open(settings).ask("会费每年多少？")
    assert "九十元" in answer.hits[0].passage.text
    assert answer.outcome != "answer"


def test_a_build_says_that_the_model_does_not_know_the_language(rowing):
    _, report = rowing
    (note,) = [note for note in report.notes if note.startswith("language:")]
    assert "German" in note
    assert "model: multilingual" in note


def test_an_english_build_says_nothing_of_the_language(project, compiled):
    report = build(project({"club.md": "# Club\n\nThe boats are blue.\n"}))
    assert not any(note.startswith("language:") for note in report.notes)


@pytest.mark.parametrize("name", SETS)
def test_each_set_has_sixty_questions_whose_quotes_are_in_one_passage_each(name, tmp_path: Path, encoder):
    settings = msgspec.structs.replace(load_settings(ROOT / "corpus" / "languages" / name / "config.yaml"), index=str(tmp_path))
    build(settings, encoder=encoder)
    passages = [*Searcher.open(settings, encoder).generation.passages]
    questions = load_questions(settings.root / "questions.yaml", passages).questions
    assert settings.language == name
    assert 50 <= len(passages) <= 70
    assert len(questions) == 60
    assert sum(not question.is_answerable for question in questions) == 12
