"""Every template with values as a page function would hand them over; all of it invented.

``PAGES`` maps a name ("list-many") to (template, values). The template tests fill each
one, the gallery takes pictures of each one.
"""

from dataclasses import dataclass, field, replace

from markupsafe import Markup

from earmark.web.render import Notice
from earmark.web.words import When

READER: dict[str, object] = {"reader_name": "Ines", "csrf_token": "not-a-real-token"}
THREE_DAYS_AGO = When("3 days ago", "2026-11-20T09:30:00+00:00", "20 November 2026, 09:30 UTC")
JUST_NOW = When("just now", "2026-11-23T09:30:00+00:00", "23 November 2026, 09:30 UTC")
IN_MAY = When("3 May 2026", "2026-05-03T06:10:00+00:00", "3 May 2026, 06:10 UTC")
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
    is_read: bool = False
    is_archived: bool = False
    is_starred: bool = False
    state: str = "kept"
    reason: str | None = None
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


CLIMATE = Link("climate", "/?tag=climate")
LONG = (
    "What the committee knew, when it knew it, and why the letter that should have stopped the "
    "sale of the northern waterworks lay for eleven months in the drawer of a deputy secretary "
    "whose department had been dissolved in the spring of the year before"
)
HEADLINES = [
    ("en", "Harbour town votes to keep its last ferry running through winter", "Nordic Wire"),
    ("en", "The glacier that feeds four cities has lost a third of its ice", "Alpine Review"),
    ("de", "Warum die Nachtzüge zurückkehren, und wer sie bezahlt", "Der Abendbote"),
    ("ar", "مدينة ساحلية صغيرة تعيد فتح مكتبتها بعد عشرين عامًا من الإغلاق", "صحيفة الميناء"),
    ("ja", "港町の最後のフェリー、冬の運航継続を住民投票で決定", "北海日報"),
    ("zh", "沿海小城投票决定保留最后一班渡轮，冬季照常运行", "海岸晚报"),
    ("he", "עיירת הנמל הצביעה בעד השארת המעבורת האחרונה", "עיתון החוף"),
    ("en", LONG, "The Ledger"),
    ("fr", "À Brest, les pêcheurs comptent les jours sans vent", "Le Courrier du Large"),
    ("en", "A short note on bread", "Kitchen Quarterly"),
]


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
        "count": str(len(rows)) if rows else None,
        "filters": [],
        "sorts": [Link("Newest", path, True), Link("Oldest", path + "?sort=oldest")],
        "rows": rows,
        "has_saved": True,
        "newer_href": None,
        "older_href": None,
    }
    return "list.html", READER | values | changes


IN_ALL_STATES = [
    replace(
        Row(), id="a", headline="https://coastpost.example/2026/11/ferry", origin="", state="capturing",
        saved=JUST_NOW, reading_time=None, poll_s=1,
    ),
    replace(Row(), id="b", headline="Budget talks, day nine", state="stub", reason=LOGIN_PAGE),
    replace(
        Row(), id="c", headline="https://example.org/a/very/long/path/that-goes-on-and-on-and-on-without-"
        "any-space-in-it-so-that-it-must-break-somewhere.html", state="failed", reason=NO_ANSWER,
        origin="example.org", reading_time=None,
    ),
    replace(_row(1), id="d", progress=64, is_starred=True),
    replace(_row(3), id="e", is_read=True, is_archived=True),
]  # fmt: skip

FOUND = [
    replace(
        _row(1),
        snippet=(
            ("… a third of its ", False), ("ice", True), (" since 1990. The cities below drink its ", False),
            ("melt", True), ("water in August, when the rivers run low and the fields ask for most of it …", False),
        ),
    ),
    replace(_row(5), snippet=(("……居民表示，", False), ("渡轮", True), ("是冬天唯一的通道，市议会上周通过了新的补贴方案。", False))),
    replace(_row(3), snippet=(("… تضم ", False), ("المكتبة", True), (" أكثر من عشرة آلاف كتاب …", False))),
]  # fmt: skip


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


