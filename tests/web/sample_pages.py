"""Every template with values as a page function would hand them over: a table, hence long.

``PAGES`` maps a name ("list-many") to (template, values). The template tests fill each
one, the gallery takes pictures of each one.
"""

from dataclasses import dataclass, field, replace

from markupsafe import Markup
from tests.web.sample_articles import (
    ARABIC,
    BODY,
    CHINESE,
    HEADLINES,
    HEBREW,
    JAPANESE,
    LONG,
    UNBROKEN,
    UNBROKEN_BODY,
)

from earmark.library.positions import Position
from earmark.web.appearance import Look
from earmark.web.bookmarklet import bookmarklet
from earmark.web.render import Notice
from earmark.web.sign_in_first import SESSION_OVER
from earmark.web.words import When

READER: dict[str, object] = {"reader_name": "Edith"}
THREE_DAYS_AGO = When("3 days ago", "2026-11-20T09:30:00+00:00", "20 November 2026, 09:30 UTC")
JUST_NOW = When("just now", "2026-11-23T09:30:00+00:00", "23 November 2026, 09:30 UTC")
IN_MAY = When("3 May 2026", "2026-05-03T06:10:00+00:00", "3 May 2026, 06:10 UTC")
SEND = "/read/1/send-again"
LOGIN_PAGE = (
    "The site answered with a login page, so this is only a stub. "
    "Send it from your browser to keep the whole text."
)
NO_ANSWER = "example.org did not answer within 20 seconds. Earmark tries again in an hour."


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Filter:
    text: str
    remove_href: str


@dataclass(frozen=True)
class Row:
    id: str = "1"
    headline: str = "Harbour town votes to keep its last ferry running through winter"
    lang: str = "en"
    origin: str = "Nordic Wire · Skagen · coastpost.example"
    reading_time: str | None = "4 min"
    progress: int = 0
    saved: When = THREE_DAYS_AGO
    picture: str | None = None
    tags: tuple[Link, ...] = ()
    more_tags: str | None = None
    is_read: bool = False
    is_archived: bool = False
    is_starred: bool = False
    state: str = "kept"
    reason: str | None = None
    send_href: str | None = None
    poll_s: int = 0
    snippet: tuple[tuple[str, bool], ...] = ()

    @property
    def href(self) -> str:
        return f"/read/{self.id}"


@dataclass(frozen=True)
class Picture:
    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Entry:
    """A session, token, person, job, scope or format: whatever a template asks of it."""

    values: dict[str, object] = field(default_factory=dict)

    def __getattr__(self, name: str) -> object:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


SORTS = ("Newest", "Oldest", "Shortest", "Longest")
CLIMATE = Link("climate", "/?tag=climate")


def _rows(count: int) -> list[Row]:
    return [_row(n) for n in range(count)]


def _row(n: int) -> Row:
    lang, headline, paper = HEADLINES[n % len(HEADLINES)]
    return Row(
        id=str(n),
        headline=headline,
        lang=lang,
        origin=f"{paper} · paper{n}.example",
        reading_time=f"{3 + 5 * n % 17} min",
        progress=(n * 37) % 90 if n % 3 == 1 else 0,
        saved=JUST_NOW if n == 0 else THREE_DAYS_AGO,
        picture=f"/bookmarks/{n}/pictures/0" if n % 3 != 2 else None,
        tags=(CLIMATE, Link("long reads", "/?tag=long+reads")) if n % 4 == 1 else (),
        is_starred=n % 5 == 1,
    )


def _list(tab: str, rows: list[Row], **changes: object) -> tuple[str, dict[str, object]]:
    path = {"unread": "/", "archive": "/archive", "starred": "/starred"}[tab]
    values: dict[str, object] = {
        "tab": tab,
        "here": path,
        "count": f"{len(rows)} articles" if rows else None,
        "filters": [],
        "sorts": [Link(name, f"{path}?{name}", name == "Newest") for name in SORTS],
        "begun": [],
        "rows": rows,
        "has_saved": True,
        "newer_href": None,
        "older_href": None,
    }
    return "list.html", READER | values | changes


