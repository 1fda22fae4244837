"""No search for garbage while a page is read.

A page becomes tens of thousands of objects that all stay until it is done. Python's
collector looks through them again and again for garbage that is not there: 3.7 ms of 19 a
page. Afterwards the draft is taken apart, so that they go at once and leave it nothing to
look for.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Pause:
    """Keeps the collector still while at least one thread is inside.

    It is switched on again only by who found it on: a host that keeps it off, keeps it off.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._inside = 0
        self._was_on = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Inside, nothing is collected."""
        with self._guard:
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1
        try:
            yield
        finally:
            with self._guard:
                self._inside -= 1
                if not self._inside and self._was_on:
                    gc.enable()


collection_paused = Pause()