BODY = Markup("""
<p>SKAGEN, May 3 (Nordic Wire) - The people of Skagen have voted to keep the <em>Margrethe</em>, the
last ferry across the sound, running through the winter. The vote on Sunday ended 4,812 to 3,077,
with a turnout of 71 percent.</p>
<p>“We are not a museum,” said Karen Holm, who has run the ticket office since 1998. “People live
here in January, too.” The council had planned to stop the service from November to March, which
would have saved <a href="https://coastpost.example/budget">about 2.3 million crowns a year</a>.</p>
<figure><img src="/bookmarks/1/pictures/1" width="1200" height="675" alt="A white ferry in drifting ice">
<figcaption>The <em>Margrethe</em> in February, when the sound froze for the first time in nine years.
<small>Photograph: Jens Lund / Nordic Wire</small></figcaption></figure>
<h2>A road that is not one</h2>
<p>On the map the sound is part of national road 40. The sign at the quay says so; so does the law of
1964, which promised a crossing “at all times of the year”. Nobody repealed it. Three governments
have read it differently since.</p>
<blockquote><p>The sea is the road. You do not close a road because it is cold.</p></blockquote>
<p>What the town pays for now:</p>
<ul><li>two crossings a day from Monday to Saturday, one on Sundays;</li>
<li>a crew of five, down from seven;</li><li>fuel, which has doubled in price since 2021.</li></ul>
<table><thead><tr><th>Winter</th><th>Passengers</th><th>Cost (crowns)</th></tr></thead>
<tbody><tr><td>2023/24</td><td>11,204</td><td>2,140,000</td></tr>
<tr><td>2024/25</td><td>9,871</td><td>2,310,000</td></tr></tbody></table>
<h3>What comes next</h3>
<p>The council meets on Thursday. It is bound by the vote for four years, said the mayor,
Søren Brandt; Łukasz Wiśniewski, who leads the opposition, wants the money to come from the state.</p>
<pre><code>timetable --route 40 --from 2026-11-01 --to 2027-03-31 --weekdays mon,tue,wed,thu,fri,sat</code></pre>
<hr>
<p><strong>Correction:</strong> An earlier version gave the year of the law as 1946.</p>
""")
ARABIC = Markup("""
<p>الميناء (صحيفة الميناء) - أعادت مدينة ساحلية صغيرة فتح مكتبتها العامة بعد عشرين عامًا من الإغلاق، في
احتفال حضره مئات السكان يوم الأحد 3 مايو 2026.</p>
<p>وقالت أمينة المكتبة ليلى حداد: «لم ننتظر الكتب، بل انتظرنا القرّاء». وتضم المكتبة أكثر من عشرة آلاف كتاب،
منها مجموعة نادرة من الخرائط البحرية.</p>
<blockquote><p>البحر طريقنا، والمكتبة مرفأنا.</p></blockquote>
""" * 3)  # fmt: skip
JAPANESE = Markup("""
<p>【スカーゲン】港町スカーゲンの住民は日曜日、海峡を渡る最後のフェリー「マルグレーテ号」を冬の間も運航させることを
住民投票で決めた。賛成4812票、反対3077票、投票率は71％だった。</p>
<p>「ここは博物館ではありません」と、1998年から切符売り場を営むカレン・ホルムさんは話す。「一月にも人は暮らしているのです」。
町議会は11月から3月までの運休を計画していた。</p>
""" * 3)  # fmt: skip


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
        "original_note": None,
        "saved": THREE_DAYS_AGO,
        "captured": THREE_DAYS_AGO,
        "words": "812",
        "is_archived": False,
        "is_starred": True,
        "is_read": False,
        "tags": [CLIMATE, Link("long reads", "/?tag=long+reads")],
        "tags_text": "climate, long reads",
        "note": "",
        "poll_s": 0,
    }
    return "article.html", READER | values | changes


LEAD = Picture(
    "/bookmarks/1/pictures/0",
    "The ferry at the quay, seen from the lighthouse",
    "The Margrethe at the quay of Skagen on the morning after the vote.",
    "Jens Lund / Nordic Wire",
    1600,
    900,
)
ON_ITS_WAY: dict[str, object] = {
    "state": "capturing", "poll_s": 1, "refresh_s": 2, "headline": "coastpost.example/2026/05/03/harbour-town",
    "standfirst": None, "byline": None, "agency": None, "place": None, "published": None,
    "reading_time": None, "words": None, "captured": None, "body_html": Markup(), "is_starred": False,
    "tags": [], "tags_text": "", "lang": "", "direction": "auto",
}  # fmt: skip
FAILED = ON_ITS_WAY | {"state": "failed", "poll_s": 0, "refresh_s": 0, "reason": NO_ANSWER}

