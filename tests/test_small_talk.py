"""Small talk: what is recognised as such in each language, which questions only begin or end with it, and what it gets."""

import json
import os
import subprocess
import sys

import pytest

from bot.rendering.texts import Translations
from bot.talk.kinds import ABOUT_THE_BOT, Kind, Phrases
from bot.talk.recognizing import small_talk
from bot.talk.replies import respond_to
from bot.talk.sections import is_section_name
from bot.talk.vocabulary import Vocabulary
from index.answering.searcher import Searcher
from index.building import build
from index.text.phrase_patterns import Pattern
from tests.conftest import ROOT, build_project
from tests.fakes import FakeEncoder

ENGLISH = {
    Kind.THANKS: [
        *(
            "thanks",
            "Thanks!!!",
            "thx :)",
            "ok thx",
            "hi bot, thanks a lot!!",
            "thaaanks",
            "thank youuu",
            "tysm",
            "thank u so much!!",
        ),
        *(
            "Thank you so much for your help!",
            "cheers mate",
            "thanks @Footnote",
            "much appreciated",
            "ok great, thanks",
            "ty 🙏",
        ),
        *("thanks, that was quick", "no thanks", "Thanks in advance :)", "thank you, that's all I needed", "thanks, bye"),
    ],
    Kind.PRAISE: [
        *("that helped", "That helped a lot!", "that's exactly what I was looking for", "good bot", "perfect", "well done!"),
        *("you're awesome", "great answer", "that’s helpful", "it works now"),
    ],
    Kind.GREETING: [
        *(
            "hi",
            "Hello!",
            "hiiii",
            "heyyy",
            "hey there 👋",
            "Good morning everyone",
            "hello?",
            "are you there?",
            "how are you?",
        ),
        *("what's up", "is anyone here?", "hi Footnote"),
    ],
    Kind.HELP: [
        *("help", "HELP!!", "help me please", "what can you do?", "What can I ask you?", "i need help", "hi, can you help me?"),
        *("how do I use this bot", "I have a question", "what are you for", "just testing", "test", "ping"),
        *("can you answer this?", "this one", "please help him", "could you please answer her", "any ideas?"),
        *("what about this question?", "do you know this?", "can someone answer that"),
    ],
    Kind.IDENTITY: [
        "are you a bot?",
        "Are you a real person",
        "who are you",
        "what's your name?",
        "who made you?",
        "are you an AI",
    ],
    Kind.HOW_IT_WORKS: ["how does this work?", "how does it work", "how do I use this", "what is this?"],
    Kind.MORE: [
        *("tell me more", "Can you explain that?", "please explain this", "more details please", "what does that mean?"),
        *("could you elaborate on that", "thanks, can you tell me more about it?", "I don't understand this"),
    ],
    Kind.UNFINISHED: ["why?", "What??", "huh?", "whyyy"],
    Kind.COMPLAINT: ["that's not what I asked", "wrong answer", "that didn’t help", "thanks for nothing!", "bad bot"],
    Kind.GOODBYE: ["bye", "goodbye!", "see you tomorrow", "Good night all", "have a nice day", "take care"],
    Kind.CHATTER: [
        *(
            "ok",
            "lol",
            "got it",
            "no problem",
            "never mind",
            "sorry, wrong channel",
            "haha 😂",
            "I see",
            "yes",
            "👍",
            "😂😂",
            ":)",
            "<3",
        ),
        "<:party:123456789012345678>",
    ],
}
GERMAN = {
    Kind.THANKS: [
        "danke",
        "Dankeschön!",
        "vielen Dank für die schnelle Hilfe",
        "danke dir :)",
        "ok danke",
        "danke schööön",
        "toll, danke",
    ],
    Kind.PRAISE: ["das hat geholfen", "super", "perfekt!", "genau das", "guter Bot"],
    Kind.GREETING: ["hallo", "Guten Morgen zusammen", "moin moin", "Servus", "wie geht's?", "Grüß Gott", "bist du da?"],
    Kind.HELP: [
        "Hilfe!",
        "was kannst du?",
        "kannst du mir helfen?",
        "ich brauche Hilfe",
        "wie benutze ich dich?",
        "kannst du das beantworten?",
    ],
    Kind.IDENTITY: ["bist du ein Bot?", "wer bist du", "wie heißt du?"],
    Kind.HOW_IT_WORKS: ["wie funktioniert das?"],
    Kind.MORE: ["kannst du das bitte erklären?", "erzähl mir mehr dazu", "was bedeutet das?", "mehr Infos bitte"],
    Kind.UNFINISHED: ["warum?", "Hä?", "Wie bitte?"],
    Kind.COMPLAINT: ["das hat nicht geholfen", "das stimmt nicht", "falsche Antwort"],
    Kind.GOODBYE: ["tschüss", "auf Wiedersehen", "gute Nacht", "bis morgen!"],
    Kind.CHATTER: ["alles klar", "ja", "kein Problem", "ach so", "verstanden"],
}
SPANISH = {
    Kind.THANKS: ["gracias", "¡Muchas gracias!", "mil gracias por tu ayuda", "graciaaas", "ok gracias", "te lo agradezco"],
    Kind.PRAISE: ["perfecto", "me ha ayudado mucho", "¡genial!", "justo lo que buscaba", "buen trabajo"],
    Kind.GREETING: ["hola", "¡Buenos días!", "hola, ¿cómo estás?", "holaaa", "¿qué tal?", "¿hay alguien ahí?"],
    Kind.HELP: [
        "ayuda",
        "¿qué puedes hacer?",
        "necesito ayuda",
        "¿me puedes ayudar?",
        "¿para qué sirves?",
        "¿puedes responder a esto?",
    ],
    Kind.IDENTITY: ["¿eres un bot?", "¿quién eres?", "¿cómo te llamas?"],
    Kind.HOW_IT_WORKS: ["¿cómo funciona esto?", "¿qué es esto?", "¿para qué sirve?"],
    Kind.MORE: ["¿me puedes explicar eso?", "cuéntame más", "¿qué significa eso?"],
    Kind.UNFINISHED: ["¿por qué?", "¿Cómo?"],
    Kind.COMPLAINT: ["eso no me ayuda", "respuesta equivocada"],
    Kind.GOODBYE: ["adiós", "hasta luego", "que tengas un buen día", "nos vemos"],
    Kind.CHATTER: ["vale", "de nada", "entendido", "jajaja", "no pasa nada"],
}
FRENCH = {
    Kind.THANKS: [
        "merci",
        "Merci beaucoup !",
        "merci pour votre aide",
        "merciii",
        "ok merci",
        "je te remercie",
        "c’est gentil",
    ],
    Kind.PRAISE: ["parfait", "ça m'a aidé", "génial !", "c'est exactement ce que je cherchais", "bien joué"],
    Kind.GREETING: ["bonjour", "Bonsoir à tous", "salut, ça va ?", "coucou", "il y a quelqu'un ?"],
    Kind.HELP: [
        "aide",
        "aidez-moi",
        "que peux-tu faire ?",
        "j'ai besoin d'aide",
        "tu sers à quoi ?",
        "qu’est-ce que tu sais faire ?",
        "tu peux répondre à ça ?",
    ],
    Kind.IDENTITY: ["es-tu un robot ?", "qui es-tu ?", "t'es un bot ?"],
    Kind.HOW_IT_WORKS: ["comment ça marche ?", "ça sert à quoi ?"],
    Kind.MORE: ["tu peux m'expliquer ça ?", "plus de détails s'il te plaît", "qu'est-ce que ça veut dire ?"],
    Kind.UNFINISHED: ["pourquoi ?", "quoi ?"],
    Kind.COMPLAINT: ["ce n'est pas ce que je cherche", "mauvaise réponse"],
    Kind.GOODBYE: ["au revoir", "à bientôt", "bonne journée", "bonne nuit !"],
    Kind.CHATTER: ["d'accord", "de rien", "ça marche", "désolé", "mdr"],
}
PORTUGUESE = {
    Kind.THANKS: ["obrigado", "Muito obrigada!", "valeu", "obrigado pela ajuda", "brigadaaa", "ok, obrigado"],
    Kind.PRAISE: ["perfeito", "isso me ajudou muito", "ótimo trabalho", "era isso mesmo", "excelente!"],
    Kind.GREETING: ["oi", "Olá!", "bom dia, pessoal", "oi, tudo bem?", "tem alguém aí?"],
    Kind.HELP: [
        "ajuda",
        "o que você pode fazer?",
        "preciso de ajuda",
        "você pode me ajudar?",
        "tenho uma dúvida",
        "pode responder isso?",
    ],
    Kind.IDENTITY: ["você é um robô?", "quem é você?", "qual é o seu nome?"],
    Kind.HOW_IT_WORKS: ["como isso funciona?", "o que é isso?"],
    Kind.MORE: ["você pode me explicar isso?", "fale mais sobre isso", "o que significa isso?"],
    Kind.UNFINISHED: ["por quê?", "Como?"],
    Kind.COMPLAINT: ["isso não ajudou", "resposta errada"],
    Kind.GOODBYE: ["tchau", "até logo", "tenha um bom dia", "boa semana"],
    Kind.CHATTER: ["de nada", "entendi", "kkkkk", "tá bom", "sem problemas"],
}
JAPANESE = {
    Kind.THANKS: [
        "ありがとう",
        "ありがとうございます！",
        "どうもありがとうございました。",
        "ありがとーーー",
        "助かりました",
        "教えてくれてありがとう",
        "感謝します",
        "ありがとうwww",
    ],
    Kind.PRAISE: ["すごい！", "役に立ちました", "完璧です", "いいね"],
    Kind.GREETING: ["こんにちは", "おはようございます", "こんばんは！", "はじめまして", "いますか？"],
    Kind.HELP: [
        "ヘルプ",
        "何ができますか？",
        "ボットの使い方を教えてください",
        "助けてください",
        "質問があります",
        "この質問に答えてください",
    ],
    Kind.IDENTITY: ["あなたはボットですか？", "誰ですか", "お名前は何ですか？"],
    Kind.HOW_IT_WORKS: ["これは何ですか？", "使い方は？"],
    Kind.MORE: ["もっと詳しく教えてください", "それはどういう意味ですか？"],
    Kind.UNFINISHED: ["なぜ？", "どうして"],
    Kind.COMPLAINT: ["違います", "役に立たない"],
    Kind.GOODBYE: ["さようなら", "おやすみなさい", "またね"],
    Kind.CHATTER: ["はい", "了解です", "なるほど", "大丈夫です"],
}
CHINESE = {
    Kind.THANKS: ["谢谢", "謝謝你！", "非常感谢你的帮助", "多謝", "好的，谢谢", "谢谢谢谢", "太感謝了", "辛苦了"],
    Kind.PRAISE: ["太好了", "很有帮助", "对我很有用", "幫到我了", "真厲害"],
    Kind.GREETING: ["你好", "您好！", "早上好", "大家好", "在吗？", "在嗎", "哈囉", "你好吗"],
    Kind.HELP: ["帮助", "幫幫我", "你能做什么？", "你會做什麼？", "我需要帮助", "這個機器人怎麼用？", "你能回答这个问题吗？"],
    Kind.IDENTITY: ["你是机器人吗？", "你是機器人嗎", "你是谁", "你叫什麼名字？"],
    Kind.HOW_IT_WORKS: ["这个怎么用？"],
    Kind.MORE: ["你能解释一下这个吗？", "這是什麼意思？", "请详细说明"],
    Kind.UNFINISHED: ["为什么？", "什麼"],
    Kind.COMPLAINT: ["不对", "答非所問"],
    Kind.GOODBYE: ["再见", "拜拜", "晚安", "明天見"],
    Kind.CHATTER: ["好的", "沒關係", "哈哈哈哈", "明白了", "不客气"],
}
TALK = (ENGLISH, GERMAN, SPANISH, FRENCH, PORTUGUESE, JAPANESE, CHINESE)

