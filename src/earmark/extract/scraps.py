"""Lines of furniture told by their words: invitations, list headings, source lines.

In markup the box around a line says more than its words; this is for plain text and for
pages so plain that nothing else can tell. Only short lines are judged.
"""

from earmark.extract.words import any_of

_MAX_CHARS = 220
_HEADING_MAX_CHARS = 80

_INVITATION = any_of(
    r"get (?:a|the|our|your) .{0,80}(?:inbox|newsletter|note)|sign up\b|subscribe (?:to|now|for)",
    r"(?:save|bookmark) (?:this |these )?(?:articles?|stor(?:y|ies)) for later",
    r"add (?:this |these )?articles? to your|(?:click|tap) here\b|follow us\b|like us on",
    r"share (?:this|on|via)|read (?:more|also|next|the full)\b|see also\b|also read\b|log ?in\b",
    r"register (?:now|for)|download (?:our|the) app|join our|listen to this article|skip to",
    r"advertisement$",
    r"abonnieren sie|jetzt (?:abonnieren|anmelden)|melden sie sich|lesen sie auch|mehr zum thema",
    r"abonnez-vous|inscrivez-vous|(?:à )?lire aussi",
    r"suscr[ií]b|reg[ií]strate|lea también|leia (?:mais|também)|assine",
    r"iscriviti|leggi anche|lees ook|läs även|les også|czytaj także|читайте также|подпис",
)
"""How lines begin that ask for something."""

_SIGN_UP = any_of(
    r"\b(?:sign up|subscribe|abonnieren|inscri(?:vez|re)|suscr[ií]bete|iscriviti)\b.{0,80}"
    r"\b(?:newsletter|updates|here|hier|ici|aquí|qui)\b",
)

_HEADING = any_of(
    r"most (?:viewed|read|popular|watched|shared|commented)\b|from our (?:partners|network)",
    r"(?:related|more|further|popular|latest|recommended|trending|sponsored)"
    r"(?: (?:articles?|stories|topics?|news|reading|posts?|content|videos?|links?|coverage"
    r"|for you|on this|in|from))+\b",
    r"you (?:may|might) (?:also )?(?:like|be interested)|around the web|up next",
    r"share this|topics?:",
    r"meistgelesen|das könnte (?:sie|dich)|les plus lus|sur le même sujet|vous aimerez aussi",
    r"lo más (?:leído|visto)|i più letti|mais lidas|meest gelezen|mest l[äe]st",
)
"""How headings begin over lists of other articles."""

_SOURCE = any_of(r"(?:source|via|originally published(?: on| at)?|read (?:the )?full)\b:?\s")


def is_scrap(line: str) -> bool:
    """Whether a line is an invitation, a heading of a list of links, or a pointer elsewhere.

    >>> is_scrap("Most Viewed in World"), is_scrap("Most viewers left before the end.")
    (True, False)
    """
    if len(line) > _MAX_CHARS:
        return False
    if _INVITATION.match(line) or _SIGN_UP.search(line):
        return True
    if len(line) > _HEADING_MAX_CHARS:
        return False
    return bool(_HEADING.match(line) or _SOURCE.match(line))
