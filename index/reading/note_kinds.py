"""Kinds of notes: words such as "Note" and "Warning" above a note, which say nothing about what is in it."""

import re

from index.text.characters import fold


def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(word) for word in listed.split(","))


REMARKS = _words(
    """
    achtung, advertencia, alert, anmerkung, astuce, atención, atenção, attention, attenzione, avertissement, aviso,
    avvertenza, avvertimento, avviso, belangrijk, bemerkung, bilgi, caution, conseil, consejo, consiglio, cuidado,
    danger, dica, dikkat, důležité, gefahr, gevaar, heads up, hint, hinweis, hinweise, huomio, important,
    importante, info, información, informacja, information, informazione, informazioni, informação, ipucu, let op,
    mise en garde, nebezpečí, niebezpieczeństwo, nota, nota bene, note, notes, notice, observação, observera,
    opmerking, ostrzeżenie, pas op, peligro, pericolo, perigo, porada, poznámka, pozor, precaución, pro tip, protip,
    prudence, remarque, sugerencia, suggerimento, tehlike, tip, tipp, tips, upozornění, uwaga, uyarı, varning,
    varování, ver também, vigtigt, viktigt, vorsicht, waarschuwing, warn, warning, warnings, warnung, ważne,
    wichtig, wichtiger hinweis, wskazówka, à noter, önemli, важливо, важно, внимание, заметка, застереження,
    зверніть увагу, информация, опасно, опасность, осторожно, подсказка, порада, предупреждение, примечание,
    примітка, совет, увага, ヒント, メモ, 信息, 備註, 危险, 危険, 危險, 备注,
    小贴士, 情報, 提示, 注意, 注意事项, 警告, 重要, 경고, 노트, 알림, 위험, 정보, 주의,
    중요, 참고, 팁
    """
)
"""Kinds of remarks, also as site generators translate them; in lower case."""
OTHERS = _words(
    """
    abstract, admonition, advice, announcement, aside, aufgabe, base, beispiel, beta, block, bug, callout, check,
    cite, code, contrast, critical, dark, default, dependency, deprecated, deprecation, details, done, ejemplo,
    erreur, error, esempio, example, exemple, exemplo, experimental, fact, fail, failure, faq, fara, fare, fehler,
    frage, ghost, help, hilfe, indice, infos, key, light, merk, merke, missing, new, obs, ok, primary, przykład,
    question, quote, reminder, secondary, see also, seealso, siehe auch, snippet, stop, success, summary, tl;dr,
    tldr, todo, truco, ver también, versionadded, versionchanged, voir aussi, voorbeeld, zie ook, zitat, 詳細, 详情, 資訊,
    资讯
    """
)
"""Names of other kinds of notes, which may be topics elsewhere."""
KINDS = REMARKS | OTHERS
MAX_LENGTH = 60
"""Characters of the name of a kind with its decoration."""
DECORATION = re.compile(r"^[\W_]+|[\W_]+$")


def is_kind(title: str) -> bool:
    """Return whether the title of a note only names its kind, such as "Note" or "⚠️ WARNING:"."""
    return _bare(title) in KINDS


def is_remark(text: str) -> bool:
    """Return whether a text is nothing but a kind of remark, so that it announces one wherever it is."""
    return _bare(text) in REMARKS


def _bare(text: str) -> str:
    text = fold(text).casefold()
    return DECORATION.sub("", text) if len(text) <= MAX_LENGTH else ""
