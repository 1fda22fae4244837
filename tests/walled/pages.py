"""The pages of the walled site: stories as sites build them, and the walls before them."""

from html import escape

from tests.walled.stories import Story

DENIED = (
    "<!doctype html><html lang=en><title>403</title><h1>Access denied</h1>"
    "<p>Automated requests are not allowed on this site. Reference #18.7f2c.</p></html>"
)
PICTURE = "/pictures/1.jpg"


def plain(story: Story) -> str:
    """The story and hardly anything else."""
    return _page(story, f"<article><h1>{escape(story.headline)}</h1>{_paragraphs(story)}</article>")


def busy(story: Story) -> str:
    """The story among menus and teasers, with a picture that comes when one scrolls to it."""
    figure = (
        '<figure><img class="lazy" alt="A view" width="900" height="600"'
        f' data-later="{PICTURE}"><figcaption>The view on Monday.</figcaption></figure>'
    )
    teasers = "".join(
        f"<li><a href=/other/{n}>Another story, number {n}</a></li>" for n in range(9)
    )
    return _page(
        story,
        "<header><nav><a href=/>Home</a> <a href=/world>World</a> <a href=/sport>Sport</a></nav>"
        f"</header><main><article><h1>{escape(story.headline)}</h1>{figure}{_paragraphs(story)}"
        f"</article><aside><h2>Most read</h2><ul>{teasers}</ul></aside></main>"
        "<footer>Imprint · Privacy · Contact</footer><script>"
        "for (const img of document.querySelectorAll('.lazy')) img.src = img.dataset.later;"
        "</script>",
    )


def application(story: Story) -> str:
    """A shell; script fetches the story and puts it into a component with a shadow tree."""
    return (
        f'<!doctype html><html lang={story.language}><head><meta charset="utf-8">'
        "<title>The Reader</title></head><body><div id=root></div>"
        "<noscript>Please enable JavaScript to run this app.</noscript><script>"
        "customElements.define('news-story', class extends HTMLElement {"
        "  connectedCallback() { this.attachShadow({mode: this.getAttribute('mode')}).innerHTML ="
        "    '<article><slot name=head></slot><slot></slot></article>'; } });"
        f"fetch('/stories/{story.slug}').then(r => r.json()).then(story => {{"
        "  const text = story.paragraphs.map(p => '<p>' + p + '</p>').join('');"
        "  document.title = story.headline;"
        "  document.getElementById('root').innerHTML = '<news-story mode=open><h1 slot=head>'"
        "    + story.headline + '</h1>' + text + '</news-story>'; });"
        "</script></body></html>"
    )


def sign_in(story: Story | None) -> str:
    """The sign-in page; in a story's place it keeps that headline."""
    title = story.headline if story else "Sign in"
    return (
        f"<!doctype html><html lang=en><title>{escape(title)}</title><main>"
        "<h1>Sign in to go on</h1><p>This story is for subscribers. Sign in to read it.</p>"
        "<form method=post action=/sign-in><label>Email <input type=email name=email></label>"
        "<label>Password <input type=password name=password></label>"
        "<button>Sign in</button></form><a href=/lost>Forgot your password?</a></main></html>"
    )


def proof(cookie: str) -> str:
    """A page that lets a script prove a browser, and then shows the story."""
    return (
        "<!doctype html><html lang=en><head><title>Just a moment...</title></head><body>"
        "<h1>Checking your browser before accessing this site</h1>"
        "<p>This process is automatic. Your browser will redirect to your requested content"
        " shortly.</p><noscript>Please turn JavaScript on and reload the page.</noscript>"
        f"<script>document.cookie = '{cookie}; path=/'; location.reload();</script></body></html>"
    )


def _page(story: Story, body: str) -> str:
    return (
        f'<!doctype html><html lang={story.language}><head><meta charset="utf-8">'
        f"<title>{escape(story.headline)} – The Reader</title></head><body>{body}</body></html>"
    )


def _paragraphs(story: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
