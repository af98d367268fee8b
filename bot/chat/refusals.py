"""Messages that tell members why a question was refused, and the reasons counted in logs and metrics."""

from bot.chat.answering import CooldownError, GoneError
from bot.chat.desk import BusyError, ClosedError
from bot.rendering.markdown import excerpt
from bot.rendering.texts import Texts
from index.errors import QuestionError, StoredIndexError, StoreUnreachableError, UnknownNameError

MAX_NAME_LENGTH = 200


def refusal(error: BaseException, texts: Texts) -> str | None:
    """Return the message for an error that a member can act on or wait out; None for an unexpected error."""
    match error:
        case QuestionError():
            return {"empty": texts.empty, "too long": texts.too_long, "no words": texts.no_words}[error.reason]
        case UnknownNameError():
            return _unknown_name(error, texts)
        case CooldownError():
            return texts.cooldown.format(when=f"<t:{int(error.until) + 1}:R>")
    messages = {
        BusyError: texts.busy,
        ClosedError: texts.stopping,
        GoneError: texts.gone,
        StoreUnreachableError: texts.store_away,
        StoredIndexError: texts.no_index,
    }
    return next((message for kind, message in messages.items() if isinstance(error, kind)), None)


def reason_of(error: BaseException) -> str:
    """Return why something was refused, in a word or two for logs and metrics."""
    if isinstance(error, QuestionError):
        return error.reason
    reasons = {
        UnknownNameError: "unknown name",
        CooldownError: "cooldown",
        BusyError: "busy",
        ClosedError: "ending",
        GoneError: "passage gone",
    }
    return next((reason for kind, reason in reasons.items() if isinstance(error, kind)), "unknown")


def _unknown_name(error: UnknownNameError, texts: Texts) -> str:
    template = texts.no_document if error.kind == "document" else texts.no_section
    message = template.format(name=excerpt(error.name, MAX_NAME_LENGTH, links=False))
    if error.near:
        names = ", ".join(texts.quoted.format(words=excerpt(name, MAX_NAME_LENGTH, links=False)) for name in error.near)
        message = f"{message} {texts.did_you_mean.format(names=names)}"
    return message