QUESTIONS = [
    "hi, when is training?",
    "thanks, and where do I park?",
    "help with my login",
    "hello kitty badge?",
    "Help desk hours?",
    "who can help new members?",
    "how can I help?",
    "where do I get help with the forms",
    "Thanks for what?",
    "thank you letter template",
    "what can you do in the workshop?",
    "what can you do about noise after ten?",
    "are you a member of the union?",
    "are you open on Sundays?",
    "how does this fee work",
    "how does it compare to last year",
    "hey what time is it over",
    "is anyone allowed on the pier?",
    "good morning shift times",
    "goodbye party date",
    "hi-vis vest, needed?",
    "ok who do I pay",
    "bot rules",
    "what are you doing with our data?",
    "no refunds?",
    "are we allowed to say hello to the animals?",
    *("tell me more about the fees", "can you explain the guest rule?", "what does it mean to be a full member"),
    *(
        "what else is on",
        "how much",
        "why not mondays",
        "where to",
        "erkläre die Regeln",
        "¿por qué los lunes?",
        "pourquoi le lundi ?",
    ),
    "price thanks",
    "SOS",
    "hello 5",
    "TA",
    "what is a greeting?",
    "so what now?",
    "see you where tomorrow?",
    "Danke, und wo kann ich parken?",
    "Hallo, wann ist Training?",
    "Hilfe beim Antrag",
    "was kannst du mir über die Beiträge sagen",
    "bist du für Kinder geeignet?",
    "wie funktioniert die Anmeldung?",
    "Gute Nacht Aktion Termine",
    "gracias, ¿y dónde aparco?",
    "hola, ¿cuándo abre la biblioteca?",
    "ayuda para pagar la cuota",
    "¿qué puedes decirme del horario?",
    "¿cómo funciona la inscripción?",
    "merci, et où se garer ?",
    "bonjour, quand ouvre la piscine ?",
    "aide au logement",
    "comment ça marche pour les remboursements ?",
    "qui es-tu censé appeler en cas d'urgence ?",
    "obrigado, e onde estaciono?",
    "oi, quando começa o curso?",
    "ajuda de custo",
    "como funciona a matrícula?",
    "ありがとう、駐車場はどこですか？",
    "こんにちは、練習はいつですか？",
    "ログインを助けてください",
    "会費はいくらですか",
    "ヘルプデスクの電話番号",
    "谢谢，停车场在哪里？",
    "你好，什麼時候訓練？",
    "帮助中心的电话",
    "你能做志愿者吗？",
    "这个月怎么交费？",
    "機器人社團怎麼加入",
    "Hi, what's new?",
    "what about this fee?",
    "can you answer questions about visas?",
    "can he answer for me?",
    "test results",
    "ping pong tables",
    "help him with what?",
    "this year's dates",
    "esta semana",
    "puedes responder en inglés por correo?",
    "diese Woche",
    "What's new?",
    "thanks to whom?",
    "Who says thanks at the end?",
    "Is help free?",
    "help wanted",
    "self help group",
    "can I get help with my homework?",
    "do you help refugees?",
    "are you there on Monday?",
    "are you working on Sunday",
    "how do I say hello in Dutch?",
    "what do you do with old paint?",
    "what do you know about parking?",
    "can you help me find the rules?",
    "could you help me with the form",
    "I need help with my password",
    "I have a question about fees",
    "quick question: where is the pool?",
    "one question, when do we start",
    "good morning yoga",
    "Good Friday opening",
    "nice to have features",
    "great wall",
    "great lakes",
    "perfect attendance award",
    "cool box rental",
    "sweet shop",
    "bye-law 7",
    "by-laws",
    "okay in the rain?",
    "right of way",
    "no smoking",
    "no dogs",
    "yes vote",
    "well water",
    "so far",
    "same day delivery",
    "true north",
    "fine for late return",
    "fair use",
    "sure start centre",
    "good dog",
    "love island",
    "I love it when",
    "see you at camp?",
    "take care of whom",
    "have fun run",
    "cheers bar hours",
    "sorry form",
    "pardon application",
    "excuse note",
    "wait list",
    "hold music",
    "wrong channel fee",
    "problem solved by whom",
    "you rock climbing",
    "lifesaver course",
    "name of the bot owner",
    "what is your name policy",
    "who are you affiliated with?",
    "are you human resources?",
    "are you insured?",
    "who made the cake",
    "how old are you allowed to be",
    "is anyone allergic",
    "testing dates",
    "test centre",
    "hello world program",
    "thank you card price",
    "Thanksgiving",
    "is there a thank-you dinner?",
    "welcome pack",
    "welcome",
    "Danke-Karte",
    "wann ist Hallo-Party",
    "Hallo Kinderfest Uhrzeit",
    "Hilfe für Senioren",
    "wer hilft mir beim Umzug",
    "kannst du mir helfen den Antrag zu finden",
    "ich habe eine Frage zur Miete",
    "guten Tag Programm",
    "Gute-Nacht-Geschichte",
    "was machst du bei Feuer",
    "wie geht es weiter",
    "wie geht das mit dem Pfand",
    "bist du versichert",
    "wer ist der Trainer",
    "nein-Stimmen",
    "ja oder nein",
    "alles klar Schiff",
    "super Liga",
    "schönes Wochenende Angebot",
    "gut und günstig",
    "ok Google",
    "danke wem",
    "was ist neu",
    "wo bist du Mitglied",
    "was kann man hier machen?",
    "gracias a quién",
    "¿qué es Epic?",
    "¿qué es ChatGPT?",
    "¿qué es IA?",
    "¿quién es el compa?",
    "¿quién lo hizo?",
    "hola mundo en python",
    "ayuda económica",
    "¿qué haces en caso de incendio?",
    "¿quién eres en el juego?",
    "buenos días de apertura",
    "¿cómo está el agua?",
    "adiós fiesta",
    "¿puedo preguntar por el precio?",
    "tengo una pregunta sobre la cuota",
    "¿qué pasa si llueve?",
    "¿qué tal es la comida?",
    "vale de descuento",
    "no fumar",
    "sí o no",
    "merci de qui",
    "bonjour tristesse auteur",
    "aide sociale",
    "à qui demander de l'aide",
    "comment ça se passe",
    "comment ça marche le prêt",
    "tu es assuré ?",
    "bonne nuit les petits",
    "ça va coûter combien",
    "au revoir fête",
    "bon de commande",
    "j'ai une question sur le loyer",
    "non fumeur",
    "oui ou non",
    "obrigado a quem",
    "quem é o mano?",
    "quem fez isso?",
    "o que é mega?",
    "que é IA?",
    "ajuda financeira",
    "bom dia de visita",
    "como vai ser a prova",
    "o que você faz em caso de incêndio",
    "tenho uma dúvida sobre a taxa",
    "boa noite de jogos",
    "tudo bem chegar tarde?",
    "como funciona o estacionamento",
    "tchau festa",
    "sim ou não",
    "legal",
    "salve a data",
    "ありがとうカード",
    "おはよう体操の時間",
    "ヘルプデスク",
    "質問の締め切り",
    "あなたの会社は何ですか",
    "使い方教室",
    "大丈夫な食べ物",
    "いいえの票",
    "名前の変更",
    "誰が作ったの？",
    "こんにちは赤ちゃん事業",
    "これはいくらですか",
    "違いは何ですか",
    "すごい肥料",
    "どうやって申し込むの",
    "谢谢卡",
    "你好多少钱",
    "帮助残疾人",
    "你能游泳吗",
    "你是会员吗",
    "问题列表",
    "这个多少钱",
    "怎么申请",
    "再见派对",
    "晚安故事",
    "好的餐馆",
    "没有停车场吗",
    "可以带狗吗",
    "不对称加密",
    "对不对外开放",
    "知道怎么走吗",
    "大家好吗啡",
    "有人教吗",
    "在吗啡",
    "辛苦费",
    "解决方案",
    "测试时间",
    "你有什么规定",
    "你们的规则是什么",
    "你们几点开门",
    "?!",
    "...",
    "?? 🙂",
    "",
    "   ",
    "🙂 5",
    "<@123> <@&456>",
    "привет",
]


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for language in TALK for kind, texts in language.items() for text in texts]
)
def test_small_talk_is_recognised_in_every_language(text, kind):
    assert small_talk(text) is kind


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_only_begins_or_ends_with_small_talk_is_none(question):
    assert small_talk(question) is None


