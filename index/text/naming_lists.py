"""Lists of words (English) by which words that name a thing are told from others."""

from index.text.literals.numbers import ORDINALS, WORDS


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


TOPICS = _listed(
    """
    airport alarm alcohol ambulance animal apartment apple army artist baby band bank bar baseball bath bathroom beach
    bed bedroom beef beer belt bike bill bird birthday boat bomb book bottle bread breakfast bridge bullet bus cab cake
    camera camp cancer candy car card cash castle cat chair charity cheese chicken chocolate church cigarette clock
    clothes cloud coat coffee college computer cop cow credit crown dance dancing diamond dinner disease doctor dog
    dollar dress drug egg elevator engine film fish fishing flag flight flower football forest fruit fuel funeral garage
    garbage garden gas ghost glasses gold golf gun hat honey horse hospital hotel ice insurance island jacket jail juice
    knife lake lawyer library loan lunch magazine mail map meat medicine milk mirror moon mountain movie music newspaper
    nurse oil orange oxygen painting pants park parking party pen pet phone photo photograph piano pig pills pilot pizza
    plane planet plastic pool pregnant prison radio rain rat rent restaurant rice robot rocket salt satellite school
    ship shirt shoe shower snake snow soup station storm sugar suit sword tank tax taxi tea telephone television ticket
    toilet toy train tree truck tunnel uniform vacation van video virus weapon weather wedding wine wolf
    """
)
"""Frequent words that name a thing all the same."""
GENERAL = _listed(
    """
    abit additional adequate afternoon afterwards ages aka alike alongside alot alternative altogether amid amidst angle
    annoying anyhow anyways apart apologies apology approximate april asap asdf aspect aswell august automatic autumn
    aww awww basics basis beginner blah bonus bounce brb bump capacity category caveat ceo characteristic cheapest
    cheers circumstance clarification clarify colleague colour combination comment commonly companion compare comparison
    comprehensive compulsory concrete confusing cons consequence contain content context convenient correctly dads
    deadline dearer december deeds default definite depth description differ dislike distinct dunno duration duties
    eager earliest elderly eligible elsewhere equivalent essential estimate etc evenin evenings everyday evidently
    exception exclude exclusively explanation explicit extent faq favourite feature february fiance firstly flexible
    folk forbid forbidden frequency frequent frequently friday function furthermore furthest fyi gal gear generally
    generic genuine gimme gloomy grandad granddad granddaughter grandma grandpa grandson greetings grownup guidance haha
    hahaha handy height helpful hence heya hiding hint hiya hobbies hobby honour hopefully howdy hows ideal ideally
    identical idk imho imo incorrect info initial initially insta instance instant involve item january jittery july
    june kiddo kilo kilos knot lad largely lately latter lazy legit lemme length likewise limit limitation lmao lmk
    lowercase mainly majority mandatory manner mate max maximum meantime meme method min minimum minus misc moderately
    mods monday moreover mornin mornings mummy mums nah namely nearby nearest nephew newbie newcomer newest ngl niece
    noob noon nope noticed november novice nowadays numerous obligatory occasion occasionally occur october omg oops
    option originally overall overview paragraph parent partial partly peeps pensioner percentage permit permitted phew
    possess possibilities practical precise preferable prior privately procedure prohibited proportion pros publicly
    quantity query qwerty rapid rarely ratio realise realistic recommendation reduce refer reference regard regards
    regularly relate relation relevant rename requirement respective rofl roommate roughly rundown saturday scenario
    secondly seldom seldomly select self sentences separately september shortest shortly similarly solely somewhat sore
    specifically specify stack strict strictest suggestion suitable summarise summarize summary sunday sunny sup superb
    tallest tbh teen teenager temporary thickness thingie thingy thirsty thursday tldr toddler topic tore tricky tuesday
    typically typo ugh um umm unclear unhappy unlikely unlimited unsolicited upcoming update uppercase usage usages user
    valid variety verify versus via vs wednesday weekday weekly whatsoever whereas whilst whoops width wow xyz yard yea
    yearly yep yo youngster yup
    """
)
"""Less frequent words that ask, count, date, compare, judge, greet or point, or name what could be anything or anybody."""
NUMBERS = _listed("half quarter dozen hundreds thousand million billion once twice") | {*WORDS, *ORDINALS}
DETERMINERS = _listed("a an the my your our their his her its this that these those")
AUXILIARIES = _listed("can could may might must shall should will would do does did")
SUBJECT_FOLLOWS = AUXILIARIES | _listed("is are was were has have had")
"""Words that the subject of a question follows."""
BEFORE_CLAUSES = _listed("how what when where why which who and but so or if") | {""}
"""Words after which an auxiliary begins a clause, so that its subject follows; empty for the start of a clause."""
PRONOUNS = _listed("i you we they he she it who one somebody someone anybody anyone")
BEFORE_VERBS = AUXILIARIES | PRONOUNS | _listed("to don didn doesn won not cannot cant please never")
"""Words that a verb may follow."""
AFTER_VERBS = DETERMINERS | _listed("me us them him it you myself yourself themselves")
"""Words that an object begins with, so that what stands before them is a verb."""
SHAPING_CHARACTERS = frozenset(
    "的了吗呢吧啊呀么什怎哪几多少谁是不没有我你您他她它们这那个些在和与或把被给对从到去来能可以会要想请问就也都还很太最上下里外中大小好带做用"
    "麼嗎誰這個們沒給對從來會請問還裡幾與帶為"
)
"""Characters of Chinese and Japanese that ask, count, point or join rather than name a thing."""
HIRAGANA = range(0x3041, 0x30A0)
"""The code points of Hiragana, which Japanese writes endings and particles in."""


def shapes(character: str) -> bool:
    """Return whether a character of a script without spaces shapes a question rather than names a thing."""
    return character in SHAPING_CHARACTERS or ord(character) in HIRAGANA
