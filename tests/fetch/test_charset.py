"""Bytes to text: declared, contradicted, undeclared and broken."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from earmark.fetch import decode_text
from earmark.fetch.charset_labels import CODECS, encoding_for

HTML = "text/html"
LATIN = "Frédéric mangea à l’hôtel."
RUSSIAN = (
    "Утром порт был тих. Министр прибыл на поезде и сразу отправился на север, где река "
    "подошла к самому мосту. Жители собрались у старой школы и ждали, что он скажет."
)
TEXTS = {
    "windows-1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "windows-1253": (
        "Το πρωί το λιμάνι ήταν ήσυχο. Ο υπουργός έφτασε με το τρένο και πήγε αμέσως προς τον"
        " βορρά, όπου το ποτάμι είχε φτάσει στη γέφυρα. Οι κάτοικοι περίμεναν στο σχολείο."
    ),
    "windows-1250": (
        "Ráno byl přístav tichý. Ministr přijel vlakem a hned odešel na sever, kde řeka sahala"
        " až k mostu. Obyvatelé čekali u staré školy, žádný z nich nevěděl, co jim řekne."
    ),
    "windows-1255": (
        "בבוקר היה הנמל שקט. השר הגיע ברכבת ומיד יצא צפונה, אל המקום שבו הנהר עלה עד הגשר."
        " התושבים חיכו ליד בית הספר הישן ורצו לשמוע מה יאמר להם."
    ),
    "windows-1256": (
        "كان الميناء هادئا في الصباح. وصل الوزير بالقطار وذهب على الفور إلى الشمال حيث وصل"
        " النهر إلى الجسر. وكان السكان ينتظرون أمام المدرسة القديمة ليسمعوا ما سيقوله."
    ),
    "shift_jis": (
        "その朝、港は静かだった。大臣は列車で到着し、すぐに北へ向かった。川の水は橋のところまで"
        "来ていた。住民は古い学校の前に集まり、彼が何を言うかを待っていた。"
    ),
    "euc-jp": (
        "その朝、港は静かだった。大臣は列車で到着し、すぐに北へ向かった。川の水は橋のところまで"
        "来ていた。住民は古い学校の前に集まり、彼が何を言うかを待っていた。"
    ),
    "gb18030": (
        "那天早上港口很安静。部长乘火车到达，马上前往北方，河水已经涨到桥边。居民们聚集在老学校"
        "门前，等着听他要说什么。没有人知道桥还能坚持多久。"
    ),
    "big5": (
        "那天早上港口很安靜。部長乘火車到達，馬上前往北方，河水已經漲到橋邊。居民們聚集在老學校"
        "門前，等著聽他要說什麼。沒有人知道橋還能堅持多久。"
    ),
    "euc-kr": (
        "그날 아침 항구는 조용했다. 장관은 기차로 도착하여 곧바로 북쪽으로 갔고, 강물은 다리까지"
        " 차올라 있었다. 주민들은 오래된 학교 앞에 모여 그가 무슨 말을 할지 기다렸다."
    ),
    "windows-1252": (
        "Am Morgen war der Hafen ruhig. Der Minister kam mit dem Zug und fuhr gleich in den Süden,"
        " wo der Fluß bis zur Brücke stand. Größere Schäden gab es nicht, hieß es später."
    ),
}


def page(text: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}<title>t</title></head><body><p>{text}</p></body>"


@pytest.mark.parametrize("name", TEXTS)
def test_the_header_says_the_encoding(name):
    text, encoding = decode_text(TEXTS[name].encode(CODECS[name]), f"text/html; charset={name}")
    assert (text, encoding) == (TEXTS[name], name)


@pytest.mark.parametrize("name", TEXTS)
def test_a_meta_element_says_the_encoding(name):
    html = page(TEXTS[name], f"<meta charset='{name}'>")
    assert decode_text(html.encode(CODECS[name]), HTML) == (html, name)


@pytest.mark.parametrize("name", TEXTS)
def test_undeclared_text_is_detected(name):
    html = page(TEXTS[name])
    assert decode_text(html.encode(CODECS[name]), HTML)[0] == html


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16le"),
        (b"\xfe\xff", "utf-16-be", "utf-16be"),
    ],
)
def test_a_bom_wins_over_header_and_meta(mark, codec, name):
    html = page(LATIN, "<meta charset=koi8-r>")
    assert decode_text(mark + html.encode(codec), "text/html; charset=big5") == (html, name)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_bom_is_seen(codec):
    html = page(f"{LATIN} 東京")
    assert decode_text(html.encode(codec), HTML)[0] == html


def test_a_bom_that_lies_is_overlooked():
    assert decode_text(b"\xff\xfe" + LATIN.encode(), None) == (LATIN, "utf-8")


@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<META CHARSET = windows-1251 />",
        '<meta name=x charset="windows-1251">',
        f"<script>{'x' * 5000}</script><meta charset=cp1251>",
        f"<!-- {'padding ' * 300} <meta charset=utf-8> --><meta charset=x-cp1251>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_every_form_of_declaration_in_markup_is_read(meta):
    html = f"{meta}<p>{RUSSIAN}</p>"
    assert decode_text(html.encode("cp1251"), HTML) == (html, "windows-1251")


def test_the_header_wins_over_meta():
    html = page(RUSSIAN, "<meta charset=koi8-r>")
    assert decode_text(html.encode("cp1251"), "text/html;charset=windows-1251")[0] == html


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "gb2312", "shift_jis", "utf-16"])
@pytest.mark.parametrize("name", ["koi8-r", "shift_jis", "windows-1252"])
def test_utf8_wins_over_a_label_that_is_wrong(label, name):
    html = page(TEXTS[name])
    assert decode_text(html.encode(), f"text/html; charset={label}") == (html, "utf-8")


def test_a_wrong_utf8_label_gives_way_to_meta_and_then_to_detection():
    header = "text/html; charset=utf-8"
    declared = page(RUSSIAN, "<meta charset=koi8-r>")
    assert decode_text(declared.encode("koi8-r"), header) == (declared, "koi8-r")
    undeclared = page(RUSSIAN)
    assert decode_text(undeclared.encode("koi8-r"), header)[0] == undeclared


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = LATIN.encode() * 20 + b"\xc3 broken \xff"
    text, encoding = decode_text(body, None)
    assert encoding == "utf-8"
    assert text.endswith("\ufffd broken \ufffd")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        *(("iso-8859-1", "windows-1252"), ("ASCII", "windows-1252"), (" latin1 ", "windows-1252")),
        *(("gb2312", "gbk"), ("ks_c_5601-1987", "euc-kr"), ("sjis", "shift_jis")),
        *(("utf8", "utf-8"), ("unicode", "utf-16le"), ("iso-8859-9", "windows-1254")),
        *(("utf-7", None), ("hz-gb-2312", None), ("iso-2022-kr", None), ("klingon-8", None)),
    ],
)
def test_labels_mean_what_the_web_means_by_them(label, name):
    assert encoding_for(label) == name


@pytest.mark.parametrize("name", CODECS)
def test_every_encoding_has_a_codec(name):
    assert decode_text("plain".encode(CODECS[name]), f"text/html; charset={name}")[0] == "plain"


def test_utf7_is_never_honoured():
    body = b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    assert decode_text(body, "text/html; charset=utf-7")[0] == body.decode()


def test_utf16_in_a_meta_element_means_utf8():
    html = page(LATIN, "<meta charset=utf-16>")
    assert decode_text(html.encode(), HTML) == (html, "utf-8")


def test_nuls_and_stray_controls_are_taken_out():
    body = "a\0b\x08c\x7fd\te\nf\rg\x0bh\x0ci\x85j\x9fk".encode()
    assert decode_text(body, "text/plain; charset=utf-8")[0] == "abcd\te\nf\rg h i jk"


@settings(deadline=None)
@given(st.binary(max_size=400), st.none() | st.sampled_from(sorted(CODECS)) | st.text(max_size=20))
@example(b"\xff\xfe\x00\xd8", None)
@example(b"\x81\x39\xef\x30", "gb18030")
def test_any_bytes_become_text_that_can_be_stored(body, label):
    text, encoding = decode_text(body, f"text/html; charset={label}")
    assert text.encode().decode() == text
    assert "\0" not in text
    assert encoding in CODECS


@pytest.mark.parametrize("part", [b"<!-- <", b"<meta ", b"<meta charset=", b"<", b"charset= "])
def test_markup_made_to_be_slow_is_read_at_once(part):
    started = process_time()
    decode_text(b"<meta " + part * (400_000 // len(part)) + b"\xff", HTML)
    assert process_time() - started < 1.0


@pytest.mark.parametrize(
    ("file", "holds"),
    [
        *(("utf8.html", "Café"), ("utf8-meta-after-1024.html", "Frédéric")),
        *(("iso-8859-1.html", "Frédéric"), ("iso-8859-1-meta-after-1024.html", "Frédéric")),
        *(("iso-8859-1.xml", "Présentation"), ("koi8r.xml", "Пример RSS ленты")),
        *(("invalid-prolog.xml", "테스트 피드"), ("utf8-incorrect-prolog.xml", "테스트 피드")),
        *(("utf8.xml", "Café"), ("windows-1252.xml", "Euro €")),
        ("windows-1252-incorrect-prolog.xml", "Euro €"),
    ],
)
def test_samples_of_real_encodings_are_read(shared: Path, file, holds):
    body = (shared / "samples" / "encodings" / file).read_bytes()
    assert holds in decode_text(body, None)[0]
