"""Clauses of an English message: those that ask, and those that only tell, as in *We are new here. When do you meet?*."""

import re
from itertools import islice, pairwise

from index.text.characters import fold, has_words
from index.text.lazy_patterns import lazy_pattern

ASKING = (
    r"(?:what|when|where|who|whose|which|why|how|is|are|am|was|were|do|does|did|can|could|may|will|would|should|shall"
    r"|has|have)\b"
)
QUESTION_WORD = r"(?:what|when|where|who|whom|whose|which|why|how)"
PREPOSITION = r"(?:after|at|before|by|during|for|from|in|on|over|since|till|under|until|up|with|without)"
VERB = r"(?:is|are|was|were|am|do|does|did|can|could|may|might|will|would|should|shall|has|have|must)"
LEAD = r"\W*(?:(?:and|but|so|ok|okay|well|like|hey|oh|no|yes|yeah|nah|omg|wow|lol|guys|bro|just|anyway|sorry|i\smeant?)\W+)*"
"""Words with which a clause may start before it asks or tells."""
ASKS_FIRST = (
    rf"(?:{QUESTION_WORD}(?:['’]?s)?\b|{VERB}\s(?:i|you|u|we|they|he|she|it|there|the|an?|my|your|our|their|any\w*|this|that|these"
    r"|those|some\w*|\w+s|people|children)\b)"
)
"""The first words of a question: a question word, or a verb before its subject."""
ASKS_SOMEBODY = lazy_pattern(
    LEAD + rf"(?:{ASKS_FIRST}"
    r"|(?:(?:i|we)(?:['’]?d)?\s)?(?:(?:just|only|also|would)\s)?(?:need|want|wanted|wanna|like|love|trying)\s(?:to\s)?"
    r"(?:know|find\sout)\b|(?:i(?:['’]?m|\swas)?\s)?(?:just\s)?wondering\b|any(?:one|body)\sknows?\b|any\s(?:idea|clue)\b"
    rf"|if\s.{{0,90}}?\s{VERB}\s(?:i|we|you|they|it)\b)",
    re.IGNORECASE,
)
"""The start of a clause that asks: a question word, a verb before its subject, or *I need to know* and the like."""
ASKS_LAST = lazy_pattern(
    r"(?<!know)(?<!idk)(?<!sure)(?<!remember)(?<!forgot)\s(?:when|where|why|how\s(?:much|many|long|old)|what\stime)\W*$",
    re.IGNORECASE,
)
"""The end of a clause that asks with its last words: *dinner tickets how much*."""
MAX_TOLD = 120
"""Characters of what may be told after an *and* before a question."""
HAVE = lazy_pattern(r"ha(?:ve|s)\b", re.IGNORECASE)
"""A verb after an *and* that tells, unless a pronoun follows."""
ASKS_AFTER_AND = lazy_pattern(
    rf"{QUESTION_WORD}\b|{VERB}\s(?:i|you|u|we|they|he|she|it|there|this|that|these|those|(?<!ha[sd]\s)(?<!have\s)(?:the|my|your|our"
    r"|their|any\w*|some\w*))\b",
    re.IGNORECASE,
)
"""The first words of a question after an *and* before which a clause tells something, which may go on with a verb."""
MEANS = lazy_pattern(r"\W*(?:(?:no|wait|sorry|oops|or)\W+)*(?:i\s(?:mean|meant)|correction)\b", re.IGNORECASE)
"""The start of a clause that corrects the one before."""
CLAUSE_END = lazy_pattern(
    r"(?:[!?]|\.(?<!\b(?:mr|ms|dr|st|vs)\.)(?<!\bmrs\.)(?!(?<=\b(?:no|nr)\.)\s?\d))+(?!\w)|\n"
    rf"|(?:,|;|\s[-–—]|(?P<and>\s(?:and|so|but|until)))\s(?={ASKING})",
    re.IGNORECASE,
)
"""The end of a sentence, or of a clause before one that asks."""
OPENINGS = """
    me im ive theres asking because cause cos need needed want wanted wanna trying thinking hoping planning saw got lost
    found heard missed broke tried forgot bought moved joined started finished had was been came went cant couldnt didnt dont
    havent someone somebody nobody never everyone everybody apparently basically literally feels looks seems going coming
    arriving moving leaving bringing travelling traveling visiting driving flying getting working studying
"""
"""Words with which a clause starts to tell something."""
TELLING = (
    r"(?!is\b)(?:(?:i|we|he|she|they|it|there|that)['’]?(?:m|s|re|ve|ll|d)|(?:i|we|he|she|they|it)|there\s(?:is|are|was|were)|no\sone"
    rf"|(?:ca|could|did|do|have)n['’]t|{'|'.join(OPENINGS.split())}"
    rf"|(?!(?:{ASKING}|if|unless|that|than|or|and|but|as|{PREPOSITION})\b)(?:(?!{QUESTION_WORD}\b)[\w'’-]+\s){{1,4}}"
    r"(?:is|are|was|were|has|have|had|isnt|arent|wasnt"
    r"|hasnt|say|says|said|told|tells|keeps?|asks?|thinks?|swears?|lives?|loves?|hates?|goes|comes|came|got|went|broke|stopped|died"
    r"|will|would|wont|cant|doesnt|didnt|(?:is|was|has|does|did|wo|ca)n['’]t|\w+s\s(?:it|me|him|her|us|them)))\b"
)
"""The first words of a clause that tells something: *my son is ill*, *got a new card*, *the bus was late*."""
TELLS = lazy_pattern(LEAD + TELLING, re.IGNORECASE)
TELLS_OF = lazy_pattern(
    LEAD + r"(?:(?:my|our|his|her|their|some|an?|one|another)(?:\s[\w'’-]+){2}|the\s[\w'’-]+\s\w+(?:s|ed)"
    r"|(?:some|every|no)(?:one|body)\s[\w'’-]+)(?=\s)",
    re.IGNORECASE,
)
"""The first words of a clause that tells something with any verb, as *my friend fell over*, or that name a thing."""
SPECIFIES = lazy_pattern(
    r"\b(?:wants?|needs?|wanna|would|like|prefer|looking\sfor|book(?:ed|ing)?|signed|takes?|only|mine|plays?|uses?|for\s(?:the|my|our)"
    r"|the\s\w+\sone)\b(?!\sto\s(?:know|ask|be|get|go|plan))|['’]d\b|\bit['’]?s\sfor\b",
    re.IGNORECASE,
)
"""Words of a clause that may say which thing is meant: *i want the large one*, *it's for the boat shed*."""
PAST = lazy_pattern(
    r"\b(?:was|were|been|had|did\w*|got|lost|saw|built|broke|came|went|told|said|heard|since|ago|\w{3,}ed)\b", re.IGNORECASE
)
"""Words of a clause about what has happened."""
BREAK = lazy_pattern(
    rf"(?:[,;:)]|\.\.+|…|\s[-–—(]|\s(?:pls|plz|please|lol|lmao|ha(?:ha)+|smh|tho|though|thx|thanks))\s*(?=\s{TELLING})"
    rf"|\s(?=(?:because|cause|cos|coz|cuz)\s|or\s{VERB}\s(?:i|we|you|it|that|there|they)\b"
    r"|so\s(?:(?:that\s)?(?:i|we)|if)\b|(?:idk|dunno|i\s(?:do\snot|don['’]?t)\sknow|no\sidea|not\ssure)\b|and\sif\s(?:so|yes)\b)"
    r"|\s*(?:[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?)+\s*|\s[:;]['-]?[()DP/]+\s",
    re.IGNORECASE,
)
"""What separates a clause that tells from one that asks where no sentence ends."""
RUN_ON = lazy_pattern(
    rf"\s(?={QUESTION_WORD}(?:['’]?s\b|\s(?:{VERB}|much|many|long|often|old|big|late|early|far)\b)"
    r"|(?:can|could|may|do|does|did|is|are|am|will|would|should)\s(?:i|we|you|u|there)\b)",
    re.IGNORECASE,
)
"""The start of a question to which a clause runs on without a mark: *my laptop is slow how much RAM do I need*."""
RUN_ON_LATE = lazy_pattern(
    r"(?P<last>(?<![\w'’-])[\w'’-]++)\s(?="
    r"(?:when|where|why|how|what)(?:['’]s\b|\s(?:is|are|was|were|am|do|does|did|can|could|will|would|should|must)\b)"
    r"|how\s(?:much|many|long|often|old|big|late|early|far|wide|tall|fast|soon|high|deep)\b"
    r"|(?:what|which|whose)\s(?:[\w'’-]+\s){1,2}?(?:is|are|do|does|did|can|could|will|would|should|must)\b"
    r"|who(?:['’]s|\s(?:is|are))\s(?:the|our|your|in\scharge|responsible)\b"
    r"|who(?:m|se)?\s(?:do|can|could|should|will|would|must)\s(?:i|we|you|he|she|they|it)\b"
    r"|(?:can|could|may|do|does|did|will|would|should|is|are)\s(?:i|we|you|there)\b|(?:can|could|may|does|should)\s(?:he|she|they|it)\b"
    r"|(?:can|could|may|should|must)\s(?:(?:the|my|our|an?)\s)?[\w'’-]+\sbe\b)",
    re.IGNORECASE,
)
"""A word, and a question to which any clause runs on after it; what may describe the word is none: *a friend who is ill*."""
OWN = (
    r"(?:it|them|that|this|me|him|her|us|you|there|here|the|an?|my|our|your|his|their|some|any|no|one|two|three|four|five|six|ten|\d+"
    r"|everything|nothing|something)\b"
)
"""Words that start an object of a clause, or stand for one."""
TELLS_NEXT = lazy_pattern(
    r"(?P<last>\b[\w'’-]+)\s(?=(?:"
    r"(?:(?:im|i['’]m|(?:he|she|it)['’]?s|(?:we|they)['’]re|theyre)|(?:i|we|he|she|they|it)"
    r"\s(?:am|is|are|was|were|isnt|arent|wasnt|doesnt|didnt|wont|(?:is|are|was|does|did|wo)n['’]t))\s\w"
    r"|(?:i|we|he|she|they)(?:['’]?ve|['’]d)?\s(?:always|never|already|keeps?|(?:ca|do|did|have)n['’]?t|cannot)\s\w"
    r"|(?:i|we|he|she|they)(?:['’]?ve|['’]d)?\s(?:(?:just|still|also|\w+ly)\s)?"
    rf"(?!{VERB}\s(?!an?\b|the\b|my\b|no\b|\w+\s\w+$)|(?:\w+\s)?to\s)\w+\s(?:\w+\s){{0,3}}?{OWN}"
    r"|(?:(?:my|our|his|her|their|the)(?:\s(?!(?:of|for|in|that|which|who)\b)[\w'’-]+){1,2}?|(?:some|every|no)(?:one|body)|mine|ours"
    r"|everything)"
    r"\s(?:(?:is|are|was|were|isnt|arent|wasnt|has|had|hasnt|says|said|told|keeps?|gets?|got|went|fell|broke|stopped|died|wont|cant"
    r"|doesnt|didnt|loves?|hates?|(?:is|are|was|has|does|did|wo|ca)n['’]t)\s\w|\w+(?:ed|s)\s(?:it|me|him|her|us|them)\b)))",
    re.IGNORECASE,
)
"""A word, and what a question runs on to if it only tells: *how do I claim land someone keeps building next to me*.

A clause without an object of its own is left alone, because it rather says which thing is meant: *how much is the form I need*.
"""
JOINING = """
    what when where who whom whose which why how if whether that than because cause cos as while until till since before
    after and or but so unless though although once is are was were am do does did can could may might will would should
    shall has have had must the a an my your our his her their its of for in on at by to with from about into without under
    over between not know knows think thinks say says said tell sure means case everything something anything nothing
    all one way time day reason people thing things
"""
"""Words after which a clause belongs to the question: *can I*, *the thing I saw*, *what if my bus is late*."""
JOINS = frozenset(JOINING.split())
ASKS_WITHIN = lazy_pattern(rf"\b(?:{QUESTION_WORD}(?:['’]?s)?|if|whether|than)\b", re.IGNORECASE)
"""Words after which a question is part of the clause: *I know what it is*."""
OR = lazy_pattern(r"\W*(?:or|and\sif\s(?:so|yes))\s", re.IGNORECASE)
"""The start of a clause that asks for an alternative or for more."""