@pytest.mark.parametrize(
    "question",
    [
        f"{talk} {rest}"
        for talk in ("hi", "Danke!", "¡Hola!", "merci,", "oi", "你好，", "ありがとう")
        for rest in ("is there parking", "opening hours", "E-4012", "wo?", "年会費", "学费多少")
    ],
)
def test_any_other_word_makes_it_a_question(question):
    assert small_talk(question) is None


def test_all_languages_may_be_mixed():
    assert small_talk("hola! merci, thanks a lot & ありがとう 😊") is Kind.THANKS


@pytest.mark.parametrize(
    ("text", "name"), [("thanks Harbour Helper!", "Harbour Helper"), ("@Zoë hi", "Zoe"), ("小幫手你好", "小幫手")]
)
def test_the_name_of_the_bot_may_stand_anywhere(text, name):
    assert small_talk(text) is None
    assert small_talk(text, {name}) in {Kind.THANKS, Kind.GREETING}
    assert small_talk(name, {name}) is None


def test_mentions_and_invisible_characters_do_not_matter():
    assert small_talk("<@123> \u200bthanks\u202e <@!456> <@&789> <a:wave:1>") is Kind.THANKS
    assert small_talk("thanks <#123>") is None


@pytest.mark.parametrize("unit", ["thank you ", "谢谢", "ありがとう", "h", ":a", "<@", "can you help me please "])
def test_a_long_text_is_read_in_steps_that_grow_with_its_length_only(unit, monkeypatch):
    """Counted in phrases tried, which a timer could not tell apart from a slow machine."""
    tried = []
    count = Pattern.ends
    monkeypatch.setattr(Pattern, "ends", lambda *of: tried.append(of) or count(*of))
    small_talk(unit * 50)
    once = len(tried)
    small_talk(unit * 400)
    assert len(tried) - once <= 9 * once


