"""What is left for one fetch: time until its deadline, and bytes from the network."""

from time import monotonic

from earmark.errors import Reason, Unreachable
from earmark.fetch.policy import MIB


class Budget:
    """Time and wire bytes of one fetch, over all its hops, and the words for its failures."""

    def __init__(self, url: str, deadline_s: float, max_wire_bytes: int) -> None:
        self.url = url
        self.wire_bytes = 0
        self._deadline_s = deadline_s
        self._max_wire_bytes = max_wire_bytes
        self._started = monotonic()

    @property
    def took_ms(self) -> int:
        """Milliseconds since the fetch began."""
        return round((monotonic() - self._started) * 1000)

    def remaining_s(self) -> float:
        """Seconds left, always above zero. Raises Unreachable when there are none."""
        left = self._deadline_s - (monotonic() - self._started)
        if left <= 0:
            raise self.timed_out()
        return left

    def spend(self, wire_bytes: int) -> None:
        """Counts bytes read from the network. Raises Unreachable when they are too many."""
        self.wire_bytes += wire_bytes
        if self.wire_bytes > self._max_wire_bytes:
            raise self.too_large(self._max_wire_bytes)

    def timed_out(self) -> Unreachable:
        """The deadline has passed."""
        return self.failure(
            Reason.TIMED_OUT,
            f"The site did not send the whole page within {self._deadline_s:g} seconds.",
        )

    def too_large(self, limit_bytes: int) -> Unreachable:
        """The page is above a limit."""
        return self.failure(
            Reason.TOO_LARGE,
            f"The page is larger than {limit_bytes / MIB:.3g} MiB, the most that is fetched.",
        )

    def failure(self, reason: Reason, message: str) -> Unreachable:
        """The error for this fetch, to be raised."""
        return Unreachable(self.url, reason, message)
