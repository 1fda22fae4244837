"""Invented articles for the pages: headlines in several scripts, whole bodies, hard cases."""

# ruff: noqa: E501 (the text stands as a browser gets it, and it is our own)

from markupsafe import Markup

LONG = (
    "What the committee knew, when it knew it, and why the letter that should have stopped the "
    "sale of the northern waterworks lay for eleven months in the drawer of a deputy secretary "
    "whose department had been dissolved in the spring of the year before"
)
HEADLINES = [
    ("en", "Harbour town votes to keep its last ferry running through winter", "Nordic Wire"),
    ("en", "The glacier that feeds four cities has lost a third of its ice", "Alpine Review"),
    ("de", "Warum die Nachtzüge zurückkehren, und wer dafür zahlt", "Der Abendbote"),
    ("ar", "مدينة ساحلية صغيرة تعيد فتح مكتبتها بعد عشرين عامًا من الإغلاق", "صحيفة الميناء"),
    ("ja", "港町の最後のフェリー、冬の運航継続を住民投票で決定", "北海日報"),
    ("zh", "沿海小城投票决定保留最后一班渡轮，冬季照常运行", "海岸晚报"),
    ("he", "עיירת הנמל הצביעה בעד השארת המעבורת האחרונה", "עיתון החוף"),
    ("en", LONG, "The Ledger"),
    ("fr", "À Brest, les pêcheurs comptent les jours sans vent", "Le Courrier du Large"),
    ("en", "A short note on bread", "Kitchen Quarterly"),
]

BODY = Markup("""
<p>SKAGEN, May 3 (Nordic Wire) - The people of Skagen have voted to keep the <em>Margrethe</em>, the
last ferry across the sound, running through the winter. The vote on Sunday ended 4,812 to 3,077,
with a turnout of 71 percent.</p>
<p>“We are not a museum,” said Karen Holm, who has run the ticket office since 1998. “People live
here in January, too.” The council had planned to stop the service from November to March, which
would have saved <a href="https://coastpost.example/budget">about 2.3 million crowns a year</a>.</p>
<figure><img src="/bookmarks/1/pictures/1" width="960" height="640" alt="A white ferry in drifting ice">
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
ARABIC = Markup(
    """
<p>الميناء (صحيفة الميناء) - أعادت مدينة ساحلية صغيرة فتح مكتبتها العامة بعد عشرين عامًا من الإغلاق، في
احتفال حضره مئات السكان يوم الأحد 3 مايو 2026.</p>
<p>وقالت أمينة المكتبة ليلى حداد: «لم ننتظر الكتب، بل انتظرنا القرّاء». وتضم المكتبة أكثر من عشرة آلاف كتاب،
منها مجموعة نادرة من الخرائط البحرية.</p>
<blockquote><p>البحر طريقنا، والمكتبة مرفأنا.</p></blockquote>
"""
    * 3
)
JAPANESE = Markup(
    """
<p>【スカーゲン】港町スカーゲンの住民は日曜日、海峡を渡る最後のフェリー「マルグレーテ号」を冬の間も運航させることを
住民投票で決めた。賛成4812票、反対3077票、投票率は71％だった。</p>
<p>「ここは博物館ではありません」と、1998年から切符売り場を営むカレン・ホルムさんは話す。「一月にも人は暮らしているのです」。
町議会は11月から3月までの運休を計画していた。</p>
"""
    * 3
)
HEBREW = Markup(
    """
<p>תושבי עיירת הנמל הצביעו ביום ראשון בעד השארת המעבורת <em>מרגרתה</em>, האחרונה במצר, גם בחודשי החורף. 4,812
תמכו, 3,077 התנגדו.</p>
<p>„אנחנו לא מוזיאון”, אמרה קארן הולם, המנהלת את משרד הכרטיסים מאז 1998. „אנשים גרים כאן גם בינואר.”</p>
"""
    * 3
)
CHINESE = Markup(
    """
<p>【海岸晚报讯】沿海小城的居民周日投票决定，海峡上的最后一班渡轮“玛格丽特号”冬季照常运行。赞成4812票，反对3077票，
投票率百分之七十一。</p>
<p>“我们不是博物馆，”自1998年起经营售票处的卡伦·霍尔姆说，“一月份也有人住在这里。”</p>
<blockquote><p>海就是路。不能因为天冷就把路封了。</p></blockquote>
"""
    * 3
)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
UNBROKEN_BODY = Markup(
    f"""
<p>A word: {UNBROKEN}. And an address: https://coastpost.example/{UNBROKEN.lower()}.</p>
<h2>{UNBROKEN}</h2>
<ul><li>{UNBROKEN}</li></ul>
<blockquote><p>{UNBROKEN}</p></blockquote>
<table><thead><tr>{"<th>Column</th>" * 14}</tr></thead><tbody><tr>{"<td>12,345</td>" * 14}</tr></tbody></table>
<pre><code>{UNBROKEN}</code></pre>
<p>H<sub>2</sub>O, x<sup>2</sup>, <code>{UNBROKEN}</code>, <em>a whole phrase in italics, with <strong>weight</strong></em>.</p>
"""
)
