"""Lines of furniture told by their words: invitations, list headings, source lines.

In markup the box around a line says more than its words; this is for plain text and for
pages so plain that nothing else can tell. Only short lines are judged.
"""

import re

_MAX_CHARS = 220

_INVITATION = re.compile(
    r"^(?:get (?:a|the|our|your) .{0,80}(?:inbox|newsletter|note)|sign up\b|subscribe (?:to|now|for)"
    r"|(?:save|bookmark) (?:this |these )?(?:articles?|stor(?:y|ies)) for later|add (?:this |these )?"
    r"articles? to your|(?:click|tap) here\b|follow us\b|share (?:this|on|via)|like us on"
    r"|read (?:more|also|next|the full)\b|see also\b|also read\b|log ?in\b|register (?:now|for)"
    r"|download (?:our|the) app|join our|listen to this article|advertisement$|skip to"
    r"|abonnieren sie|jetzt (?:abonnieren|anmelden)|melden sie sich|lesen sie auch|mehr zum thema"
    r"|abonnez-vous|inscrivez-vous|lire aussi|à lire aussi|suscr[ií]b|reg[ií]strate|lea también"
    r"|leia (?:mais|também)|assine|iscriviti|leggi anche|lees ook|läs även|les også|czytaj także"
    r"|читайте также|подпис)",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"\b(?:sign up|subscribe|abonnieren|inscri(?:vez|re)|suscr[ií]bete|iscriviti)\b.{0,80}"
    r"\b(?:newsletter|updates|here|hier|ici|aquí|qui)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(?:most (?:viewed|read|popular|watched|shared|commented)\b|from our (?:partners|network)"
    r"|(?:related|more|further|popular|latest|recommended|trending|sponsored)(?: (?:articles?|stories"
    r"|topics?|news|reading|posts?|content|videos?|links?|coverage|for you|on this|in|from))+\b"
    r"|you (?:may|might) (?:also )?(?:like|be interested)|around the web|up next|share this|topics?:"
    r"|meistgelesen|das könnte sie|les plus lus|sur le même sujet|lo más (?:leído|visto)|i più letti"
    r"|mais lidas|meest gelezen|mest l[äe]st)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"^(?:source|via|originally published(?: on| at)?|read (?:the )?full)\b:?\s", re.IGNORECASE
)


def is_scrap(line: str) -> bool:
    """Whether a line is an invitation, a heading of a list of links, or a pointer elsewhere.

    >>> is_scrap("Most Viewed in World"), is_scrap("Most viewers left before the end.")
    (True, False)
    """
    if len(line) > _MAX_CHARS:
        return False
    if _INVITATION.match(line) or _SIGN_UP.search(line):
        return True
    if len(line) > 80:
        return False
    return bool(_HEADING.match(line) or _SOURCE.match(line))
