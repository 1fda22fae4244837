"""Where a report was filed, and which agency sent it."""

import pytest

from earmark.extract import extract
from earmark.extract.agency import agencies_in
from earmark.extract.dateline import parse_dateline

REST = " the ferry was late again on Tuesday, and nobody at the harbour could say why it was so."


@pytest.mark.parametrize(
    ("opening", "place", "agencies"),
    [
        ("Washington:", "Washington", []),
        ("BERLIN (Reuters) -", "Berlin", ["Reuters"]),
        ("LONDON, May 3 (Reuters) –", "London", ["Reuters"]),
        ("NEW YORK (AP) —", "New York", ["AP"]),
        ("Berlin (dpa) -", "Berlin", ["dpa"]),
        ("RIO DE JANEIRO —", "Rio De Janeiro", []),
        ("Wien –", "Wien", []),
        ("Halden, Norway (AP) —", "Halden, Norway", ["AP"]),
    ],
)
def test_a_dateline_is_read(opening, place, agencies):
    dateline, found = parse_dateline(opening + REST)
    assert (dateline.place, found) == (place, agencies)


def test_the_date_in_a_dateline_is_kept_as_written():
    assert parse_dateline("LONDON, May 3 (Reuters) -" + REST)[0].date == "May 3"


@pytest.mark.parametrize(
    "opening",
    [
        "Putin: we agree that",
        "Update:",
        "Review –",
        "The mayor - who was late -",
        "In short:",
        "Q:",
        "2024:",
        "",
    ],
)
def test_other_openings_are_no_dateline(opening):
    assert parse_dateline(opening + REST)[0] is None


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("Reuters", ["Reuters"]),
        ("(AFP)", ["AFP"]),
        ("ino/dpa", ["dpa"]),
        ("APA/sda/dpa", ["APA", "SDA", "dpa"]),
        ("Source: AP", ["AP"]),
        ("Kim told Reuters that", []),
        ("Washington Post", []),
        ("pa", []),
    ],
)
def test_agencies_stand_alone_in_a_line(line, agencies):
    assert agencies_in(line) == agencies


def test_an_agency_is_taken_from_the_byline():
    html = f"<meta name=author content='Jane Doe and AFP'><article><p>Yes,{REST * 4}</p>"
    article = extract(html)
    assert (article.byline, article.agency) == (["Jane Doe"], ["AFP"])


def test_an_agency_is_never_taken_from_a_picture():
    html = (
        f"<article><p>Yes,{REST * 4}</p><figure><img src=https://e.example/a.jpg>"
        f"<figcaption>The ferry. Photo: AP</figcaption></figure><p>No,{REST * 2}</p>"
    )
    assert extract(html).agency == []
