"""Turn words: the words, by language, that show whether a question continues a conversation or changes the subject."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of a language that show dependence, in lower case: lists separated by spaces, or patterns.

    `function` are words that name nothing (stop words, question words and fillers), `openers` the first words of a
    continuation, `pointers` pronouns, and `expletives` phrases whose pronoun points at nothing. `changes` are phrases that
    announce another subject.
    """

    function: str
    openers: str
    pointers: str
    expletives: str
    changes: str


CUES = {
    "english": Cues(
        function=(
            "across again against age already also amount another anything away because besides between bit both cheers "
            "cool cost costs date day days did different down during early either else even ever everything exactly far "
            "fast finally first give given go goes going gonna good great guys happen happened happens help hm hours "
            "instead into it's kind last late later like long lot lots made make many maybe mean more most much name new "
            "next nice nothing now number off often old once one ones only onto or other others out over part people per "
            "perhaps possible quick right same since something soon sorry sort sound start started still stuff such "
            "supposed sure take takes tell thank these thing things this though through time times today too under until "
            "upon used way well when while within without work works year years yes yet"
        ),
        openers="and|but|or|also|then|what about|how about|what of|what if|so",
        pointers="it its they theyre them their theirs he hes she shes him his her hers that thats those",
        expletives=(
            r"(?:is|was|isn'?t|would) it (?:also |really |still )?(?:true|possible|ok|okay|allowed|legal|safe|worth|right|"
            r"necessary|correct|fine|forbidden|permitted|normal|better|enough|bad|hard|easy)"
            r"|it(?:'s|s| is| was) (?:also |really |still )?(?:true|possible|ok|okay|allowed|worth|safe|legal|fine)"
            r"|what (?:time|day) is it|(?:no|any|every|some)one else|one of|more than one|at the same time"
            r"|this (?:year|month|week|summer|winter|spring|autumn|morning|evening|server|guild|channel|document|discord)"
        ),
        changes=(
            r"btw|by the way|(?:next|new|another|other|different|separate|second) (?:one|question|topic|subject|thing)"
            r"|something else|unrelated|change of (?:topic|subject)"
        ),
    ),
    "german": Cues(
        function=(
            "aber alle als also am an andere auch auf aus bei beim bekomme bekommt bin bis bist bitte da dabei danke dann "
            "darf darfst das dass dauert dein dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch "
            "dort du durch eigentlich ein eine einem einen einer eines er es etwa etwas euch euer euro für gab gegen geht "
            "genau gerade gern gibt gut habe haben hallo hat hatte hier hm ich ihm ihn ihnen ihr ihre im immer in ist ja "
            "jene jenen jetzt kann kannst kein keine kostet können könnt lang lange machen mal man mehr mein mich mir mit "
            "muss müssen nach nein nicht nichts noch nun nur ob oder oft ohne ok okay schon sehr sein seine seit sich sie "
            "sind so soll sollte sonst statt tun um und uns unter viel viele vom von vor wann war waren warum was weil "
            "welche welchen welcher welches wem wen wenn wer werden weshalb wie wieso wieviel wieviele will wir wird wo "
            "wofür woher wohin wohl wollen womit worum wurde während zu zum zur über"
        ),
        openers="und|aber|oder|was ist mit|wie sieht es|wie sieht's|dann|sonst",
        pointers=(
            "er sie ihn ihm ihnen ihre ihren ihrer seine seinen seiner es dafür damit dazu davon dabei daran darin darauf "
            "danach dagegen darum dadurch darüber denen dessen deren"
        ),
        expletives=(
            r"gibt es|gibt's|es gibt|geht es|(?:ist|wäre) es (?:möglich|erlaubt|ok|okay|wahr|schlimm|nötig)"
            r"|es ist (?:möglich|wahr)"
        ),
        changes=r"übrigens|(?:andere|neue|nächste|weitere) frage|anderes thema|was anderes",
    ),
    "french": Cues(
        function=(
            "a ai alors après as au aussi autre autres aux avait avec avez avoir avons bien bonjour c ce cela celle celui "
            "ces cet cette ceux chez combien comme comment d dans de depuis des dois doit donc du durée elle elles en "
            "encore est et eux faire fait faut fois ici il ils j jamais je jusque l la le les leur leurs lui là m ma mais "
            "me merci mes moi mon même n ne non nos notre nous on ont ou oui où par pas peut peux plus pour pourquoi puis "
            "qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sur t ta te tes toi ton tous "
            "tout très tu un une va vais vers vos votre vous y à ça était être"
        ),
        openers="et|mais|ou|qu'en est-il|alors|aussi",
        pointers="elle elles il ils lui leur leurs eux ça cela ceci celui celle ceux celles",
        expletives=r"il y a|y a-t-il|il faut|faut-il|est-il (?:possible|vrai|permis)|il est (?:possible|vrai)|s'il (?:vous|te)",
        changes=r"au fait|(?:autre|nouvelle) question|autre (?:chose|sujet)|rien à voir",
    ),
    "spanish": Cues(
        function=(
            "a ahora ahí al algo allí aquel aquella así aun aunque bien buenas cada como con cual cuales cuando cuanta "
            "cuanto cuantos cuesta cuál cuáles cuándo cuánta cuánto cuántos de del desde donde dura durante dónde e el ella "
            "ellas ellos en entonces era es esa esas ese eso esos esta este esto está están fue gracias ha hace hacer hacia "
            "han hasta hay hola la las le les lo los me mi mis misma mismo muy más nada ni no nos o os otra otras otro "
            "otros para pero por porque puede puedo pues que quien quienes quién qué se ser si sin sobre son su sus sí "
            "también te tengo ti tiene tienen todo tu tus un una uno vale y ya yo él"
        ),
        openers="y|e|pero|o|qué tal|que tal|qué hay de|que hay de|entonces|también",
        pointers="él ella ellos ellas eso esto aquello",
        expletives=r"por eso|eso sí|es posible|lo que",
        changes=r"por cierto|(?:otra|nueva|siguiente) pregunta|otra cosa|otro tema",
    ),
    "portuguese": Cues(
        function=(
            "a agora ainda algo ali ao aos aquela aquele as até bem bom com como custa da das de dela dele depois desde do "
            "dos dura e ela elas ele eles em entre era essa essas esse esses esta este está estão eu fica fico foi gente há "
            "isso isto já lhe lá mais mas me mesma mesmo meu minha muito na nada nas nem no nos nós o obrigada obrigado oi "
            "olá onde os ou outra outras outro outros para pela pelo pode pois por porque porquê posso pra quais qual "
            "quando quanta quantas quanto quantos que quem quê se sem ser seu seus sim sobre sua suas são só também tem "
            "tenho teu tu tudo têm um uma vai você vocês vou à é"
        ),
        openers="e|mas|ou|e quanto|que tal|então|também",
        pointers="ele ela eles elas isso isto aquilo dele dela deles delas disso disto nisso nele nela",
        expletives=r"por isso|é possível|o mesmo que",
        changes=r"aliás|(?:outra|nova|próxima) (?:pergunta|dúvida)|outra coisa|outro assunto",
    ),
}
"""The cues of each language with spaces between words, by its Snowball name."""
FILLERS = re.compile(
    r"(?:\W*+\b(?:ok|okay|oki|thanks?|thank you|thx|ty|cool|great|nice|good|got it|i see|hm+|ah+|oh+|alright|right|well|hey|hi"
    r"|yeah|yes|no|perfect|danke|super|gut|alles klar|ja|nein|merci|d'accord|oui|non|gracias|vale|s[ií]|obrigad[oa]|sim)\b)*+"
)
"""Words before a question that say nothing about it."""
UNSPACED_OPENERS = re.compile("那么|那麼|那|还有|還有|而且|以及|それで|では|じゃあ|じゃ|でも|そして|それと")
UNSPACED_POINTERS = re.compile(
    "它|他们|他們|她|这个|這個|那个|那個|那里|那裡|那时|那時|其中|其他|也|呢[？?。 ]*$"
    "|それ|その|これ|この|そこ|ほか|他の|彼|彼女|同じ|は[？?]$"
)
UNSPACED_CHANGES = re.compile("ちなみに|ところで|別の質問|别的问题|別的問題|另一个问题|另一個問題|另外问|顺便问|順便問")
UNSPACED_FUNCTION = re.compile(
    "什么时候|什麼時候|为什么|為什麼|多少钱|多少錢|多少|多久|哪里|哪裡|什么|什麼|谁|誰|怎么|怎麼|几点|幾點|吗|嗎|呢|是|的|了|在"
    "|いつ|どこ|なぜ|どうして|いくら|どれくらい|どのくらい|ですか|ますか|でしょうか|です|ます|まで|から|[かはがのをにでもと]"
)
"""Question words and particles."""
UNSPACED_SHORT, UNSPACED_LONG = 6, 12
"""Characters of a question without spaces up to which it is short, and above which a pronoun may have its noun beside it."""
