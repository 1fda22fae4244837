"""The one door to other sites: every feature fetches through ``Fetcher.fetch``."""

from typing import TYPE_CHECKING

from earmark.fetch.address import parse_address
from earmark.fetch.page import Page
from earmark.fetch.policy import FetchPolicy
from earmark.fetch.trip import Trip

if TYPE_CHECKING:
    from ssl import SSLContext

    from earmark.fetch.connect import Names

ACCEPT_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"


class Fetcher:
    """Fetches pages by one policy; may be shared by threads.

    Connections, cookies and looked-up names live for one fetch and are then forgotten.
    ``names`` stands in for the system's resolver (the guard judges whatever it says),
    ``tls`` for the system's trusted authorities.
    """

    def __init__(
        self, policy: FetchPolicy, *, names: "Names | None" = None, tls: "SSLContext | None" = None
    ) -> None:
        self.policy = policy
        self._names = names
        self._tls = tls

    def fetch(
        self,
        url: str,
        *,
        accept: str = ACCEPT_PAGE,
        referer: str | None = None,
        max_body_bytes: int | None = None,
    ) -> Page:
        """The page at the address, after redirects, whatever its status (``status_error``).

        ``referer`` is the page that this one belongs to; other sites learn only its origin.
        ``max_body_bytes`` stands in for the policy's, for pictures and the like. Redirects
        by markup or script are not followed.

        Raises Invalid ("url") for an address that is none, and Unreachable, with a reason
        and a sentence, for whatever keeps a page from coming: at the deadline at the latest.
        """
        from earmark.fetch.wire import ask  # 15 MB and 0.1 s, only for those who fetch

        trip = Trip(url, self.policy)
        referring = parse_address(referer) if referer else None
        most_bytes = max_body_bytes or self.policy.max_body_bytes
        while True:
            headers = trip.request_headers(accept, referring)
            with ask(
                trip.address, headers, self.policy, trip.budget, self._names, self._tls
            ) as answer:
                if not trip.follow(answer):
                    return trip.page(answer, answer.read_body(self.policy, most_bytes))
