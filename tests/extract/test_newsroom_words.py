"""What newsrooms write in fixed words is read in the languages that the data names."""

import pytest

from earmark.extract import Origin
from earmark.extract.dateline import parse_dateline
from earmark.extract.notes import read_note
from earmark.extract.origin import Line, read_origin
from earmark.extract.people import names


@pytest.mark.parametrize(
    ("opening", "place", "date", "agencies"),
    [
        ("München/London – Der König kommt heute", "München/London", None, []),
        ("NEW DELHI: The court said on Monday", "New Delhi", None, []),
        ("WASHINGTON, May 3, 2024 (Reuters) - The", "Washington", "May 3, 2024", ["Reuters"]),
        ("NEW YORK--The company is preparing", "New York", None, []),
        ("Madrid, 3 may (EFE).- El Gobierno", "Madrid", "3 may", ["EFE"]),
        ("(ANSA) - ROMA, 03 MAG - Il governo", "Roma", "03 MAG", ["ANSA"]),
        ("МОСКВА, 3 мая - РИА Новости. Президент", "Москва", "3 мая", ["RIA Novosti"]),
        ("(서울=연합뉴스) 홍길동 기자 = 정부는", "서울", None, ["Yonhap"]),
        ("【ワシントン共同】大統領は", "ワシントン", None, ["Kyodo"]),
        ("新华社北京5月3日电（记者王明）", "北京", "5月3日", ["Xinhua"]),
        ("القاهرة (رويترز) - قال", "القاهرة", None, ["Reuters"]),
        ("Lisboa, 03 mai 2024 (Lusa) – O Governo", "Lisboa", "03 mai 2024", ["Lusa"]),
    ],
)
def test_datelines_of_many_languages(opening, place, date, agencies):
    dateline, found = parse_dateline(opening)
    assert (dateline.place, dateline.date, found) == (place, date, agencies)


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("Correction, May 3: An earlier version gave a wrong name.", "correction", "May 3"),
        ("An earlier version of this article misstated the year.", "correction", None),
        ("This story has been updated to clarify who owns the ferry.", "clarification", None),
        ("UPDATE: The company has answered since, and says no.", "update", None),
        ("In einer früheren Version stand ein falscher Name der Fähre.", "correction", None),
        ("Rectificatif : le nom du ferry était faux dans notre article.", "correction", None),
        ("Fe de errores: el nombre del barco era otro en esta noticia.", "correction", None),
        ("Исправление: в тексте было неверно указано название парома.", "correction", None),
    ],
)
def test_notes_of_many_languages(text, kind, date):
    note = read_note(text)
    assert (note.kind, note.date) == (kind, date)


@pytest.mark.parametrize(
    "text",
    [
        "Updated: May 3, 2024, 10:15",
        "Update: Heart rate is back in the app",
        "Corrections to the bill were made in the second reading on Monday.",
        "The update came late, and it did not help anybody who was on board.",
    ],
)
def test_what_only_looks_like_a_note_is_none(text):
    assert read_note(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This article was originally published at The Age.", "The Age"),
        ("This article is republished from The Conversation under a licence.", "The Conversation"),
        ("Dieser Artikel erschien zuerst in der ZEIT.", "ZEIT"),
        ("Publié initialement dans Le Temps, le 3 mai 2026", "Le Temps"),
        ("Source: www.coast.example", "coast.example"),
    ],
)
def test_origins_of_many_languages(text, name):
    assert read_origin(Line(text)).name == name


def test_an_origin_takes_its_address_from_the_link():
    line = Line("Source: Read Full Article", "https://www.coast.example/ferry")
    assert read_origin(line) == Origin("coast.example", "https://www.coast.example/ferry")


@pytest.mark.parametrize(
    "text",
    [
        "Source: AFP",
        "This article was originally published in April 2020.",
        "Source: a person who knows the company well",
    ],
)
def test_what_names_no_other_publication_is_no_origin(text):
    assert read_origin(Line(text)) is None


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Par Anne Leduc et Marc Petit", ["Anne Leduc", "Marc Petit"]),
        ("(责编：牛镛、岳弘彬)", []),
        ("责编：牛镛、岳弘彬", ["牛镛", "岳弘彬"]),
        ("신현주 기자", ["신현주"]),
        ("ByEmily Kirk", ["Emily Kirk"]),
        ("Sofia Gomez December 2, 2025", ["Sofia Gomez"]),
        ("Veröffentlicht von Cem Basman", ["Cem Basman"]),
        ("Karl sagt", []),
    ],
)
def test_names_in_bylines_of_many_languages(line, people):
    assert names([line]) == people


def test_where_goods_are_sold_is_no_origin():
    shop = "https://shop.example/dp/B07?tag=earns-22"
    assert read_origin(Line("Source: shop.example", shop)) is None