def test_a_pattern_must_have_words():
    for wrong in ("[a] [b]", "a|:) b", "!"):
        with pytest.raises(ValueError, match="without words"):
            Pattern.parse(wrong)


def test_a_pattern_may_go_on_in_lines_that_are_indented_further():
    phrases: Phrases = {Kind.HELP: "\n        [please] help|\n            aid\n            [me|of_any_kind]\n        sos\n"}
    found = Vocabulary([phrases])
    assert list(found.phrases_at(["please"], 0)) == []
    assert sorted(found.phrases_at(["please", "aid", "of", "any", "kind"], 0)) == [(2, Kind.HELP), (5, Kind.HELP)]
    assert list(found.phrases_at(["sos"], 0)) == [(1, Kind.HELP)]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_gets_a_text_or_at_most_an_emoji(kind):
    texts = Translations.load().for_locale("de")
    response = respond_to(kind, texts, "/fragen")
    silent = {Kind.THANKS, Kind.PRAISE, Kind.GOODBYE, Kind.CHATTER}
    assert (response.text is None) == (kind in silent)
    assert response.text is None or texts.example in response.text
    assert (response.text or "").startswith(texts.about) == (kind in ABOUT_THE_BOT)


def test_the_name_of_a_section_is_told_from_small_talk(tmp_path, project):
    settings = project(
        {"a.md": "# Club guide\n\n## Help!\n\n- Ask at the desk.\n\n## Who are you\n\n## Contact\n\n- Call us.\n"}
    )
    build(settings, encoder=FakeEncoder())
    generation = Searcher.open(settings, FakeEncoder()).generation
    assert is_section_name(generation, "HELP?")
    assert is_section_name(generation, "club guide")
    assert not is_section_name(generation, "help me")
    assert not is_section_name(generation, "Who are you")


