"""Other forms: whether two words are forms of one word, and the other ways to write an English word."""

from collections.abc import Iterator

IRREGULAR = (
    "arise arose arisen|awake awoke|bear bore born|beat beaten|become became|begin began begun|bend bent|bite bit bitten|"
    "bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|"
    "catch caught|choose chose chosen choice|come came|creep crept|deal dealt|die death dead|dig dug|draw drew drawn|"
    "drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed food|feel felt|fight fought|find found|"
    "fly flew flown flight|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|"
    "get got gotten|give gave given gift|go went gone|grow grew grown growth|hang hung|have had|hear heard|"
    "hide hid hidden|high height|hold held|keep kept|know knew known knowledge|lay laid|lead led|lean leant|leap leapt|"
    "learn learnt|leave left|lend lent|lie lay lain|light lit|lose lost loss|make made|mean meant|meet met|"
    "pay paid payment|prove proven proof|ride rode ridden|ring rang rung|rise rose risen|run ran|see saw seen sight|"
    "seek sought|sell sold sale|send sent|sew sewn|shake shook shaken|shine shone|shoot shot|show shown|"
    "shrink shrank shrunk|sing sang sung song|sink sank sunk|sit sat seat|sleep slept|speak spoke spoken speech|"
    "spell spelt|spend spent|spin spun|stand stood|steal stole stolen|stick stuck|strike struck stricken|strong strength|"
    "swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|"
    "think thought|throw threw thrown|understand understood|wake woke woken|warm warmth|wear wore worn|weave wove woven|"
    "weep wept|weigh weight|wide width|win won|wind wound|withdraw withdrew withdrawn|write wrote written|long length|"
    "deep depth|true truth|hot heat|bath bathe|breath breathe|child children kid kids|person people|man men|woman women|"
    "foot feet|tooth teeth|goose geese|mouse mice|louse lice|ox oxen|penny pence|life lives live|wife wives|knife knives|"
    "shelf shelves|leaf leaves|wolf wolves|half halves|loaf loaves|thief thieves theft|scarf scarves|criterion criteria|"
    "datum data|medium media|bacterium bacteria|curriculum curricula|index indices|matrix matrices|appendix appendices|"
    "crisis crises|analysis analyses analyse analyze|basis bases|thesis theses|phenomenon phenomena|cactus cacti|"
    "fungus fungi|alumnus alumni|advice advise|practice practise|licence license|defence defense|offence offense|"
    "cheque check|grey gray|tyre tire|kerb curb|programme program|catalogue catalog|dialogue dialog|plough plow|"
    "pyjamas pajamas|aluminium aluminum|storey story|doughnut donut|mum mom|mums moms|mummy mommy|maths math|"
    "enquiry inquiry|centre center|theatre theater|metre meter|litre liter|fibre fiber|kilometre kilometer|"
    "centimetre centimeter|photo photograph picture pic pics image|phone telephone|fridge refrigerator|exam examination|"
    "gym gymnasium|ad advert advertisement|app application|bike bicycle|motorbike motorcycle|flu influenza|lab laboratory|"
    "vet veterinarian|admin administrator|mod moderator mods moderators|info information|max maximum|min minimum|"
    "mic microphone|perm permission|perms permissions|temp temperature|spec specification|specs specifications|"
    "repo repository|docs documentation|config configuration|pwd password|mobile phone smartphone|msg message|"
    "uni university|veg vegetable|veggie vegetarian|id identity identification|tv television|pc computer|"
    "wifi wlan|email mail|password passcode passphrase|movie film|apartment flat|car automobile|lorry truck|"
    "plane airplane aeroplane|taxi cab|lift elevator|autumn fall|holiday vacation|doctor physician|pub bar|"
    "toilet restroom lavatory wc loo|rubbish trash garbage|underage minor|pensioner retiree senior|"
    "usa us america american|uk britain british|admission admit|permission permit|submission submit|decision decide|"
    "extension extend|expansion expand|division divide|provision provide|receipt receive|reception receive|"
    "description describe|subscription subscribe|solution solve|maintenance maintain|explanation explain|belief believe|"
    "china chinese|japan japanese|france french|spain spanish|netherlands dutch|wales welsh|poland polish|sweden swedish|"
    "denmark danish|finland finnish|turkey turkish|greece greek|scotland scottish|ireland irish|england english|"
    "tax taxes taxable|able ability|anniversary annual|hungry hunger|angry anger|proud pride|young youth|poor poverty|"
    "hate hatred|succeed success|destroy destruction|repeat repetition|compete competition competitor|"
    "applicant apply application|applicants apply|occupant occupy"
)
"""Words (English) of which each group is one word in irregular forms, in other spellings, cut short, or by another name."""
SPELLINGS = (("our", "or"), ("ou", "o"), ("tre", "ter"), ("ogue", "og"), ("ise", "ize"), ("isa", "iza"), ("isi", "izi"),
             ("yse", "yze"), ("ence", "ense"), ("ll", "l"), ("ae", "e"), ("oe", "e"), ("mme", "m"))  # fmt: skip
MIN_STEM = 4
"""Letters of the shortest stem that others are derived from."""
ENDINGS = """
    a able age al an ance ant ar ard ary ate ati ation ative ator cian e ed el en ence ent er ers ery es ese ess est eur
    ful graph hood i ial ian ible ic ical ics ier ify in ing ings ion ions is isat ise iser ish ism ist istic itive ity
    ive ize izer less like logy ly man men ment ner ness o or ors ory ous r rar s ship sion some t teri th tion tive
    tory ture u uri us wise work y
"""
SUFFIXES = frozenset({"", *ENDINGS.split()})
"""Endings (English) of stems that are derived from others."""


def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in IRREGULAR.split("|"):
        forms = tuple(group.split())
        for form in forms:
            found[form] = (*found.get(form, ()), *forms)
    return found


GROUPS = _groups()


def other_forms(word: str) -> Iterator[str]:
    """Yield the irregular forms and the other spellings of an English word in lower case; not all of them are words."""
    yield from GROUPS.get(word, ())
    if word.endswith("s"):
        yield from GROUPS.get(word[:-1], ())
    for british, american in SPELLINGS:
        if british in word:
            yield word.replace(british, american)
        if american in word:
            yield word.replace(american, british)


def are_related(stem: str, other: str) -> bool:
    """Return whether one of two stems is probably derived from the other: *ukrain* and *ukrainian*, *china* and *chines*."""
    shorter, longer = sorted((stem, other), key=len)
    root = shorter.rstrip("aeiouy")
    return len(root) >= MIN_STEM and longer.startswith(root) and longer[len(root) :] in SUFFIXES
