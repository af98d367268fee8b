"""What went wrong, in the words of whoever reads it."""

from bot.chat.answering import CooldownError, GoneError
from bot.chat.desk import BusyError, ClosedError
from bot.rendering.markdown import excerpt
from bot.rendering.texts import Texts
from index.errors import QuestionError, StoredIndexError, UnknownNameError

LONGEST_NAME = 200


def refusal(error: BaseException, texts: Texts) -> str | None:
    """The words for what a member did or could not know of; None for what should not have happened."""
    match error:
        case QuestionError():
            return {"empty": texts.empty, "too long": texts.too_long, "no words": texts.no_words}[error.reason]
        case UnknownNameError():
            return _unknown_name(error, texts)
        case CooldownError():
            return texts.cooldown.format(when=f"<t:{int(error.until) + 1}:R>")
    said = {BusyError: texts.busy, ClosedError: texts.stopping, GoneError: texts.gone, StoredIndexError: texts.no_index}
    return next((words for kind, words in said.items() if isinstance(error, kind)), None)


def reason_of(error: BaseException) -> str:
    """Why something was refused, in a word or two for whoever runs the bot."""
    if isinstance(error, QuestionError):
        return error.reason
    said = {
        UnknownNameError: "unknown name",
        CooldownError: "cooldown",
        BusyError: "busy",
        ClosedError: "ending",
        GoneError: "passage gone",
    }
    return next((reason for kind, reason in said.items() if isinstance(error, kind)), "unknown")


def _unknown_name(error: UnknownNameError, texts: Texts) -> str:
    words = texts.no_document if error.kind == "document" else texts.no_section
    said = words.format(name=excerpt(error.name, LONGEST_NAME, links=False))
    if error.near:
        names = ", ".join(texts.quoted.format(words=excerpt(name, LONGEST_NAME, links=False)) for name in error.near)
        said = f"{said} {texts.did_you_mean.format(names=names)}"
    return said
