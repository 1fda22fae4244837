"""While a page is read nothing is collected, and afterwards all is as it was."""

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from earmark.extract.collecting import Pause


def test_the_collector_is_on_again_after_the_last_of_many_threads():
    pause, inside = Pause(), Barrier(4)

    def read(wait):
        with pause():
            inside.wait()
            return gc.isenabled()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(read, range(4))) == [False] * 4
    assert gc.isenabled()


def test_a_host_that_keeps_the_collector_off_finds_it_off():
    gc.disable()
    try:
        with Pause()():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_error_inside_leaves_the_collector_on():
    with suppress(ZeroDivisionError), Pause()():
        print(1 / 0)
    assert gc.isenabled()
