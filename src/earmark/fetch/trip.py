"""One fetch on its way from address to address: where it goes next, and what it says there."""

from typing import TYPE_CHECKING

from earmark import clock
from earmark.errors import Invalid, Reason
from earmark.fetch.address import Address, parse_address, resolve
from earmark.fetch.budget import Budget
from earmark.fetch.cookies import CookieJar
from earmark.fetch.page import Page, retry_after
from earmark.fetch.policy import FetchPolicy

if TYPE_CHECKING:
    from earmark.fetch.wire import Answer

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Followed with a GET, which is all that was ever sent (Fetch standard, redirect status)."""


class Trip:
    """The hops of one fetch, with the cookies and the budget they share."""

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        self._url = url
        self._policy = policy
        self._hops = [parse_address(url)]
        self._cookies = CookieJar()
        self._seen: set[tuple[str, str | None]] = set()
        self.budget = Budget(url, policy.deadline_s, policy.max_wire_bytes)

    @property
    def address(self) -> Address:
        """Where the trip stands."""
        return self._hops[-1]

    def request_headers(self, accept: str, referring: Address | None) -> list[tuple[str, str]]:
        """What is said at this hop, apart from Host. Raises Unreachable for a barred port."""
        if self.address.port in self._policy.blocked_ports:
            raise self.budget.failure(
                Reason.BAD_ADDRESS, f"Port {self.address.port} is not fetched from here."
            )
        optional = {
            "Cookie": self._cookies.header(self.address),
            "Referer": _referer(referring, self.address) if referring else None,
        }
        return [
            ("User-Agent", self._policy.user_agent),
            ("Accept", accept),
            ("Accept-Encoding", ACCEPT_ENCODING),
            *((name, value) for name, value in optional.items() if value),
        ]

    def follow(self, answer: "Answer") -> bool:
        """Whether the answer sends us on; if so, the trip then stands at the next hop.

        Raises Unreachable for a redirect that leads nowhere, in circles or too far.
        """
        locations = {value for name, value in answer.headers if name == "location"}
        if answer.status not in REDIRECTS or not locations:
            return False
        if len(locations) > 1:
            raise self.budget.failure(
                Reason.BAD_ANSWER, "The site passes on to several addresses at once."
            )
        self._remember(answer)
        self._hops.append(self._next_hop(locations.pop()))
        return True

    def page(self, answer: "Answer", body: bytes) -> Page:
        """The trip's end."""
        return Page(
            requested_url=self._url,
            final_url=self.address.text,
            hops=tuple(hop.text for hop in self._hops),
            status=answer.status,
            headers=answer.headers,
            content_type=answer.header("content-type"),
            body=body,
            wire_bytes=self.budget.wire_bytes,
            took_ms=self.budget.took_ms,
            retry_after_s=retry_after(answer.header("retry-after"), clock.now()),
            remote_address=answer.remote_address,
        )

    def _remember(self, answer: "Answer") -> None:
        self._seen.add((self.address.text, self._cookies.header(self.address)))
        for name, value in answer.headers:
            if name == "set-cookie":
                self._cookies.remember(self.address, value)

    def _next_hop(self, location: str) -> Address:
        try:
            hop = resolve(self.address, location)
        except Invalid as exc:
            raise self.budget.failure(
                Reason.BAD_ADDRESS, f"The site passes on to a wrong address. {exc.message}"
            ) from exc
        in_circles = (hop.text, self._cookies.header(hop)) in self._seen
        if in_circles or len(self._hops) > self._policy.max_redirects:
            raise self.budget.failure(
                Reason.TOO_MANY_REDIRECTS,
                "The site passes on in circles."
                if in_circles
                else f"The site passes on more than {self._policy.max_redirects} times.",
            )
        return hop


def _referer(referring: Address, target: Address) -> str | None:
    """What browsers say: all to the same origin, the origin to others.

    Nothing from https to http (W3C Referrer Policy, strict-origin-when-cross-origin).
    """
    if referring.origin == target.origin:
        return referring.text
    if referring.scheme == "https" and target.scheme == "http":
        return None
    return f"{referring.origin}/"
