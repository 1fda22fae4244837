"""Requests that another site makes a browser send are refused.

A browser says where a request comes from: ``Sec-Fetch-Site`` on secure origins, ``Origin``
on every unsafe request. A page cannot forge either, so no tokens are needed in forms
(Fetch Metadata, W3C; the Fetch standard, section 3.2). The rule, for unsafe methods:

- ``Sec-Fetch-Site`` decides where it is there: ``same-origin`` and ``none`` (the person's
  own doing) pass, ``same-site`` and ``cross-site`` do not.
- Otherwise ``Origin`` must name the host that was asked, or that of ``EARMARK_BASE_URL``
  (a proxy may change the host). ``null`` is another site. The scheme is not compared,
  for a proxy may have taken the TLS off.
- With neither there is no evidence. That is refused if a cookie came along, for then the
  browser acts for somebody; a program without cookies is no danger.

This stands on ``Referrer-Policy: same-origin`` (see ``headers``): under ``no-referrer``
browsers send ``Origin: null`` with our own forms, too.
"""

from enum import Enum, auto

from starlette.datastructures import Headers

from earmark.errors import NotAllowed
from earmark.web.access import SAFE_METHODS
from earmark.web.public_address import place_of, without_port

REFUSED = "This was sent from another site. Open Earmark and do it there."


class Evidence(Enum):
    """What the headers say about where a request comes from."""

    SAME_ORIGIN = auto()
    OTHER_SITE = auto()
    NONE = auto()


def refuse_other_sites(method: str, headers: Headers, base_url: str, *, has_cookie: bool) -> None:
    """Raise NotAllowed if another site may have made the browser send this.

    Not for requests that carry a bearer token: no other site can make a browser add one.
    """
    if method in SAFE_METHODS:
        return
    evidence = evidence_of(headers, base_url)
    if evidence is Evidence.OTHER_SITE or (evidence is Evidence.NONE and has_cookie):
        raise NotAllowed(REFUSED)


def evidence_of(headers: Headers, base_url: str) -> Evidence:
    """Where the request comes from, by its headers."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in ("same-origin", "none")
        return Evidence.SAME_ORIGIN if is_own else Evidence.OTHER_SITE
    origin = headers.get("origin")
    if origin is None:
        return Evidence.NONE
    scheme, place = place_of(origin)
    own = {without_port(headers.get("host", ""), scheme), place_of(base_url)[1]} - {""}
    return Evidence.SAME_ORIGIN if place in own else Evidence.OTHER_SITE