IN_ALL_STATES = [
    replace(
        Row(),
        id="a",
        headline="https://coastpost.example/2026/11/ferry",
        origin="",
        state="capturing",
        saved=JUST_NOW,
        reading_time=None,
        poll_s=1,
    ),
    replace(
        Row(),
        id="b",
        headline="Budget talks, day nine",
        state="stub",
        reason=LOGIN_PAGE,
        send_href=SEND,
    ),
    replace(
        Row(),
        id="c",
        headline="https://example.org/a/very/long/path/that-goes-on-and-on-and-on-without-"
        "any-space-in-it-so-that-it-must-break-somewhere.html",
        state="failed",
        reason=NO_ANSWER,
        origin="example.org",
        reading_time=None,
    ),
    replace(_row(1), id="d", progress=64, is_starred=True),
    replace(_row(3), id="e", is_read=True, is_archived=True),
]

MANY_TAGS = tuple(Link(name, f"/search?q=tag:{name}") for name in "abcdefghijklmnopqrstuvwx")
WORDY_TAGS = tuple(
    Link(name, "/search")
    for name in (
        "inland waterways",
        "Überlandleitungsmastenfundament",
        "旅",
        "to read aloud",
        UNBROKEN,
    )
)
HARD_ROWS = [
    replace(_row(0), id="h1", headline=UNBROKEN, origin=UNBROKEN, tags=WORDY_TAGS),
    replace(
        _row(1),
        id="h2",
        tags=tuple(replace(tag, label=tag.label * 7) for tag in MANY_TAGS[:6]),
        more_tags="18 more tags",
    ),
    replace(_row(2), id="h3", picture=None, reading_time=None, origin=""),
    replace(_row(7), id="h4", picture=None, headline=f"{LONG}, {LONG}"),
    replace(_row(3), id="h5", progress=42, is_starred=True, tags=WORDY_TAGS[:3]),
]
DARK_ROWS = [
    replace(_row(n), id=f"dark{n}", picture=f"/bookmarks/dark{n}/pictures/0") for n in (0, 1, 8)
]

FOUND = [
    replace(
        _row(1),
        snippet=(
            ("… a third of its ", False),
            ("ice", True),
            (" since 1990. The cities below drink its ", False),
            ("melt", True),
            ("water in August, when the rivers run low and the fields ask for most of it …", False),
        ),
    ),
    replace(
        _row(5),
        snippet=(
            ("……居民表示，", False),
            ("渡轮", True),
            ("是冬天唯一的通道，市议会上周通过了新的补贴方案。", False),
        ),
    ),
    replace(
        _row(3),
        snippet=(("… تضم ", False), ("المكتبة", True), (" أكثر من عشرة آلاف كتاب …", False)),
    ),
]


def _search(**changes: object) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "query": "glacier ice",
        "here": "/search?q=glacier+ice",
        "count": "3",
        "sorts": [
            Link("Best", "/search?q=glacier+ice", True),
            Link("Newest", "/search?q=glacier+ice&sort=newest"),
        ],
        "is_capped": False,
        "suggestion": None,
        "problem": None,
        "notes": [],
        "rows": FOUND,
        "newer_href": None,
        "older_href": None,
    }
    return "search.html", READER | values | changes


def _article(**changes: object) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "id": "1",
        "state": "kept",
        "here": "/read/1",
        "back_href": "/",
        "headline": "Harbour town votes to keep its last ferry running through winter",
        "lang": "en",
        "direction": "ltr",
        "standfirst": "Two crossings a day cost 2.3 million crowns a year. The vote was not close.",
        "byline": "Mette Lauridsen and Ole Friis",
        "agency": "Nordic Wire",
        "place": "Skagen",
        "published": IN_MAY,
        "site": "coastpost.example",
        "source_href": "https://coastpost.example/2026/05/03/harbour-town-votes-to-keep-its-last-ferry",
        "reading_time": "4 min",
        "lead_picture": None,
        "body_html": BODY,
        "reason": None,
        "send_href": None,
        "original_note": None,
        "position": Position("", 0.0),
        "saved": THREE_DAYS_AGO,
        "captured": THREE_DAYS_AGO,
        "words": "812",
        "site_rule": "example.org: used for body",
        "lost_pictures": None,
        "is_archived": False,
        "is_starred": True,
        "is_read": False,
        "tags": [CLIMATE, Link("long reads", "/?tag=long+reads")],
        "tags_text": "climate, long reads",
        "note": "",
        "note_mark": "e3b0c44298fc1c14",
        "poll_s": 0,
    }
    return "article.html", READER | values | changes