@pytest.fixture(scope="module")
def club(tmp_path_factory, shipped):
    """A project with a section named like a kind of small talk."""
    text = "# Club\n\n## Who are you?\n\n- We are a choir of forty.\n\n## Fees\n\n- The fee is nine euros a year.\n"
    return build_project(tmp_path_factory.mktemp("club"), shipped, {"club.md": text})


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Thanks a lot!", "you're welcome"),
        ("bye", 'ask in plain words, for example "Who can join?"'),
        ("hello there", 'ask in plain words, for example "Who can join?"'),
        ("what can you do?", "a bot that finds the passages of your documents"),
    ],
)
def test_small_talk_as_a_question_of_the_command_line_gets_one_line_beside_the_answers(footnote, club, typed, line):
    done = footnote("ask", typed, cwd=club)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"footnote: {line}")
    assert done.stderr.count("\n") == 1


def test_small_talk_in_a_pipe_leaves_the_answers_as_they_are(footnote, club):
    typed = "hi\nWhat is the fee?\nthanks!\n"
    assert footnote("ask", cwd=club, typed=typed).stdout == footnote("ask", cwd=club, typed="What is the fee?\n").stdout


def test_programs_get_an_answer_to_every_line_of_small_talk(footnote, club):
    done = footnote("ask", "--json", cwd=club, typed="hi\nthanks\n")
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == ["hi", "thanks"]


