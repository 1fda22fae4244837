"""The invented papers: where they are, which language they speak, how their pages look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What stands around the articles of a paper, in its language."""

    sections: tuple[str, ...]
    share: str
    related: str
    newsletter: str
    sign_up: str
    by: str
    imprint: str


@dataclass(frozen=True)
class Paper:
    """A paper; ``template`` names the form of its pages, ``accent`` its colour."""

    host: str
    name: str
    language: str
    template: str
    accent: str
    words: Words

    @property
    def direction(self) -> str:
        """The direction in which its language is read."""
        return "rtl" if self.language in ("ar", "he", "fa") else "ltr"


_ENGLISH = Words(
    ("News", "World", "Business", "Culture", "Sport", "Weather"),
    "Share this article",
    "More on this story",
    "The best of the week in your inbox, every Friday at six.",
    "Sign up",
    "By",
    "About us · Contact · Terms of use · Privacy",
)

PAPERS = {
    "courier": Paper(
        "www.harbourcourier.example",
        "The Harbour Courier",
        "en",
        "broadsheet",
        "#1d4e68",
        _ENGLISH,
    ),
    "northwire": Paper("northwire.example", "Northwire", "en", "wire", "#333333", _ENGLISH),
    "meridian": Paper("themeridian.example", "The Meridian", "en", "magazine", "#7a2d2d", _ENGLISH),
    "fieldlab": Paper(
        "www.fieldandlab.example", "Field & Lab", "en", "magazine", "#2e6b4f", _ENGLISH
    ),
    "ladle": Paper("ladle.example", "The Copper Ladle", "en", "blog", "#a85c1c", _ENGLISH),
    "plain": Paper("plainprograms.example", "Plain Programs", "en", "blog", "#35507a", _ENGLISH),
    "tide": Paper("tidetable.example", "Tide Table", "en", "blog", "#444444", _ENGLISH),
    "bote": Paper(
        "www.kuestenbote.example",
        "Der Küstenbote",
        "de",
        "broadsheet",
        "#274b2f",
        Words(
            ("Nachrichten", "Politik", "Wirtschaft", "Kultur", "Wetter"),
            "Artikel teilen",
            "Mehr zum Thema",
            "Das Wichtigste der Woche, jeden Freitag in Ihrem Postfach.",
            "Anmelden",
            "Von",
            "Impressum · Datenschutz · Kontakt",
        ),
    ),
    "phare": Paper(
        "www.lephare.example",
        "Le Phare du Littoral",
        "fr",
        "broadsheet",
        "#20407a",
        Words(
            ("À la une", "Région", "Économie", "Culture", "Météo"),
            "Partager cet article",
            "À lire aussi",
            "Chaque vendredi, l’essentiel de la semaine dans votre boîte.",
            "S’inscrire",
            "Par",
            "Mentions légales · Contact · Données personnelles",
        ),
    ),
    "marfa": Paper(
        "almarfa.example",
        "صحيفة المرفأ",
        "ar",
        "broadsheet",
        "#0f5b52",
        Words(
            ("أخبار", "العالم", "اقتصاد", "ثقافة", "علوم"),
            "شارك المقال",
            "اقرأ أيضًا",
            "أهم ما كُتب هذا الأسبوع يصلك كل يوم جمعة.",
            "اشترك",
            "بقلم",
            "من نحن · اتصل بنا · سياسة الخصوصية",
        ),
    ),
    "hof": Paper(
        "kavhahof.example",
        "קו החוף",
        "he",
        "magazine",
        "#1f4f7d",
        Words(
            ("חדשות", "עולם", "כלכלה", "תרבות", "מדע"),
            "שתפו את הכתבה",
            "כתבות נוספות",
            "מיטב השבוע בתיבת הדואר שלכם, בכל יום שישי.",
            "הרשמה",
            "מאת",
            "אודות · צרו קשר · פרטיות",
        ),
    ),
    "karane": Paper(
        "karane.example",
        "روزنامهٔ کرانه",
        "fa",
        "broadsheet",
        "#5b2d6b",
        Words(
            ("خبر", "جهان", "اقتصاد", "فرهنگ", "دانش"),
            "هم‌رسانی مطلب",
            "بیشتر بخوانید",
            "بهترین نوشته‌های هفته، هر جمعه در صندوق شما.",
            "عضویت",
            "نوشتهٔ",
            "دربارهٔ ما · تماس · حریم خصوصی",
        ),
    ),
    "jiangwan": Paper(
        "jiangwan.example",
        "江湾日报",
        "zh-CN",
        "broadsheet",
        "#9c2a2a",
        Words(
            ("要闻", "国际", "财经", "文化", "科技"),
            "分享",
            "相关阅读",
            "每周五，把一周的好文章送到您的邮箱。",
            "订阅",
            "记者",
            "关于我们 · 联系方式 · 隐私声明",
        ),
    ),
    "shiomi": Paper(
        "www.shiomi.example",
        "潮見新聞",
        "ja",
        "broadsheet",
        "#26406b",
        Words(
            ("ニュース", "国際", "経済", "文化", "くらし"),
            "記事をシェアする",
            "関連記事",
            "毎週金曜、今週の読みものをメールでお届けします。",
            "登録する",
            "文・",
            "会社案内 · お問い合わせ · プライバシー",
        ),
    ),
    "naru": Paper(
        "narunews.example",
        "나루신문",
        "ko",
        "broadsheet",
        "#2b5c6b",
        Words(
            ("뉴스", "국제", "경제", "문화", "과학"),
            "기사 공유하기",
            "관련 기사",
            "한 주의 좋은 글을 금요일마다 보내 드립니다.",
            "구독하기",
            "글",
            "회사 소개 · 문의 · 개인정보",
        ),
    ),
}
