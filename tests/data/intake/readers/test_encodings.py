"""Whatever a program wrote letters in, the same letters come out, and a guess is called one."""

import pytest

from data.errors import Refused

GERMAN = "Id,Name,Stage\n1,Müller & Söhne,Gewonnen\n2,Größe – 5 €,Verloren\n3,Plain,Offen\n"
JAPANESE = (
    "商談ID,商談名,取引先\n1,表計算ソフト更新,㈱髙島屋\n2,①ソリューション,株式会社山田製作所\n3,能力開発,日本電気\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_says_its_name_is_not_guessed(stage, encoding):
    found = stage(JAPANESE.encode(encoding))
    assert found.table.header == ("商談ID", "商談名", "取引先")
    assert found.cells[0] == ["1", "表計算ソフト更新", "㈱髙島屋"]
    assert "ENCODING_GUESSED" not in found.codes


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_utf16_with_its_bom_taken_by_byte_order(stage, encoding):
    found = stage(("\ufeff" + GERMAN).encode(encoding))
    assert found.cells[0] == ["1", "Müller & Söhne", "Gewonnen"]
    assert "ENCODING_GUESSED" not in found.codes


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (JAPANESE, "cp932"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        ("商談ID,名前,会社\n1,ﾔﾏﾀﾞ ﾀﾛｳ,ｶ)ﾃｽﾄ商事\n2,ｽｽﾞｷ ﾊﾅｺ,ﾆﾎﾝ工業\n", "cp932"),
    ],
)
def test_a_silent_encoding_is_guessed_right_and_said_to_be_a_guess(stage, text, encoding):
    found = stage(text.encode(encoding))
    expected = [line.split(",") for line in text.splitlines()]
    assert [list(found.table.header), *found.cells] == expected
    assert "ENCODING_GUESSED" in found.codes


# Names as they stand in lists: few letters that tell, and each set once misread as something else.
@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        ("João Conceição;São Paulo;Ação", "cp1252"),
        ("Hélène Lefèvre;créée;garçon;Noël", "cp1252"),
        ("Größe;Köln;Müller", "cp1252"),
        ("José 50 m²;Nº5", "cp1252"),
        ("Łódź;Kraków;Michał;Świętokrzyskie", "cp1250"),
        ("Příliš žluťoučký kůň;Dvořák", "cp1250"),
        ("Москва;Иванов", "cp1251"),
        ("Αθήνα;Παπαδόπουλος", "cp1253"),
    ],
)
def test_a_few_names_are_enough(stage, names, encoding):
    lines = "".join(f"{number},{name}\n" for number, name in enumerate(names.split(";")))
    found = stage(f"Id,Name\n{lines}".encode(encoding))
    assert [name for _, name in found.cells] == names.split(";")


def test_one_letter_beyond_ascii_is_enough(stage):
    found = stage("Id,Name\n1,Café\n2,Plain\n".encode("cp1252"))
    assert found.cells[0] == ["1", "Café"]


def test_plain_ascii_has_nothing_to_guess(stage):
    assert stage("Id,Name\n1,Ann\n").codes == set()


def test_a_download_cut_inside_a_letter_is_still_utf8(stage):
    content = JAPANESE.encode() + "4,終わり,途中".encode()[:-1]
    found = stage(content)
    assert found.cells[0] == ["1", "表計算ソフト更新", "㈱髙島屋"]
    assert found.cells[-1][:2] == ["4", "終わり"]
    assert found.codes & {"ENCODING_GUESSED", "MOJIBAKE_SUSPECTED"}


@pytest.mark.parametrize("broken", ["Müller", "Café — déjà vu", "“quoted”", "日本語"])
def test_text_encoded_twice_is_noticed(stage, broken):
    twice = broken.encode().decode("cp1252", errors="ignore")
    assert "MOJIBAKE_SUSPECTED" in stage(f"Id,Name\n1,{twice}\n").codes


@pytest.mark.parametrize("sound", ["Müller", "“CAFÉ”", "São Paulo", "Ångström", "Łódź", "日本語", "5 € – 7 £"])
def test_sound_letters_are_not_called_broken(stage, sound):
    assert "MOJIBAKE_SUSPECTED" not in stage(f"Id,Name\n1,{sound}\n").codes


def test_what_the_analyst_says_is_not_guessed(stage):
    found = stage("Id,Name\n1,Łódź\n".encode("cp1250"), encoding="cp1250")
    assert found.cells == [["1", "Łódź"]]
    assert "ENCODING_GUESSED" not in found.codes


@pytest.mark.parametrize("encoding", ["no-such-code", "utf-8"])
def test_an_encoding_that_does_not_fit_is_refused(stage, encoding):
    with pytest.raises(Refused) as refusal:
        stage("Id,Name\n1,Łódź\n".encode("cp1250"), encoding=encoding)
    assert refusal.value.code == "BAD_ENCODING"


def test_nul_bytes_in_text_are_refused(stage):
    with pytest.raises(Refused) as refusal:
        stage(b"Id,Name\n1,A\x00nn\n")
    assert refusal.value.code == "NUL_BYTES"


def test_letters_are_composed(stage):
    found = stage("Id,Cafe\u0301\n1,Mu\u0308ller\n")
    assert found.table.header == ("Id", "Café")
    assert found.cells == [["1", "Müller"]]
