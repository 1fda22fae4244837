"""Pasted text becomes an article: story kept, furniture left out."""

import pytest

from earmark.extract import Origin, Verdict, extract, extract_text

STORY = """Ferry late again

Save articles for later
BERGEN: The ferry was late again on Tuesday, and nobody at the harbour could say why it was so.
The mayor said that she had asked the company for a letter, and that none had come so far.
The ferry at the quay in Bergen in 2019.Credit: AP
"Why not?", she said.
The company did not respond to a request for comment on Tuesday or on the day after it.
Reuters
Sign up for our weekly newsletter here.
Most Viewed in World
From our partners
Source: Read Full Article"""


def test_the_story_alone_remains():
    article = extract_text(STORY)
    assert article.headline == "Ferry late again"
    assert article.body_text.split("\n\n") == [
        line for line in STORY.split("\n")[3:8] if "Credit" not in line
    ]
    assert article.dateline.place == "Bergen"
    assert article.agency == ["Reuters"]
    assert [(p.caption, p.credit) for p in article.pictures] == [
        ("The ferry at the quay in Bergen in 2019.", ["AP"])
    ]


def test_a_line_that_leads_to_the_whole_article_is_its_origin():
    article = extract_text(STORY)
    assert article.origin == Origin()
    assert article.why["origin"].source == "line: Source: Read Full Article"


GERMAN = """Startseite
Politik
Fähre fällt wieder aus
Von Ana Holm
3. Mai 2026, 10:15 Uhr
Artikel merken
Bergen (dpa) - Die Fähre ist am Dienstag wieder ausgefallen, und niemand konnte sagen, warum.
Lesen Sie auch: Wer zahlt für den Hafen?
Die Bürgermeisterin sagte, sie habe der Reederei geschrieben und noch keine Antwort erhalten.
Die Fähre am Kai von Bergen. Foto: Per Dahl/dpa
Jetzt Newsletter abonnieren
Korrektur: In einer früheren Version stand, die Fähre sei am Montag ausgefallen. Das ist falsch.
dpa
Meistgelesen
Alle Rechte vorbehalten"""

FRENCH = """Le ferry encore en retard
Par Anne Leduc
Publié le 3 mai 2026
BERGEN, 3 mai (AFP) - Le ferry était encore en retard mardi, et personne ne savait dire pourquoi.
À lire aussi : Qui paiera le port ?
La maire a dit qu'elle avait écrit à la compagnie et qu'elle n'avait reçu aucune réponse.
Le ferry au quai de Bergen. Crédit photo : Marc Petit/AFP
Inscrivez-vous à notre newsletter
Les plus lus
Source : Lire l'article complet"""

SPANISH = """El transbordador vuelve a retrasarse
Por Ana Ruiz
Bergen, 3 may (EFE).- El transbordador volvió a retrasarse el martes y nadie supo decir por qué.
Lee también: ¿Quién paga el puerto?
La alcaldesa dijo que había escrito a la compañía y que no había recibido respuesta alguna.
Suscríbete a nuestro boletín
Lo más leído
Publicado originalmente en El Faro de Bergen"""

RUSSIAN = """Паром снова опоздал
Автор: Анна Петрова
БЕРГЕН, 3 мая - РИА Новости. Паром во вторник снова опоздал, и никто не мог сказать почему.
Читайте также: Кто заплатит за порт
Мэр сообщила, что написала компании письмо и до сих пор не получила на него никакого ответа.
Подписывайтесь на нашу рассылку
Источник: Читать полностью"""

JAPANESE = """フェリー、また遅れる
関連記事
【ベルゲン共同】フェリーは火曜日もまた遅れ、なぜそうなったのかを説明できる人は港に誰もいなかった。
市長は会社に手紙を書いたが、まだ返事を受け取っていないと述べ、来週もう一度問い合わせると話した。
会員登録はこちら
アクセスランキング"""


