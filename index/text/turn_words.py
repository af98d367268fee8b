"""Turn words: the words, by language, that show whether a question continues a conversation or changes the subject."""

from dataclasses import dataclass

from index.text.languages import language_of
from index.text.lazy_patterns import lazy_pattern


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
            r"|on (?:her|his|their|its) own"
            r"|what (?:time|day) is it|(?:no|any|every|some)one else|one of|more than one|at the same time"
            r"|this (?:year|month|week|summer|winter|spring|autumn|morning|evening|server|guild|channel|document|discord)"
        ),
        changes=(
            r"btw|by the way|(?:next|new|another|other|different|separate|second) (?:one|question|topic|subject|thing)"
            r"|something else|unrelated|change of (?:topic|subject)"
        ),
    ),
    "german": Cues(
        function=language_of("german").function
        + (
            "aber also andere auch beim bekommt bis bist dabei danke darf darfst dass dauert dein denn diesem diesen dieser "
            "dieses doch dort durch eigentlich eines etwa etwas euch euer euro gab gegen geht genau gerade gern gut hallo "
            "hatte hier hm ihm ihn ihnen ihre immer ja jene jenen jetzt kein keine kostet lang lange mal mehr nein nicht "
            "nichts noch nun nur ob oder oft ohne ok okay schon sehr sein seine seit sollte sonst statt tun unter viel viele "
            "waren warum weil wem wen wenn weshalb wieviel wieviele will wofür woher wohin wohl wollen worum wurde während"
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
        function=language_of("french").function
        + (
            "ai alors après as aussi autre autres avait avez avons bien bonjour c cela celle celui cet ceux chez combien "
            "comme depuis donc durée elles encore eux fait fois ici jamais jusque leurs lui là mais merci même n non ou oui "
            "plus pourquoi sera t très va vais vers à ça était"
        ),
        openers="et|mais|ou|qu'en est-il|alors|aussi",
        pointers="elle elles il ils lui leur leurs eux ça cela ceci celui celle ceux celles",
        expletives=r"il y a|y a-t-il|il faut|faut-il|est-il (?:possible|vrai|permis)|il est (?:possible|vrai)|s'il (?:vous|te)",
        changes=r"au fait|(?:autre|nouvelle) question|autre (?:chose|sujet)|rien à voir",
    ),
    "spanish": Cues(
        function=language_of("spanish").function
        + (
            "ahora ahí allí aquel aquella así aun aunque bien buenas cada cual cuales cuanta cuanto cuantos cuesta cuánta "
            "cuánto cuántos dura durante e ellas ellos entonces era esa esas ese eso esos fue gracias ha hacia han hasta hola "
            "misma mismo muy más nada ni os otra otras otro otros pero porque pues quienes sobre sí también ti tienen tus uno "
            "vale ya él"
        ),
        openers="y|e|pero|o|qué tal|que tal|qué hay de|que hay de|entonces|también",
        pointers="él ella ellos ellas eso esto aquello",
        expletives=r"por eso|eso sí|es posible|lo que",
        changes=r"por cierto|(?:otra|nueva|siguiente) pregunta|otra cosa|otro tema",
    ),
    "portuguese": Cues(
        function=language_of("portuguese").function
        + (
            "agora ainda algo ali aquela aquele até bem bom custa dela dele depois desde dura ela elas ele eles entre era "
            "essas esses estão fica fico foi gente isto já lhe lá mais mas mesma mesmo muito nada nem nós obrigada obrigado "
            "oi olá outra outras outro outros pois porque porquê pra quanta quantas quanto quantos quê sem sim sobre só teu "
            "tu tudo têm vai vou à"
        ),
        openers="e|mas|ou|e quanto|que tal|então|também",
        pointers="ele ela eles elas isso isto aquilo dele dela deles delas disso disto nisso nele nela",
        expletives=r"por isso|é possível|o mesmo que",
        changes=r"aliás|(?:outra|nova|próxima) (?:pergunta|dúvida)|outra coisa|outro assunto",
    ),
}
"""The cues of each language with spaces between words, by its Snowball name."""
PREAMBLE = lazy_pattern(
    r"(?:\W*+\b(?:ok|okay|oki|thanks?|thank you|thx|ty|cool|great|nice|good|got it|i see|hm+|ah+|oh+|alright|right|well|hey|hi"
    r"|yeah|yes|no|perfect|danke|super|gut|alles klar|ja|nein|merci|d'accord|oui|non|gracias|vale|s[ií]|obrigad[oa]|sim)\b)*+"
)
"""Words before a question that say nothing about it."""
UNSPACED_OPENERS = lazy_pattern("那么|那麼|那|还有|還有|而且|以及|それで|では|じゃあ|じゃ|でも|そして|それと")
UNSPACED_POINTERS = lazy_pattern(
    "它|他们|他們|她|这个|這個|那个|那個|那里|那裡|那时|那時|其中|其他|也|呢[？?。 ]*$"
    "|それ|その|これ|この|そこ|ほか|他の|彼|彼女|同じ|は[？?]$"
)
UNSPACED_CHANGES = lazy_pattern("ちなみに|ところで|別の質問|别的问题|別的問題|另一个问题|另一個問題|另外问|顺便问|順便問")
UNSPACED_FUNCTION = lazy_pattern(
    "什么时候|什麼時候|为什么|為什麼|多少钱|多少錢|多少|多久|哪里|哪裡|什么|什麼|谁|誰|怎么|怎麼|几点|幾點|吗|嗎|呢|是|的|了|在"
    "|いつ|どこ|なぜ|どうして|いくら|どれくらい|どのくらい|ですか|ますか|でしょうか|です|ます|まで|から|[かはがのをにでもと]"
)
"""Question words and particles."""
UNSPACED_SHORT, UNSPACED_LONG = 6, 12
"""Characters of a question without spaces up to which it is short, and above which a pronoun may have its noun beside it."""
