"""The address under which saving twice is saving once.

A canonical address is an identity, not a place to fetch: what is fetched is the address
as it was given. It may therefore drop what a server might ask for, but must not make one
of two pages. Every rule leaves a page's identity alone by a standard or by the documented
purpose of a parameter; where that is not sure, nothing is changed.

Not done, on purpose: ``www.`` stays (other sites do live there), ``http`` and ``https``
stay apart, and so do ``/a`` and ``/a/``: such pairs do differ on real servers, and where
they do not, the server's own redirect joins them after the first capture, on evidence
instead of by guess. Path and query keep capital and small letters.
"""

import re

from earmark.fetch import Address

TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "bsft_")
"""Names kept free for campaigns: Google Analytics ("URL builders"), Matomo ("Campaign
tracking"), Blueshift (email click tracking)."""

TRACKING_NAMES = frozenset(
    name
    for names in (
        "fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid",  # Meta, Google
        "msclkid twclid ttclid li_fat_id igshid igsh rdt_cid epik sccid",  # click ids of networks
        "yclid ysclid _openstat rb_clickid irclickid",  # Russian networks, impact
        "_ga _gl",  # Google's cross-domain linker
        "mc_cid mc_eid mkt_tok vero_id vero_conv oly_anon_id oly_enc_id __s",  # mail senders
        "ml_subscriber ml_subscriber_hash ss_email_id vgo_ee wickedid",  # campaign services
        "_hsenc _hsmi __hssc __hstc __hsfp hsctatracking",  # HubSpot
        "pk_campaign pk_kwd pk_keyword piwik_campaign piwik_kwd",  # Matomo's older names
        "at_medium at_campaign wt_mc wt_zmc",  # Piano Analytics, Webtrekk
        "guccounter guce_referrer guce_referrer_sig",  # Yahoo's consent page
    )
    for name in names.split()
)
"""Parameters that only say how a reader came, in small letters: click and mail ids that
Firefox (query stripping) or Brave (query filter) take out on every site, or that their
senders document for it. Names that are content on some sites (``ref``, ``source``, ``cid``,
``s_cid``, ``spm``, ``share``) are missing on purpose."""

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_OPAQUE = re.compile(r"[?;{]|//")
"""Signs of another grammar than ``name=value&...``, such as an address within the query."""


def address_turn(canonical: str) -> str:
    """The turn of all who may make an address known (see ``db.turns``)."""
    return f"address:{canonical}"


def canonical_url(address: Address) -> str:
    """The canonical form of an address; a canonical form stays as it is. Never raises.

    Host without its final dot, no default port, no fragment unless it is a hash-bang route
    (``#!``), tracking parameters taken out, the others sorted by name where that is safe,
    and percent-encoding as RFC 3986 (6.2.2) normalises it. The rest is WHATWG's doing.

    >>> from earmark.fetch import parse_address
    >>> canonical_url(parse_address("https://Example.org:443/a/./b%2d?z=1&utm_source=x&a=2#top"))
    'https://example.org/a/b-?a=2&z=1'
    """
    port = address.authority.removeprefix(address.host)
    return "".join(
        (
            f"{address.scheme}://{_without_final_dot(address.host)}{port}",
            _with_normal_escapes(address.path),
            _canonical_query(_with_normal_escapes(address.query)),
            _route(_with_normal_escapes(address.fragment)),
        )
    )


def _without_final_dot(host: str) -> str:
    """``example.org.`` is ``example.org``: the dot says that the name is complete (RFC 1034)."""
    return host[:-1] if re.fullmatch(r".*[^.]\.", host) else host


def _canonical_query(query: str) -> str:
    """The query with its ``?``, or nothing if nothing is left of it.

    Parts are sorted by name, one name's values staying in order, only if each of them has
    a name and a ``=``; an opaque query stays as it is.
    """
    if _OPAQUE.search(query):
        return f"?{query}"
    parts = [part for part in query.split("&") if part and not _is_tracking(_name(part))]
    if all(part.find("=") > 0 for part in parts):
        parts.sort(key=_name)
    return "?" + "&".join(parts) if parts else ""


def _name(part: str) -> str:
    return part.partition("=")[0]


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _route(fragment: str) -> str:
    """A hash-bang route, by which old single-page sites tell their pages apart."""
    return f"#{fragment}" if fragment.startswith("!") and fragment != "!" else ""


def _with_normal_escapes(text: str) -> str:
    """Capital hex digits, and no escapes for the letters that never need one."""
    return _ESCAPE.sub(_normal_escape, text)


def _normal_escape(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()