@pytest.mark.parametrize("arguments", [["who are you"], ["--section", "Who are you?", "thanks"]])
def test_small_talk_that_names_a_section_or_is_limited_to_one_is_a_question(footnote, club, arguments):
    done = footnote("ask", *arguments, cwd=club)
    assert "Club › Who are you?" in done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudoterminal")
def test_a_prompt_answers_small_talk_in_a_line_or_not_at_all(club):
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "bot", "ask", "--top", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    os.write(keyboard, "hallo\nmerci !\n👍\nok\nbye\nHow much is the fee?\n".encode())
    os.write(keyboard, b"\x04")
    with subprocess.Popen(
        command, cwd=club, env=environment, stdin=terminal, stdout=-1, stderr=-1, encoding="utf-8"
    ) as process:
        shown, notes = process.communicate(timeout=60)
    os.close(keyboard)
    os.close(terminal)
    assert process.returncode == 0
    assert shown.count("\n1. ") == 1
    assert "\n1. The fee is nine euros a year." in shown
    assert [line.rpartition("footnote: ")[2] for line in notes.splitlines() if "footnote: " in line] == [
        "type a question; `help` explains, `exit` or Ctrl-D ends",
        'ask in plain words, for example "Who can join?"',
        "you're welcome",
        "type exit, or press Ctrl-D, to leave",
    ]