SESSIONS = [
    Entry({"agent": "Firefox on Linux", "place": "192.0.2.7", "last_seen": JUST_NOW, "is_current": True}),
    Entry({"agent": "Safari on iPhone", "place": "", "last_seen": THREE_DAYS_AGO, "is_current": False}),
]  # fmt: skip
TOKENS = [
    Entry({"id": "t1", "name": "phone", "scope": "write", "made": IN_MAY, "used": THREE_DAYS_AGO}),
    Entry({"id": "t2", "name": "import script", "scope": "admin", "made": IN_MAY, "used": None}),
]
PEOPLE = [
    Entry({"id": "p1", "name": "Ines", "is_owner": True, "is_self": True, "joined": IN_MAY}),
    Entry({"id": "p2", "name": "Tomas", "is_owner": False, "is_self": False, "joined": THREE_DAYS_AGO}),
    Entry({"id": "p3", "name": "Rosa", "is_owner": False, "is_self": False, "joined": None}),
]  # fmt: skip


def _settings(**changes: object) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "name": "Ines",
        "is_owner": True,
        "min_password": 12,
        "password_problem": "",
        "sessions": SESSIONS,
        "tokens": TOKENS,
        "scopes": [
            Entry({"value": "read", "text": "read"}),
            Entry({"value": "write", "text": "read and write"}),
        ],
        "new_token": None,
        "save_address": "https://earmark.example/save",
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
    return Entry({"id": str(number), "text": text, "href": f"/read/{number}", "since": THREE_DAYS_AGO, "detail": detail})  # fmt: skip


SAVE: dict[str, object] = READER | {
    "address": "https://coastpost.example/2026/05/03/harbour-town-votes-to-keep-its-last-ferry",
    "title": "Harbour town votes to keep its last ferry running through winter",
    "site": "coastpost.example",
    "tags_text": "",
    "problem": None,
    "may_auto_save": False,
}
SET_UP: dict[str, object] = {
    "secret": "one-time", "is_owner": True, "name": "", "name_problem": "", "password_problem": "",
    "min_password": 12,
}  # fmt: skip

PAGES: dict[str, tuple[str, dict[str, object]]] = {
    "sign-in": ("sign_in.html", {"name": "", "problem": None, "next": "/"}),
    "sign-in-wrong": (
        "sign_in.html",
        {"name": "ines", "problem": "Name and password do not go together.", "next": "/"},
    ),
    "set-up": ("set_up.html", SET_UP),
    "set-up-invited": (
        "set_up.html",
        SET_UP | {"is_owner": False, "password_problem": "Use at least 12 characters."},
    ),
    "list-many": _list("unread", _rows(30), count="1,284", older_href="/?before=x"),
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
    "list-new": _list("unread", [], has_saved=False),
    "list-all-read": _list("unread", []),
    "list-archive-empty": _list("archive", []),
    "list-starred-empty": _list("starred", []),
    "list-filter-empty": _list("unread", [], filters=[Filter("Tag: climate", "/")]),
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
        state="stub", reason=LOGIN_PAGE, body_html=BODY.split("<figure>")[0], standfirst=None
    ),
    "article-failed": _article(**FAILED),
    "article-only-copy": _article(
        original_note="The original is gone. Yours is the only copy.", is_archived=True, note="Law of 1964"
    ),  # fmt: skip
    "article-arabic": _article(
        headline=HEADLINES[3][1], lang="ar", direction="rtl", standfirst=None, byline="ليلى منصور",
        agency=None, place="الميناء", site="port.example", body_html=ARABIC, lead_picture=LEAD,
    ),  # fmt: skip
    "article-japanese": _article(
        headline=HEADLINES[4][1], lang="ja", standfirst="冬の航路、住民が選んだ理由", byline="田中 遥",
        agency=None, place="スカーゲン", site="hokkai.example", body_html=JAPANESE,
    ),  # fmt: skip
    "article-long-headline": _article(headline=LONG, standfirst=None, lead_picture=None),
    "save": ("save.html", SAVE),
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
        {"heading": "Your account is deleted", "text": "Everything you saved is gone from here.",
         "secret": None, "link_href": "/sign-in", "link_label": "Sign in"},
    ),
    "message-secret": (
        "message.html",
        {"heading": "An invitation for Rosa", "text": "Send her this address. It works once.",
         "secret": "https://earmark.example/set-up?secret=Jm3v9QkT2rXz8bLw5nYp",
         "link_href": None, "link_label": ""},
    ),
} | {
    f"error-{status}": ("error.html", READER | {"status": status, "sentence": sentence, "retry": retry})
    for status, sentence, retry in [
        (401, None, None),
        (403, None, None),
        (404, None, None),
        (410, "This article was deleted on 3 May 2026.", None),
        (429, "You tried to sign in too often.", "in 30 seconds"),
        (500, None, None),
        (507, "There is no room left on the server's disk.", None),
    ]
}  # fmt: skip