Span = tuple[int, int]


def clauses_of(question: str) -> list[Span]:
    """Return where the clauses of a question start and end."""
    ends = [0]
    for match in CLAUSE_END.finditer(question):
        if not (match["and"] and _tells_on(question, ends[-1], match.end())):
            ends.append(match.end())
    ends.append(len(question))
    return [(start, end) for start, end in pairwise(ends) if question[start:end].strip()]


def asking_part(question: str) -> str | None:
    """Return the clauses of an English question that ask, if there are others: *We are new here. When do you meet?*."""
    told_and_asked = told_and_asked_parts(question)
    return told_and_asked[1] if told_and_asked else None


def told_and_asked_parts(question: str) -> tuple[str, str] | None:
    """Return the clauses of an English question that tell and those that ask; None if it has only one kind."""
    clauses = [question[start:end] for start, end in clauses_of(question)]
    asking = _last_meant([place for place, clause in enumerate(clauses) if _asks(clause)], clauses)
    if not 0 < len(asking) < len(clauses):
        return None
    telling = [place for place in range(len(clauses)) if place not in asking]
    told, asked = (fold(" ".join(clauses[place] for place in places)) for places in (telling, asking))
    return told, asked


def bare_questions(question: str) -> list[str]:
    """Return what an English question asks if it tells something where no sentence ends, the shortest first.

    *How old for polo, my brother asks* tells, and so does *my laptop is slow how much RAM do I need*. A second one holds what
    is told before the question, too: *the dinner sounds fun, how much is it?*.
    """
    parts = [question[start:end] for start, end in _parts(question)]
    asking = _asking(parts)
    told = [part for place, part in enumerate(parts) if place not in asking and not OR.match(part)]
    if not asking or len(asking) == len(parts) or any(SPECIFIES.search(part) for part in told):
        return []
    alone = fold(" ".join(parts[position] for position in asking)).strip(" ,;")
    with_before = fold(" ".join(parts[: asking[-1] + 1])).strip(" ,;")
    return [each for each in dict.fromkeys((alone, with_before)) if has_words(each) and each != fold(question)]


