"""Files in other encodings than UTF-8: the error names the likely one, and its command converts the file."""

import shutil
import subprocess

import pytest

from index.errors import DocumentError
from index.files.encodings import guess_encoding
from index.reading.files import decode_text

TEXTS = {
    "english": "# Fees\n\nThe club’s yearly fee is “low” – see below. Don’t pay twice.\n",
    "cafe": "# Café\n\n- The café opens at 9.\n",
    "french": "# Règlement\n\nL’adhésion coûte 35 € par an. Où s’inscrire ? À l’accueil, dès l’été.\n",
    "german": "# Über uns\n\n- Für Schüler ist der Beitrag ermäßigt.\n",
    "spanish": "# Normas\n\n¿Quién puede entrar? Cualquier niño mayor de 16 años.\n",
    "portuguese": "# Regulamento\n\nAs reuniões são às quartas. Não há estacionamento.\n",
    "swedish": "# Regler\n\nMötena är på onsdagar klockan åtta. Öppet för alla.\n",
    "polish": "# Regulamin\n\nKażdy członek płaci składkę. Zebrania odbywają się w środę.\n",
    "hungarian": "# Szabályzat\n\nA gyűlés szerdán van, őszi időben. Köszönjük!\n",
    "turkish": "# Kurallar\n\nToplantılar çarşamba günü yapılır. Gençler için ücretsiz.\n",
    "russian": "# Правила\n\nКаждый участник платит взнос. Собрания проходят по средам.\n",
    "greek": "# Κανόνες\n\nΚάθε μέλος πληρώνει συνδρομή. Οι συναντήσεις γίνονται κάθε Τετάρτη.\n",
    "hebrew": "# כללים\n\nכל חבר משלם דמי חבר. הפגישות מתקיימות בימי רביעי.\n",
    "japanese": "# クラブの規則\n\n部屋は夜十時まで使えます。年会費は三千円です。\n",
    "chinese": "# 章程\n\n十六岁以上的人都可以加入。每年的会费是三十五元。\n",
    "traditional": "# 章程\n\n十六歲以上的人都可以加入。每年的會費是三十五元。\n",
    "korean": "# 회칙\n\n16세 이상이면 누구나 가입할 수 있습니다. 연회비는 삼만 원입니다.\n",
}
PAIRS = [
    ("english", "cp1252"), ("english", "mac_roman"), ("english", "utf-16"), ("english", "utf-16-le"), ("english", "utf-32"),
    ("cafe", "latin-1"), ("cafe", "mac_roman"), ("french", "cp1252"), ("french", "mac_roman"), ("german", "latin-1"),
    ("german", "mac_roman"), ("german", "utf-16-be"), ("spanish", "cp1252"), ("spanish", "cp850"), ("portuguese", "latin-1"),
    ("portuguese", "mac_roman"), ("swedish", "cp1252"), ("swedish", "cp437"), ("polish", "cp1250"), ("polish", "iso8859-2"),
    ("hungarian", "cp1250"), ("turkish", "cp1254"), ("russian", "cp1251"), ("russian", "koi8-r"), ("russian", "cp866"),
    ("greek", "cp1253"), ("hebrew", "cp1255"), ("japanese", "shift_jis"), ("japanese", "euc_jp"), ("japanese", "iso2022_jp"),
    ("japanese", "utf-16-le"), ("chinese", "gb18030"), ("chinese", "utf-16-be"), ("traditional", "big5"), ("korean", "euc_kr"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec"), PAIRS)
def test_the_guess_reads_the_text_as_it_was_written(name, codec):
    data = TEXTS[name].encode(codec)
    guess = guess_encoding(data)
    assert guess is not None
    assert data.decode(guess.codec) == TEXTS[name]


@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs iconv")
@pytest.mark.parametrize(("name", "codec"), PAIRS)
def test_the_command_in_the_error_converts_the_file_in_place(tmp_path, name, codec):
    (tmp_path / "our rules.md").write_bytes(TEXTS[name].encode(codec))
    with pytest.raises(DocumentError) as caught:
        decode_text(TEXTS[name].encode(codec), "our rules.md")
    assert caught.value.fix is not None
    command = caught.value.fix.removeprefix("convert it: ")
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    assert (tmp_path / "our rules.md").read_text(encoding="utf-8") == TEXTS[name]
    assert [path.name for path in tmp_path.iterdir()] == ["our rules.md"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "Grüße aus München, schöne Tage".encode() + b"\nfour caf\xe9s\n",
            r"a:2: byte 0xE9 is not UTF-8, although the rest is",
        ),
        ("# Grüße\n\nschöne Tage".encode()[:-9] + b"\xc3", r"a:3: byte 0xC3 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", r"a: is not text \(it contains NUL bytes\)"),
        (b"\x80\x02\x01\x9f\x05", r"a: is not text \(it contains control characters\)"),
        (b"text\n\xff\n", r"a:2: byte 0xFF is not UTF-8; save the file as UTF-8"),
    ],
)
def test_nothing_is_guessed_where_converting_would_do_harm(data, message):
    with pytest.raises(DocumentError, match=f"^{message}"):
        decode_text(data, "a")


@pytest.mark.parametrize("data", [bytes(range(256)) * 400, b"\xe9" * 300_000, b"\x81\x40" * 200_000, b"\0\xd8" * 100_000])
def test_any_bytes_get_one_line(data):
    with pytest.raises(DocumentError) as caught:
        decode_text(data, "a")
    assert "\n" not in str(caught.value)
