"""News agencies: their names as they stand in bylines, datelines and end notes."""

import re

from earmark.extract.words import word_set

_KNOWN = {
    "Reuters": "reuters thomson-reuters thomson\xa0reuters",
    "AP": "ap the-associated-press associated-press",
    "AFP": "afp agence-france-presse agence-france-press",
    "dpa": "dpa deutsche-presse-agentur dpa-afx",
    "APA": "apa austria-presse-agentur",
    "SDA": "sda keystone-sda sda-keystone ats keystone-ats",
    "AWP": "awp",
    "epd": "epd",
    "KNA": "kna",
    "SID": "sid",
    "ANSA": "ansa",
    "AGI": "agi",
    "Adnkronos": "adnkronos",
    "EFE": "efe agencia-efe",
    "Europa Press": "europa-press",
    "Lusa": "lusa agência-lusa",
    "Xinhua": "xinhua 新华社 xinhua-news-agency",
    "TASS": "tass тасс itar-tass",
    "Interfax": "interfax интерфакс",
    "RIA Novosti": "ria-novosti риа-новости",
    "Ukrinform": "ukrinform укрінформ",
    "Kyodo": "kyodo kyodo-news 共同通信 共同",
    "Jiji": "jiji jiji-press 時事通信 時事",
    "Yonhap": "yonhap 연합뉴스 yonhap-news-agency",
    "PTI": "pti press-trust-of-india",
    "ANI": "ani asian-news-international",
    "IANS": "ians",
    "AAP": "aap australian-associated-press",
    "PA": "pa pa-media press-association",
    "UPI": "upi united-press-international",
    "Bloomberg": "bloomberg bloomberg-news",
    "The Canadian Press": "the-canadian-press canadian-press la-presse-canadienne",
    "NTB": "ntb",
    "TT": "tt",
    "Ritzau": "ritzau",
    "STT": "stt",
    "BNS": "bns",
    "PAP": "pap",
    "ČTK": "čtk ctk",
    "MTI": "mti",
    "Belga": "belga",
    "ANP": "anp",
    "Anadolu": "anadolu anadolu-agency aa",
    "KCNA": "kcna",
    "Tanjug": "tanjug",
    "HINA": "hina",
    "LETA": "leta",
    "CNA": "cna central-news-agency 中央社",
}
_BY_NAME = {
    spelling.replace("-", " ").replace("\xa0", " "): name
    for name, spellings in _KNOWN.items()
    for spelling in spellings.split()
}
# Short names that are also words, initials or party names count only in capitals.
_CAPITALS_ONLY = word_set("ap pa tt sid agi ani aa aap apa pap cna ats kna sda pti")
_PARTER = re.compile(
    r"\s*(?:[/,;|&+()\[\]–—]|\s-\s|\b(?:and|und|et|y|e|with|mit|avec|con)\b)\s*", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:source|quelle|fuente|fonte|from|by|von|par|por|mit material (?:von|der)|agencies"
    r"|agenturen|avec|with)\s*:?\s+",
    re.IGNORECASE,
)
_MAX_CHARS = 90


def is_agency(text: str) -> bool:
    """Whether the words are an agency's name and nothing else."""
    return _known(text) is not None


def agencies_in(line: str) -> list[str]:
    """The agencies of a short line that names nothing but agencies, desks and initials.

    >>> agencies_in("ino/dpa"), agencies_in("(Reuters)"), agencies_in("Kim told Reuters that")
    (['dpa'], ['Reuters'], [])
    """
    line = _LABEL.sub("", line.strip().strip(".*"))
    if not line or len(line) > _MAX_CHARS:
        return []
    parts = [p for p in _PARTER.split(line) if p]
    found = [known for p in parts if (known := _known(p))]
    others = [p for p in parts if not _known(p)]
    if len(found) < len(parts) and not all(_is_initials(p) for p in others):
        return []
    return list(dict.fromkeys(found))


def agencies_among(names: list[str]) -> list[str]:
    """The agencies in a list of bylines ("Adam Vidler", "AP"; "Le Figaro et AFP")."""
    found = (_known(p) for name in names for p in _PARTER.split(name) if p)
    return list(dict.fromkeys(f for f in found if f))


def _known(text: str) -> str | None:
    text = " ".join(text.split()).strip(" .")
    low = text.lower()
    name = _BY_NAME.get(low)
    if name and low in _CAPITALS_ONLY and text not in (text.upper(), name) and len(low) < 5:
        return (
            "SDA" if text == "sda" else "APA" if text == "apa" else "SID" if text == "sid" else None
        )
    return name


def _is_initials(text: str) -> bool:
    """Desk initials such as "ino" in "ino/dpa"."""
    return text.isalpha() and len(text) <= 4