def telling_parts(question: str) -> list[Span]:
    """Return the spans of what an English question tells of the past where no sentence ends, or nothing is asked."""
    spans = _parts(question)
    parts = [question[start:end] for start, end in spans]
    asking = _asking(parts)
    others = [place for place in range(len(parts)) if place not in asking]
    return [spans[place] for place in others if TELLS.match(parts[place]) and PAST.search(parts[place])]


def asks_something(message: str) -> bool:
    """Return whether a part of an English message asks."""
    return any(_asks(message[start:end]) for start, end in _parts(message))


def _asking(parts: list[str]) -> list[int]:
    """Return the places of the parts that ask; if none has a verb that asks, the first, if all others tell."""
    asking = [place for place, part in enumerate(parts) if _asks(part)]
    if not asking and parts and not TELLS.match(parts[0]) and all(TELLS.match(part) for part in parts[1:]):
        asking = [0]
    return _last_meant(asking, parts)


def _last_meant(asking: list[int], clauses: list[str]) -> list[int]:
    """Return the places of the clauses that ask, from the last one on that corrects another: *sorry, I mean is it on Sunday?*.

    None are returned if a clause corrects another without asking, as in *Is it on Sunday? I mean the small one*.
    """
    meant = [place for place, clause in enumerate(clauses) if MEANS.match(clause)]
    return [place for place in asking if place >= meant[-1]] if meant and meant[-1] in asking else [] if meant else asking