@pytest.mark.parametrize(
    ("text", "headline", "byline", "place", "agency", "paragraphs"),
    [
        (GERMAN, "Fähre fällt wieder aus", ["Ana Holm"], "Bergen", ["dpa"], 3),
        (FRENCH, "Le ferry encore en retard", ["Anne Leduc"], "Bergen", ["AFP"], 2),
        (SPANISH, "El transbordador vuelve a retrasarse", ["Ana Ruiz"], "Bergen", ["EFE"], 2),
        (RUSSIAN, "Паром снова опоздал", ["Анна Петрова"], "Берген", ["RIA Novosti"], 2),
        (JAPANESE, "フェリー、また遅れる", [], "ベルゲン", ["Kyodo"], 2),
    ],
    ids=["de", "fr", "es", "ru", "ja"],
)
def test_a_copied_page_is_read_in_many_languages(text, headline, byline, place, agency, paragraphs):
    article = extract_text(text)
    assert (article.headline, article.byline, article.agency) == (headline, byline, agency)
    assert article.dateline.place == place
    assert len(article.body_text.split("\n\n")) == paragraphs


def test_a_copied_page_gives_its_date_caption_and_correction():
    article = extract_text(GERMAN)
    assert article.published_at.isoformat() == "2026-05-03T10:15:00+00:00"
    assert [(p.caption, p.credit) for p in article.pictures] == [
        ("Die Fähre am Kai von Bergen.", ["Per Dahl/dpa"])
    ]
    assert [note.kind for note in article.notes] == ["correction"]


@pytest.mark.parametrize(
    ("text", "name"),
    [(SPANISH, "El Faro de Bergen"), (FRENCH, None), (RUSSIAN, None)],
    ids=["es", "fr", "ru"],
)
def test_the_origin_is_read_in_many_languages(text, name):
    assert extract_text(text).origin == Origin(name)


def test_a_mail_is_read_without_its_head_and_its_foot():
    article = extract_text(
        "---------- Forwarded message ----------\nFrom: Ana Holm <ana@coast.example>\n"
        "Date: Sun, 3 May 2026 10:15:00 +0200\nSubject: Fwd: Ferry late again\n"
        "To: reader@home.example\n\nView in browser\n\n"
        "The ferry was late again on Tuesday, and nobody at the harbour could say why.\n\n"
        "The mayor said that she had asked the company for a letter, and none had come.\n\n"
        "Unsubscribe\n-- \nAna Holm, Coast"
    )
    assert (article.headline, article.byline) == ("Ferry late again", ["Ana Holm"])
    assert article.published_at.isoformat() == "2026-05-03T10:15:00+02:00"
    assert article.body_text.startswith("The ferry was late")
    assert article.body_text.endswith("none had come.")


def test_a_text_that_speaks_of_mails_is_no_mail():
    text = "From: here to there is a long way, and the ferry takes nine hours.\n\nIt sails at ten."
    assert extract_text(text).body_text.startswith("From: here to there")


def test_a_given_title_wins():
    assert extract_text("A line\n\nand the rest of it.", title="Mine").headline == "Mine"


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The ferry was late again on Tuesday, and nobody at the harbour\n"
        "could say why it was so, though many had been asked about it\n"
        "in the morning.\n\nThe second paragraph stands by itself."
    )
    assert len(extract_text(text).body_text.split("\n\n")) == 2


@pytest.mark.parametrize("text", ["", "  \n ", "x", "one\ntwo\nthree", "\u202e", "<b>&amp;</b>"])
def test_odd_text_never_raises(text):
    extract_text(text)


def test_markup_in_text_is_shown_as_text():
    assert (
        "&lt;script&gt;"
        in extract_text("A sentence with <script>alert(1)</script> in it.").body_html
    )


def test_no_text_is_a_stub():
    assert extract_text(" ").verdict is Verdict.STUB


def test_every_paragraph_of_the_founding_page_is_there(shared):
    story = (shared / "seed" / "story.txt").read_text(encoding="utf-8")
    lines = story.splitlines()
    wanted = [line for line in lines[2:-5] if "Credit:" not in line]
    article = extract_text(story)
    assert article.body_text.split("\n\n") == wanted
    assert article.dateline.place == "Washington"
    assert article.agency == ["Reuters"]
    assert [p.credit for p in article.pictures] == [["AP"], ["KCNA"]]


def test_the_founding_page_wrapped_into_a_plain_page_is_the_same(shared):
    story = (shared / "seed" / "story.txt").read_text(encoding="utf-8")
    html = "".join(f"<p>{line}</p>\n" for line in story.splitlines())
    article, pasted = extract(f"<html><body>{html}</body></html>"), extract_text(story)
    assert article.body_text == pasted.body_text
    assert article.agency == pasted.agency
    assert [p.credit for p in article.pictures] == [["AP"], ["KCNA"]]