LEAD = Picture(
    "/bookmarks/1/pictures/0",
    "The ferry at the quay, seen from the lighthouse",
    "The Margrethe at the quay of Skagen on the morning after the vote.",
    "Jens Lund / Nordic Wire",
    960,
    640,
)
DARK_PICTURE = "/bookmarks/dark1/pictures/0"
ON_ITS_WAY: dict[str, object] = {
    "state": "capturing",
    "poll_s": 1,
    "refresh_s": 2,
    "headline": "coastpost.example/2026/05/03/harbour-town",
    "standfirst": None,
    "byline": None,
    "agency": None,
    "place": None,
    "published": None,
    "reading_time": None,
    "words": None,
    "site_rule": None,
    "captured": None,
    "body_html": Markup(),
    "is_starred": False,
    "tags": [],
    "tags_text": "",
    "lang": "",
    "direction": "auto",
}
FAILED = ON_ITS_WAY | {
    "state": "failed",
    "poll_s": 0,
    "refresh_s": 0,
    "reason": NO_ANSWER,
    "send_href": SEND,
}

SESSIONS = [
    Entry(
        {
            "agent": "Firefox on Linux",
            "place": "192.0.2.7",
            "last_seen": JUST_NOW,
            "is_current": True,
        }
    ),
    Entry(
        {"agent": "Safari on iPhone", "place": "", "last_seen": THREE_DAYS_AGO, "is_current": False}
    ),
]
TOKENS = [
    Entry({"id": "t1", "name": "phone", "scope": "write", "made": IN_MAY, "used": THREE_DAYS_AGO}),
    Entry({"id": "t2", "name": "import script", "scope": "admin", "made": IN_MAY, "used": None}),
]
PEOPLE = [
    Entry({"id": "p1", "name": "Edith", "is_owner": True, "is_self": True, "joined": IN_MAY}),
    Entry(
        {"id": "p2", "name": "Tomas", "is_owner": False, "is_self": False, "joined": THREE_DAYS_AGO}
    ),
    Entry({"id": "p3", "name": "Rosa", "is_owner": False, "is_self": False, "joined": None}),
]


def _settings(**changes: object) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "name": "Edith",
        "is_owner": True,
        "min_password": 12,
        "look": Look(),
        "password_problem": "",
        "sessions": SESSIONS,
        "tokens": TOKENS,
        "scopes": [
            Entry({"value": "read", "text": "read"}),
            Entry({"value": "write", "text": "read and write"}),
        ],
        "new_token": None,
        "people": PEOPLE,
        "invitation": None,
        "person_problem": "",
        "export_formats": [Entry({"value": "earmark", "text": "Everything (Earmark archive)"})],
        "delete_problem": "",
    }
    return "settings.html", READER | values | changes


def _jobs(**changes: object) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "waiting": [],
        "more_waiting": None,
        "failed": [],
        "more_failed": None,
        "here": "/jobs",
    }
    return "jobs.html", READER | values | changes


def _job(number: int, detail: str) -> Entry:
    text = f"Copying coastpost.example/2026/11/{number}/harbour-town-votes"
    return Entry(
        {
            "id": str(number),
            "text": text,
            "href": f"/read/{number}",
            "since": THREE_DAYS_AGO,
            "detail": detail,
        }
    )


SAVE: dict[str, object] = READER | {
    "address": "https://coastpost.example/2026/05/03/harbour-town-votes-to-keep-its-last-ferry",
    "title": "Harbour town votes to keep its last ferry running through winter",
    "site": "coastpost.example",
    "tags_text": "",
    "problem": None,
    "may_auto_save": False,
    "awaits_page": False,
}
SAVING: dict[str, object] = READER | {
    "bookmarklet": bookmarklet("https://earmark.example/save"),
    "api_address": "https://earmark.example/api/v1/bookmarks",
    "again": None,
}
AGAIN = Entry(
    {
        "headline": HEADLINES[0][1],
        "reason": LOGIN_PAGE,
        "read_href": "/read/1",
        "source_href": "https://coastpost.example/2026/05/03/harbour-town",
    }
)
SIGN_IN: dict[str, object] = {
    "name": "",
    "problem": None,
    "next": "/",
    "may_sign_up": False,
    "go_on": None,
    "carried": [],
}
SET_UP: dict[str, object] = {
    "secret": "one-time",
    "is_owner": True,
    "name": "",
    "name_problem": "",
    "password_problem": "",
    "min_password": 12,
}

