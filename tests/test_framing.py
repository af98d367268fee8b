"""Framing and chat words: what people write around a question in a chat, and how they shorten its words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from index.text.chat_words import in_full
from index.text.clauses import asking_part, bare_questions
from index.text.framing import without_framing
from index.text.literals import asked_literals
from tests.conftest import build_project

ASKED = "how much is parking"
BEFORE = (
    *(
        "hey guys, ",
        "Heyyy everyone ",
        "Hello! ",
        "good morning all, ",
        "hi bot can you tell me ",
        "yo ",
        "Hi there. I'm new here. ",
    ),
    *("idk if this is the right channel but ", "Not sure if this is the right place to ask, but ", "btw ", "so um, "),
    *("sorry if this has been asked before but ", "Sorry if it was already answered a million times: ", "quick question: "),
    *("Quick q - ", "this might be a really dumb question but ", "I have a question. ", "I've got a quick question: "),
    *("does anyone know ", "anyone here know ", "do you happen to know ", "could someone please tell me ", "i was wondering "),
    *("asking for a friend, ", "I read the rules but couldn't find it: ", "I've checked the FAQ and didn't find anything. "),
    *(
        "bro, ",
        "help! ",
        "sorry for the noob question, ",
        "just curious: ",
        "I'd like to know ",
        "please tell me ",
        "any idea ",
    ),
    *(
        "not sure ",
        "i can't remember ",
        "I forgot ",
        "I don't get ",
        "confused about ",
        "i can't figure out ",
        "hola! ",
        "bonjour, ",
    ),
    *("on this server, ", "as a new member, ", "according to the rules, ", "my question is ", "the thing I don't get is "),
    *("what I want to know is ", "in general, ", "can someone explain ", "pls clarify ", "is it true that ", "any info on "),
    *("looking for info about ", "i was wondering about ", "what does the handbook say about "),
    *("my dad wants to know ", "so our neighbour keeps asking ", "My husband and I were wondering ", "trying to work out "),
    *("i just need to check ", "@Robin hey do you know ", "can an admin please tell me ", "ooh ", "omg, ", "May I kindly ask "),
    *("hang on, ", "total newb, ", "just to confirm, ", "sorry dumb question but "),
    *("honestly ", "oh and ", "ok but ", "ps ", "gm all ", "correct me if I'm wrong but ", "has anyone figured out ", "sry "),
    *("am i missing something or ", "would love to know ", "to whom it may concern, ", "just out of interest ", "lemme ask "),
    *("Hope everyone is doing well. ", "ok so ", "first time posting here. ", "👋 ", "May I ask "),
    *(
        "Hello, how are you? ",
        "hope everyone's having a great week! ",
        "tldr ",
        "I tried to find it but couldn't: ",
        "pls help, ",
    ),
    *("Dear team, I hope this message finds you well. ", "Hi Sarah, ", "Greetings fellow members! ", "one more question, "),
    *(
        "last question i promise: ",
        "real quick: ",
        "Quick one: ",
        "genuine question ",
        "random question but ",
        "mind telling me ",
    ),
    *(
        "wondering if someone could tell me ",
        "is there anyone who knows ",
        "pls someone tell me ",
        "would you mind telling me ",
    ),
    *(
        "I'd appreciate it if someone could tell me ",
        "I need some information about ",
        "Hi good morning, ",
        "does anyone know of ",
    ),
)
AFTER = (
    *(
        " thx",
        " thanks",
        " pls lol",
        " please",
        " asap",
        " tho",
        " or not",
        " anyone know",
        " thanks in advance",
        " 😅🙏",
        " :)",
    ),
    *("? Thanks!", "? thanks so much for your help", "? anyone?", "? need to know asap", "? Any help would be appreciated!"),
    *("? sorry for the dumb question", "? just curious", "? asking for a friend", "? i can't find it anywhere", "? tia <3"),
    *(" on this server", " in our community?", " right now", " at the moment?", " currently", ", right?", ", is that true?"),
    *(" pls n thx", " yes or no", " wtf", "? just in case", "? quick", " if anybody knows", "? need to know asap"),
    *(" or something", " and stuff", " by any chance?", " these days", " around here", " according to the rules", "? gracias"),
    *("? please help", "? Let me know, thanks", "? lmk", "? any ideas?", " exactly", "? ty guys", "? cheers"),
    *(
        "? Best regards, Anna",
        "? Cheers, Mia",
        "? Many thanks for your consideration.",
        "? (sorry if dumb)",
        "? halp",
        " guys?",
    ),
    *(
        "? I'm so confused",
        "? much appreciated",
        "? I'd appreciate any help",
        "? Not sure.",
        "? I looked everywhere",
        " lol jk",
    ),
)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", ["", "? Thanks a lot!"])
def test_what_comes_before_a_question_is_left_out(before: str, after: str) -> None:
    assert without_framing(f"{before}{ASKED}{after}", "english").rstrip("?") == ASKED


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("is the pool still open", "is the pool open"),
        ("are dogs even allowed in there?", "are dogs allowed in there?"),
        ("how much is parking usually, for members?", "how much is parking, for members?"),
        ("is the pool warm, still?", "is the pool warm?"),
        ("when do you, right now, close", "when do you, close"),
        ("what exactly is a lock-in", "what is a lock-in"),
        ("can members maybe also bring guests", "can members bring guests"),
        ("what is, roughly speaking, the entry fee", "what is, the entry fee"),
    ],
)
def test_fillers_within_a_question_are_left_out(typed: str, asked: str) -> None:
    assert without_framing(typed, "english") == asked


@pytest.mark.parametrize("after", AFTER)
def test_what_comes_after_a_question_is_left_out(after: str) -> None:
    assert without_framing(f"{ASKED}{after}", "english").rstrip("?") == ASKED


@pytest.mark.parametrize(
    "question",
    [
        *(
            "Hello Kitty museum opening hours",
            "What is the help channel?",
            "How do I get help?",
            "can anyone join",
            "good morning show",
        ),
        *(
            "all members must pay?",
            "Quick start guide",
            "How do I say thanks?",
            "who do i thank",
            "does anyone here play chess",
        ),
        *(
            "I need help with parking",
            "can someone help me with my account?",
            "please help me reset my password",
            "What is asap",
        ),
        *(
            "I can't find the pool",
            "what if I don't know the answer?",
            "is there any help for new members",
            "This is about rule 4",
        ),
        *("What does lol mean?", "Is it ok to say hi?", "when does the right time slot begin", "Are new members welcome?"),
        *("can I join even if I am late", "do you sell wine and still water"),
        *("when is the still life class", "what happens on even days", "is it too late to join?", "Still life class"),
        *("i can't see the channel list", "i forgot my password how do i reset it", "who is on the Just Dance team"),
        *("sorry board game rules", "team lunch", "mods allowed?", "is being sorry enough", "So what", "new members fee"),
        *(
            "good morning yoga, when is it?",
            "help desk: when is it open?",
            "help channel: who moderates it?",
            "best time to come?",
        ),
        *("sorry for the late payment, what do I owe?", "how are you funded?", "what do mods do", "are you open right now"),
        *(
            "i need to check in early",
            "need to confirm my booking",
            "can mods tell if i use a mod",
            "what do new members need to know",
        ),
        *("@mods can ban me?", "@everyone pings allowed?", "wait times on saturday", "hold on luggage"),
        *(
            "yes or no votes",
            "omg team",
            "ooh la la show",
            "is the Wow room open",
            "my friend keeps bees",
            "just in case insurance",
        ),
        *("what is the deal on tickets", "can a mod ban me", "can someone let me in at the gate", "to confirm a booking"),
        *(
            "who do I thank for the help",
            "hi-fi rental",
            "any help for single parents?",
            "what do I need to know before I visit?",
        ),
    ],
)
def test_a_question_keeps_its_own_words(question: str) -> None:
    assert without_framing(question, "english") == question


@pytest.mark.parametrize(
    "text", ["hi", "Thanks!", "please", "do you know", "hello? anyone?", "quick question", "👋", "any ideas?"]
)
def test_a_text_that_is_all_framing_stays_as_it_is(text: str) -> None:
    assert without_framing(text, "english") == text


@pytest.mark.parametrize(
    ("language", "framed", "asked"),
    [
        ("german", "Hallo zusammen, weiß jemand, wann das Bad öffnet? Danke schon mal!", "wann das Bad öffnet?"),
        ("german", "Guten Morgen, kurze Frage: was kostet der Eintritt? LG", "was kostet der Eintritt?"),
        ("german", "Könnt ihr mir sagen, wo ich parken kann? Vielen Dank im Voraus", "wo ich parken kann?"),
        ("french", "Bonjour à tous, quelqu'un sait où se garer ? Merci d'avance !", "où se garer ?"),
        ("french", "salut, petite question : combien coûte l'entrée svp", "combien coûte l'entrée"),
        ("spanish", "Hola a todos, ¿alguien sabe dónde se aparca? Muchas gracias", "dónde se aparca?"),
        ("spanish", "una duda: ¿cuánto cuesta? por favor", "¿cuánto cuesta?"),
        ("portuguese", "Oi pessoal, alguém sabe onde estacionar? obrigado", "onde estacionar?"),
        ("chinese", "你好，请问停车多少钱？谢谢", "停车多少钱？"),
        ("japanese", "こんにちは。駐車場はどこですか？よろしくお願いします。", "駐車場はどこですか？"),
    ],
)
def test_other_languages_have_phrases_of_their_own(language: str, framed: str, asked: str) -> None:
    assert without_framing(framed, language) == asked


FRAMED = {
    "german": {
        "wo man parken kann": ("Ich weiß nicht, {}", "weiß nicht mehr genau, {}", "Hab vergessen, {}", "Keine Ahnung, {}"),
        "Sommerfest?": ("Gibt es Infos zum {}", "jemand Infos zum {}", "Hat hier wer mehr Infos zum {}"),
        "darf man Links posten?": (
            "Auf diesem Server {}",
            "Weiß eigentlich jemand, {}",
            "Laut Satzung, {}",
            "mal ne Frage: {}",
        ),
        "Was kostet der Eintritt": (
            *("{} oder so", "{} oder?", "{} momentan", "{} auf eurem Server", "{} hier bei uns", "{}, wisst ihr das?"),
            "{}, falls möglich",
        ),
    },
    "french": {
        "quand a lieu le concert": ("Je ne sais plus {}", "jsp {}", "J'ai complètement oublié {}", "Du coup, {}"),
        "le parking ?": ("Quelqu'un a des infos sur {}", "Est-ce qu'il y a des infos sur {}", "je cherche des infos sur {}"),
        "comment voter ?": ("Sur ce serveur, {}", "quelqu'un peut m'expliquer {}", "En fait {}", "Pas sûre de savoir {}"),
        "C'est gratuit": (
            *(
                "{}, non ?",
                "{} non ?",
                "{} ou un truc du genre ?",
                "{} en ce moment",
                "{} sur votre serveur",
                "{} d'habitude",
                "{} ou pas du coup ?",
            ),
            "{}, c'est ça ?",
        ),
    },
    "spanish": {
        "cómo darme de baja": ("No sé {}", "no recuerdo {}", "Se me olvidó {}", "No tengo ni idea de {}", "Oye, {}"),
        "el aparcamiento?": ("¿Alguien tiene info sobre {}", "¿Alguien sabe algo sobre {}", "busco información sobre {}"),
        "¿cómo voto?": ("En este servidor, {}", "En realidad, {}", "Según el reglamento, {}"),
        "Hay que pagar": (
            *(
                "{}, ¿no?",
                "{} ¿no?",
                "{} o algo así",
                "{} ahora mismo",
                "{} en este servidor",
                "{}, ¿verdad?",
                "{} normalmente",
            ),
            "{}? ¡Muchas gracias!",
        ),
    },
    "portuguese": {
        "quando abre a piscina": ("Não sei {}", "nao lembro {}", "Esqueci {}", "Não faço ideia de {}", "Na verdade, {}"),
        "o estacionamento?": ("Alguém tem info sobre {}", "Alguém sabe algo sobre {}", "procuro informações sobre {}"),
        "como mudo meu nome?": ("Neste servidor, {}", "alguém pode me explicar {}", "Tipo, {}"),
        "É grátis": (
            *("{} né?", "{}, não?", "{} ou algo assim", "{} no momento", "{} neste servidor", "{}, certo?", "{} por aqui"),
            "{} normalmente",
        ),
    },
    "chinese": {
        "怎麼報名": ("請問一下{}", "不知道到底{}", "在這個伺服器裡{}", "{}，有人知道嗎？"),
        "怎么报名": (
            "不知道{}",
            "我忘了{}",
            "不太清楚到底{}",
            "在这个服务器里{}",
            "弱弱问一下，{}",
            "大家好请问一下{}",
            "其实我想知道{}",
        ),
        "停车的信息": ("有没有关于{}",),
        "几点开门": ("现在{}", "平时{}", "有人能告诉我{}", "新人问一下，{}"),
        "可以带狗": ("{}吧？", "{}来着", "{}，对吗？", "{}，有人知道吗？", "{}，求解答", "{}呀", "{}对吧"),
    },
    "japanese": {
        "集合場所はどこ": ("{}かわからないです", "{}か忘れました", "{}だっけ", "{}でしたっけ？", "{}か教えてほしいです"),
        "何時からですか": (
            "このサーバーで、{}",
            "このサーバーでは{}",
            "普段は{}",
            "ちなみに{}",
            "えっと、{}",
            "ふと思ったんですが、{}",
        ),
        "会場はどこですか": ("{}、誰か知っていますか", "{}、わかる人いますか？", "{}教えてください"),
        "再入場できる": ("{}かどうか知りたいです", "{}のかわかりません", "{}のかどうか気になります"),
        "バス": ("{}の情報ありますか", "{}について何か知ってる人いますか"),
    },
}
"""For each language, questions and what its members write before and after them."""


@pytest.mark.parametrize(
    ("language", "asked", "framed"),
    [(language, asked, framed) for language, sets in FRAMED.items() for asked, each in sets.items() for framed in each],
)
def test_doubts_places_and_tails_are_left_out_in_each_language(language: str, asked: str, framed: str) -> None:
    assert without_framing(framed.format(asked), language).rstrip(" ?？") == asked.rstrip(" ?？")


@pytest.mark.parametrize(
    ("language", "typed", "asked"),
    [
        ("german", "Was kostet denn eigentlich der Eintritt?", "Was kostet der Eintritt?"),
        ("german", "Ist das Bad gerade noch offen oder?", "Ist das Bad offen?"),
        ("german", "Wie viele Plätze gibt es momentan, für Kinder?", "Wie viele Plätze gibt es, für Kinder?"),
        ("german", "Darf man hier auf dem Server Links posten?", "Darf man Links posten?"),
        ("french", "Combien coûte en fait la cotisation ?", "Combien coûte la cotisation ?"),
        ("french", "Est-ce qu'on peut encore s'inscrire du coup ?", "Est-ce qu'on peut s'inscrire ?"),
        ("french", "Où est-ce qu'on se gare d'habitude ?", "Où est-ce qu'on se gare ?"),
        ("spanish", "¿Está todavía abierta la inscripción?", "¿Está abierta la inscripción?"),
        ("spanish", "¿Cuánto cuesta, más o menos, la cuota?", "¿Cuánto cuesta, la cuota?"),
        ("portuguese", "O curso ainda tem vaga?", "O curso tem vaga?"),
        ("portuguese", "Quanto custa no momento a diária?", "Quanto custa a diária?"),
        ("chinese", "这里到底能不能停车", "这里能不能停车"),
        ("chinese", "你们现在的会费是多少", "你们会费是多少"),
        ("chinese", "坐现在的士多少钱", "坐的士多少钱"),
        ("chinese", "怎么在这个服务器里改名", "怎么改名"),
        ("chinese", "带狗，其实，可以吗", "带狗，可以吗"),
        ("japanese", "駐車場は現在空いていますか", "駐車場は空いていますか"),
        ("japanese", "入会費はこのサーバーでいくらですか", "入会費はいくらですか"),
    ],
)
def test_fillers_within_questions_of_other_languages_are_left_out(language: str, typed: str, asked: str) -> None:
    assert without_framing(typed, language) == asked


KEPT = {
    "german": (
        *("Warum ist das Bad noch nicht offen?", "Habt ihr noch keine Termine?", "Ist immer noch nichts bekannt?"),
        *("Kann ich auch wenn ich krank bin kommen?", "Gilt das auch nicht für Kinder?", "Gibt es noch ein Seminar?"),
        *(
            "Darf man 3 mal verlängern?",
            "Wie oft geht das, zwei mal?",
            "Gilt das nicht mehr denn je?",
            "Wer fährt gerade Wochen?",
        ),
        *("Ist der Eintritt frei, es sei denn ich komme später?", "Was kostet der Kurs im Moment der Anmeldung?"),
        *("Wann ist die Aktuell-Stunde?", "Was ist das noch-offen-Projekt?", "Wie erreiche ich euch?"),
    ),
    "french": (
        *("Pourquoi la salle n'est pas encore ouverte ?", "La salle n'est toujours pas ouverte ?", "Qui en fait partie ?"),
        *("A quelle heure du coup d'envoi ?", "Y a-t-il encore un concert ?", "Il n'y a vraiment plus de place ?"),
        *("Y a-t-il de la place pour moi aussi ?", "je ne trouve pas le règlement", "Comment en fait-on partie ?"),
    ),
    "spanish": (
        *("¿Por qué todavía no ha abierto?", "¿Ya no hay plazas?", "¿Los socios ya no pagan?", "¿Los domingos no?"),
        *("¿Se puede entrar aun así?", "¿Qué hago por si acaso llueve?", "no encuentro el enlace", "¿Es aún más caro?"),
    ),
    "portuguese": (
        *("O curso ainda não abriu?", "Por que a sala já não abre?", "Quanto pago no momento da inscrição?"),
        *("Não acho o link", "Esqueci minha senha, como recupero?", "Posso ir já que sou sócio?", "Tem no mesmo dia?"),
    ),
    "chinese": (
        *(
            "错误出现在哪里",
            "錯誤出現在哪裡",
            "节目前多久到场",
            "题目前面有编号吗",
            "和平时一样吗",
            "这是普通常识吗",
            "餐具体积多大",
            "他尤其实用吗",
        ),
        *(
            "这是认真的吗",
            "我忘了密码怎么办",
            "附近有没有酒吧",
            "下面这个可能性大吗",
            "这票坐到底站多少钱",
            "能跟我一起打游戏吗",
        ),
        *("我还没有收到菜怎么办", "不能退吗", "一般会员多少钱", "收费大概率会涨吗"),
    ),
    "japanese": (
        *(
            "パスワードがわからない",
            "公式サーバーはこのサーバーですか",
            "このサーバーではないですか",
            "そのままだとどうなりますか",
        ),
        *("現在地の確認方法は", "通常料金はいくらですか", "いつもらえますか", "誰かに券を譲れますか", "正直者の部屋はどこ"),
        *("料金は払わなくていいですか", "今年の会費はいくらですか", "受付でやまださんに会えますか", "入口は普段と違いますか"),
    ),
}
"""For each language, questions with words that would be framing elsewhere."""


@pytest.mark.parametrize(("language", "question"), [(language, each) for language, kept in KEPT.items() for each in kept])
def test_questions_of_other_languages_keep_their_own_words(language: str, question: str) -> None:
    assert without_framing(question, language) == question


@pytest.mark.parametrize(
    ("typed", "language", "asked"),
    [
        ("how much is parking, right?", "english", "how much is parking?"),
        ("how much is parking? or something?", "english", "how much is parking?"),
        ("how much is parking or something", "english", "how much is parking"),
        ("C'est gratuit ou pas ?", "french", "C'est gratuit ?"),
        ("可以带狗吧？", "chinese", "可以带狗？"),
    ],
)
def test_a_question_keeps_the_question_mark_of_what_is_left_out_after_it(typed: str, language: str, asked: str) -> None:
    assert without_framing(typed, language) == asked


@pytest.mark.parametrize(
    "question", ["are ever-growing lists allowed", "who runs the drop-in/even-week club", "what is in-still.txt"]
)
def test_a_word_joined_to_another_is_no_filler(question: str) -> None:
    assert without_framing(question, "english") == question


def test_a_language_without_phrases_leaves_questions_as_they_are() -> None:
    assert without_framing("hi, hvor er bassenget?", "norwegian") == "hi, hvor er bassenget?"
    assert without_framing("hi, where is the pool?", "none") == "hi, where is the pool?"


@given(st.lists(st.sampled_from([*BEFORE, *AFTER, "pool ", "rule 4 ", "?", ", ", "the "]), max_size=30).map("".join))
def test_what_is_left_is_part_of_the_question(text: str) -> None:
    typed = iter(text)
    assert all(letter in typed for letter in without_framing(text, "english"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("r u open on sunday", "are you open on sunday"),
        ("can u bring ur dog b4 noon", "can you bring your dog before noon"),
        ("coffee w/ milk w/o sugar", "coffee with milk without sugar"),
        ("how 2 cancel", "how to cancel"),
        ("how many hrs til 2nite", "how many hours til tonight"),
        ("ppl w/out tix", "people without tickets"),
        ("where r the rules 4 my team", "where are the rules for my team"),
        ("forgot my pw", "forgot my password"),
        ("are you guys open", "are you open"),
        ("do y'all rent boats", "do you rent boats"),
    ],
)
def test_chat_words_are_read_in_full(typed: str, meant: str) -> None:
    assert in_full(typed, lambda _: False) == meant


@pytest.mark.parametrize(
    "question",
    [
        *(
            "i want 2 tickets",
            "party 4 25 kids",
            "is rule 4 valid",
            "u.s. visa",
            "U-Bahn",
            "what is r/place",
            "a u-turn",
            "open @mods/u",
        ),
        *("https://example.org/u/r", "R or Python", "vitamin b4?", "PW 2", "mins.txt"),
        *("who sings in You Guys", "are you all day open", "parking lot"),
    ],
)
def test_names_numbers_and_addresses_are_no_chat_words(question: str) -> None:
    known = {"b4"}
    assert in_full(question, known.__contains__) == question


def test_a_chat_word_that_the_documents_have_stays() -> None:
    known = {"acc", "r"}
    assert in_full("how do i install r on my acc", known.__contains__) == "how do i install r on my acc"


@pytest.mark.parametrize(
    "framed",
    [
        "hey guys, quick question: how many farmers will Taobao Live train? thanks in advance!",
        "idk if this is the right channel but how many farmers will Taobao Live train",
        "How many farmers will Taobao Live train? sorry if this has been asked before 🙏",
    ],
)
def test_a_question_among_chatter_gets_the_answer_of_the_question_alone(shipped: Settings, framed: str) -> None:
    searcher = Searcher.open(shipped)
    alone, among = searcher.ask("How many farmers will Taobao Live train?"), searcher.ask(framed)
    assert (among.outcome, among.hits[0].passage) == (alone.outcome, alone.hits[0].passage)
    assert among.question == framed
    assert among.read_as is None
    assert among.outcome == "answer"


def test_chatter_is_never_named_as_missing_from_the_documents(shipped: Settings) -> None:
    answer = Searcher.open(shipped).ask(
        "yo mods, sorry if this is the wrong channel but what is the refund policy for gym memberships pls"
    )
    assert answer.outcome == "none"
    assert not {"mods", "channel", "pls", "yo", "sorry"} & set(answer.unmatched)


@pytest.mark.parametrize(
    ("told", "asks"),
    [
        ("We are new here. When do you meet?", "When do you meet?"),
        ("I live in flat 42, when is the rent due?", "when is the rent due?"),
        ("how much is parking? My friend told me something else.", "how much is parking?"),
        (
            "I play the clarinet. Where do you rehearse? My sister came last year. Who can join?",
            "Where do you rehearse? Who can join?",
        ),
    ],
)
def test_what_a_question_tells_is_told_from_what_it_asks(told: str, asks: str) -> None:
    assert asking_part(told) == asks


@pytest.mark.parametrize(
    "question", ["When do you meet?", "parking fees", "what time is it and where do I go", "We are new here."]
)
def test_a_question_that_tells_nothing_has_no_part_that_asks(question: str) -> None:
    assert asking_part(question) is None


@pytest.mark.parametrize(
    ("told", "asks"),
    [
        ("how much is parking, my friend told me something else", "how much is parking"),
        ("we won the semi!! final when", "final when"),
        ("how do i vote, never did it", "how do i vote"),
        ("what's on channel 3, my radio blocks it", "what's on channel 3"),
        ("where can I park, the bus was late again", "where can I park"),
        ("number of the desk, there's been a leak since friday", "number of the desk"),
        ("my phone is dead where is the desk", "where is the desk"),
        ("how old are the ponies because my niece is tiny", "how old are the ponies"),
        ("lost my bag at the pier 😭 where is the lost property desk", "where is the lost property desk"),
        ("is the sauna mixed pls my wife is shy", "is the sauna mixed pls"),
        ("can I pay by card or do I need cash", "can I pay by card"),
        ("how do I mute a channel idk where to click", "how do I mute a channel"),
        ("we are moving house so i need to know the price of boxes", "so i need to know the price of boxes"),
        ("how often does the no. 9 tram go, my bike is broken", "how often does the no. 9 tram go"),
        ("where is the ferry desk i forgot my umbrella on deck", "where is the ferry desk"),
        ("how do i report a leak someone keeps flooding the cellar", "how do i report a leak"),
        ("is there a shuttle we are walking up from the harbour", "is there a shuttle"),
        ("what does code 12 mean i get it every morning", "what does code 12 mean"),
        ("who mends the fence the gate is broken", "who mends the fence"),
        ("when is glass collected ours is overflowing", "when is glass collected"),
        ("my uncle slipped and is bleeding where is the nurse", "where is the nurse"),
        ("our cat scratched somebody and ran off who do i report it to", "who do i report it to"),
        ("someone emptied the shed and left it open who's the key holder", "who's the key holder"),
        ("my niece sings loud and is nine can she join the choir", "can she join the choir"),
        ("our scout got lost and is cold what number do i call", "what number do i call"),
        ("we travel by tram and have bikes where do we park them", "where do we park them"),
        ("the heater smells and leaks how long does a repair take", "how long does a repair take"),
        ("is the sauna open on monday, i mean is the pool open on monday", "i mean is the pool open on monday"),
    ],
)
def test_what_is_told_in_passing_is_told_from_what_is_asked(told: str, asks: str) -> None:
    assert bare_questions(told)[0] == asks


def test_what_is_told_before_a_question_that_depends_on_it_may_stay() -> None:
    told = "the dinner sounds nice, how much is it? i might bring my wife"
    assert bare_questions(told) == ["how much is it?", "the dinner sounds nice, how much is it?"]


@pytest.mark.parametrize(
    "question",
    [
        *("price for 2 adults, 3 kids, and a dog", "i was told that the fee is what you pay", "what is it, a talk?"),
        *("what happens if my town can't pay, is it deleted", "is the pool open? I mean the small one"),
        *("until when are you open on sunday", "under 12 what does it cost", "during the holidays what are the hours"),
        *("how much is the form i need", "can i bring the dog my sister has", "what do i do when my bus is late"),
        *(
            "how do I know the lift is broken",
            "how much is parking for the van",
            "what is it we have to pay",
            "when can i see it",
        ),
        *("my aunt who is a nurse can help", "the tenant who told me is away", "our boat key how much is it"),
        *("🎮 tournament when", "I know what it is", "the hut is open", "what does the badge 'I need to know' mean"),
    ],
)
def test_a_question_that_tells_nothing_in_passing_stays_whole(question: str) -> None:
    assert bare_questions(question) == []


@pytest.mark.parametrize(
    "question",
    [
        *(
            "how much is a stall, we want a corner one",
            "when is it open, it's for the bike shed",
            "what's the code, i need the attic",
        ),
        *(
            "my friend plays chess, which room do i need",
            "how much is it, my boat deposit",
            "which bus because i only take the 5",
        ),
    ],
)
def test_what_says_which_thing_is_meant_stays_with_the_question(question: str) -> None:
    assert bare_questions(question) == []


def test_a_day_that_is_told_in_passing_does_not_have_to_be_met() -> None:
    told, named = "who mends the fence, there's been a hole since tuesday", "who mends the fence on tuesday"
    wished = "who mends the fence, it's for tuesday"
    needs = [[each.need for each in asked_literals(question)] for question in (told, named, wished)]
    assert needs[0] < needs[1] == needs[2]


@pytest.mark.parametrize(
    "told",
    [
        "how many farmers will Taobao Live train, my cousin has a farm",
        "my cousin has a farm how many farmers will Taobao Live train",
        "how many farmers will Taobao Live train my cousin has a farm",
        "How many farmers will Taobao Live train because I saw something on tv and my cousin has a farm",
    ],
)
def test_a_question_is_answered_whatever_is_told_in_passing(shipped: Settings, told: str) -> None:
    searcher = Searcher.open(shipped)
    answer, alone = searcher.ask(told), searcher.ask("How many farmers will Taobao Live train?")
    assert (answer.outcome, answer.hits[0].passage) == ("answer", alone.hits[0].passage)
    assert (answer.question, answer.read_as) == (told, None)


def test_what_it_means_is_never_lost_with_what_is_told(tmp_path: Path, shipped: Settings) -> None:
    text = (
        "# House\n\n- When the lift is stuck, press the yellow button and wait for the service.\n"
        "- Whatever is broken in a flat will be fixed within three days.\n- Rent is due on the 3rd.\n"
    )
    searcher = Searcher.open(load_settings(build_project(tmp_path / "house", shipped, {"house.md": text}) / "config.yaml"))
    answer = searcher.ask("the lift is stuck with my gran and two huge suitcases inside, how fast will it be fixed")
    assert answer.hits[0].passage.text.startswith("When the lift is stuck")


@pytest.mark.parametrize(
    "told",
    [
        "My son just started school this year. How many farmers will Taobao Live train?",
        "How many farmers will Taobao Live train? A colleague of mine told me something else at lunch.",
    ],
)
def test_a_question_among_what_members_tell_of_themselves_is_answered(shipped: Settings, told: str) -> None:
    searcher = Searcher.open(shipped)
    answer, alone = searcher.ask(told), searcher.ask("How many farmers will Taobao Live train?")
    assert (answer.outcome, answer.hits[0].passage) == ("answer", alone.hits[0].passage)
    assert (answer.question, answer.read_as) == (told, None)


def test_what_members_tell_still_has_to_fit(tmp_path: Path, shipped: Settings) -> None:
    text = "# Pool\n\n- Sauna: no children under 14.\n- Slide: from 6 years, until 20:00.\n- Lessons take place on Saturdays.\n"
    searcher = Searcher.open(load_settings(build_project(tmp_path / "pool", shipped, {"pool.md": text}) / "config.yaml"))
    answer = searcher.ask("We come on a Sunday. On which days do lessons take place?")
    assert answer.outcome != "answer"
    assert answer.unmatched == ("Sunday",)


@pytest.mark.parametrize(
    "part", ["hi ", "thanks, ", "A. ", "Anna. Thanks! ", "sorry if this was asked before but ", "hope ", "? ", "😅"]
)
def test_framing_without_end_is_no_error(part: str) -> None:
    text = (part * 2000)[:2000]
    assert without_framing(text, "english") in text