def _asks(clause: str) -> bool:
    """Return whether a clause asks, other than for an alternative: *or do I need a card?*."""
    if OR.match(clause):
        return False
    return clause.rstrip().endswith("?") or ASKS_SOMEBODY.match(clause) is not None or ASKS_LAST.search(clause) is not None


def _tells_on(question: str, start: int, end: int) -> bool:
    """Return whether a clause that tells goes on after *and*, as in *my son fell and is hurt where is the nurse*."""
    is_told = HAVE.match(question, end) or RUN_ON_LATE.search(question, end, end + MAX_TOLD)
    is_question = ASKS_AFTER_AND.match(question, end) or not is_told
    return not is_question and any(each.match(question, start) for each in (TELLS, TELLS_OF))


def _parts(question: str) -> list[Span]:
    """Return where clauses start and end, and what they run into without the end of a sentence."""
    found: list[Span] = []
    for first, last in clauses_of(question):
        ends = [first, *(match.end() for match in BREAK.finditer(question, first, last)), last]
        for start, end in pairwise(ends):
            cuts = _run_on(question, start, end)
            found += pairwise([start, *cuts, end])
    return [(start, end) for start, end in found if has_words(question[start:end])]


def _late_question(question: str, start: int, end: int) -> list[int]:
    """Return where a question starts to which a clause runs on that tells something in whatever way: one place, or none."""
    told = next((match for each in (TELLS, TELLS_OF) if (match := each.match(question, start, end))), None)
    if told is None:
        return []
    late = (match.end() for match in RUN_ON_LATE.finditer(question, told.end(), end) if match["last"].lower() not in JOINS)
    return list(islice(late, 1))


def _run_on(question: str, start: int, end: int) -> list[int]:
    """Return where a clause that tells runs on to a question, or a question to one that tells: one place, or none."""
    if TELLS.match(question, start, end):
        run_on = RUN_ON.search(question, start, end)
        if run_on and not ASKS_WITHIN.search(question, start, run_on.start()):
            return [run_on.start()]
    if not ASKS_SOMEBODY.match(question, start, end):
        return _late_question(question, start, end)
    told = (match.end() for match in TELLS_NEXT.finditer(question, start, end) if match["last"].lower() not in JOINS)
    return list(islice(told, 1))