SIGN_UP: dict[str, object] = {
    "name": "",
    "name_problem": "",
    "password_problem": "",
    "min_password": 12,
}

PAGES: dict[str, tuple[str, dict[str, object]]] = {
    "sign-in": ("sign_in.html", SIGN_IN),
    "sign-in-open": ("sign_in.html", SIGN_IN | {"may_sign_up": True}),
    "sign-in-wrong": (
        "sign_in.html",
        SIGN_IN | {"name": "edith", "problem": "Name and password do not go together."},
    ),
    "sign-in-carrying": (
        "sign_in.html",
        SIGN_IN
        | {
            "problem": SESSION_OVER,
            "go_on": "/bookmarks",
            "carried": [("url", "https://coastpost.example/2026/05/03"), ("tags", "a, b")],
        },
    ),
    "set-up": ("set_up.html", SET_UP),
    "set-up-invited": (
        "set_up.html",
        SET_UP | {"is_owner": False, "password_problem": "Use at least 12 characters."},
    ),
    "sign-up": ("sign_up.html", SIGN_UP),
    "sign-up-taken": (
        "sign_up.html",
        SIGN_UP | {"name": "edith", "name_problem": "The name “edith” is taken. Choose another."},
    ),
    "list-many": _list("unread", _rows(30), count="1,284 articles", older_href="/?before=x"),
    "list-second-page": _list("unread", _rows(4), newer_href="/", older_href="/?before=y"),
    "list-one": _list("archive", [replace(_row(0), is_archived=True, is_read=True)]),
    "list-states": _list(
        "unread",
        IN_ALL_STATES,
        notice=Notice("Saved. The copy is on its way."),
    ),
    "list-filter": _list(
        "starred",
        _rows(3),
        filters=[Filter("Tag: climate", "/starred")],
        notice=Notice("Archived.", "/bookmarks/1/unarchive"),
    ),
    "list-begun": _list(
        "unread",
        _rows(6),
        begun=[
            replace(_row(2), id="g1", progress=64),
            *HARD_ROWS[4:],
            replace(HARD_ROWS[3], progress=7),
        ],
    ),
    "list-new": _list("unread", [], has_saved=False),
    "list-all-read": _list("unread", []),
    "list-archive-empty": _list("archive", []),
    "list-starred-empty": _list("starred", []),
    "list-filter-empty": _list("unread", [], filters=[Filter("Tag: climate", "/")]),
    "list-ten-thousand": _list(
        "unread", _rows(30), count="10,000 articles", newer_href="/", older_href="/?cursor=x"
    ),
    "list-hard": _list("unread", HARD_ROWS, count="5 articles"),
    "list-dark-pictures": _list("unread", DARK_ROWS, count="3 articles"),
    "list-sepia": _list("unread", _rows(6), theme="sepia", count="6 articles"),
    "list-dense": _list("unread", _rows(10), density="dense"),
    "row": ("row.html", READER | {"row": _row(1), "here": "/"}),
    "search": _search(),
    "search-capped": _search(
        is_capped=True,
        count="more than 1,000",
        older_href="/search?q=glacier+ice&page=2",
        notes=["“a*” is too short a beginning and was left out."],
        suggestion=Link("glaciers ice", "/search?q=glaciers+ice"),
    ),
    "search-nothing": _search(rows=[], count=None, query="glacier unobtainium"),
    "search-problem": _search(rows=[], count=None, problem="That is too long to search for."),
    "search-empty": _search(rows=[], count=None, query=""),
    "article": _article(lead_picture=LEAD),
    "article-sepia": _article(theme="sepia", lead_picture=None),
    "article-capturing": _article(**ON_ITS_WAY),
    "article-stub": _article(
        state="stub",
        reason=LOGIN_PAGE,
        send_href=SEND,
        body_html=BODY.split("<figure>")[0],
        standfirst=None,
    ),
    "article-failed": _article(**FAILED),
    "article-only-copy": _article(
        original_note="The original is gone. Yours is the only copy.",
        is_archived=True,
        note="Law of 1964",
    ),
    "article-arabic": _article(
        headline=HEADLINES[3][1],
        lang="ar",
        direction="rtl",
        standfirst=None,
        byline="ليلى منصور",
        agency=None,
        place="الميناء",
        site="port.example",
        body_html=ARABIC,
        lead_picture=LEAD,
    ),
    "article-japanese": _article(
        headline=HEADLINES[4][1],
        lang="ja",
        standfirst="冬の航路、住民が選んだ理由",
        byline="田中 遥",
        agency=None,
        place="スカーゲン",
        site="hokkai.example",
        body_html=JAPANESE,
    ),
    "article-chinese": _article(
        headline=HEADLINES[5][1],
        lang="zh",
        standfirst=None,
        byline="林若溪",
        agency=None,
        place=None,
        site="haian.example",
        body_html=CHINESE,
        lead_picture=LEAD,
    ),
    "article-hebrew": _article(
        headline=HEADLINES[6][1],
        lang="he",
        direction="rtl",
        standfirst=None,
        byline="יעל ברק",
        agency=None,
        place=None,
        site="hof.example",
        body_html=HEBREW,
    ),
    "article-dark": _article(theme="dark", lead_picture=replace(LEAD, src=DARK_PICTURE)),
    "article-hard": _article(
        headline=UNBROKEN,
        standfirst=UNBROKEN,
        byline=UNBROKEN,
        site=UNBROKEN,
        source_href=f"https://coastpost.example/{UNBROKEN}",
        body_html=UNBROKEN_BODY,
        tags=[*MANY_TAGS, *WORDY_TAGS],
        tags_text=", ".join(tag.label for tag in (*MANY_TAGS, *WORDY_TAGS)),
        note=UNBROKEN,
    ),
    "article-long-headline": _article(headline=LONG, standfirst=None, lead_picture=None),
    "save": ("save.html", SAVE),
    "save-awaits": ("save.html", SAVE | {"awaits_page": True}),
    "saving": ("saving.html", SAVING),
    "saving-again": ("saving.html", SAVING | {"again": AGAIN}),
    "save-bare": ("save.html", SAVE | {"address": "", "title": "", "site": ""}),
    "save-problem": (
        "save.html",
        SAVE | {"address": "ftp://a", "problem": "Only http and https addresses can be saved."},
    ),
    "settings": _settings(),
    "settings-shown-once": _settings(
        new_token="em_4rj2Zk8p1QxV0tLw9sYb7cNdHf3gMa6u",
        invitation="https://earmark.example/set-up?secret=Jm3v9QkT2rXz8bLw5nYp",
        password_problem="That is not the password you have now.",
        delete_problem="That is not your password.",
    ),
    "settings-sepia": _settings(look=Look.named("sepia", "dense"), theme="sepia"),
    "settings-busy": _settings(
        sessions=SESSIONS * 6, tokens=TOKENS * 6, people=PEOPLE * 6, name=UNBROKEN[:64]
    ),
    "settings-member": _settings(is_owner=False, people=[], tokens=[]),
    "jobs-empty": _jobs(),
    "jobs": _jobs(
        waiting=[_job(1, ""), _job(2, "The site is busy. Tries again in 4 minutes.")],
        more_waiting="240",
        failed=[_job(3, NO_ANSWER), _job(4, LOGIN_PAGE)],
        more_failed="12",
    ),
    "message": (
        "message.html",
        {
            "heading": "Your account is deleted",
            "text": "Everything you saved is gone from here.",
            "secret": None,
            "link_href": "/sign-in",
            "link_label": "Sign in",
        },
    ),
    "message-secret": (
        "message.html",
        {
            "heading": "An invitation for Rosa",
            "text": "Send her this address. It works once.",
            "secret": "https://earmark.example/set-up?secret=Jm3v9QkT2rXz8bLw5nYp",
            "link_href": None,
            "link_label": "",
        },
    ),
} | {
    f"error-{status}": (
        "error.html",
        READER | {"status": status, "sentence": sentence, "retry": retry},
    )
    for status, sentence, retry in [
        (400, None, None),
        (401, None, None),
        (403, "Only an owner of this Earmark may do this.", None),
        (404, "This is not on your saved list.", None),
        (405, None, None),
        (409, None, None),
        (410, "This article was deleted on 3 May 2026.", None),
        (413, "This is larger than 64 MB, more than Earmark takes at once.", None),
        (422, "This is not a cursor of a list. Start again without one.", None),
        (429, "Too many wrong passwords. Wait a while before the next.", "in 12 minutes"),
        (500, "The log names it 0199f6c2-7d30-7c55-9d1e-3f1f4b3b9a01.", None),
        (502, "example.org did not answer within 20 seconds.", None),
        (503, None, "in 30 seconds"),
        (507, "There is no room left on the server's disk.", None),
    ]
}
