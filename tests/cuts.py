"""Work killed at its n-th step to the database, with SIGKILL, for every n: as a crash would.

A step is a statement about to be sent or a commit about to be made. The work runs in a
forked child each time, so that a round costs no start of Python.
"""

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count

from sqlalchemy import Connection, Engine, event


def cut_everywhere(work: Callable[[], None], stride: int = 1, first: int = 1) -> Iterator[int]:
    """Run ``work`` and kill it at step 1, then anew at step 2, ... until it comes to its end.

    Yields each step after the child was killed there; the caller looks at what is left and
    puts it as it must be for the next round. Raises ChildProcessError if the work fails.
    """
    for step in count(first, stride):
        status = _status_of(work, step)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            yield step
        elif status == 0:
            return
        else:
            raise ChildProcessError(f"the work failed in the round of step {step}")


def _status_of(work: Callable[[], None], step: int) -> int:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        _kill_at(step)
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
        import traceback

        traceback.print_exc()
        os._exit(1)


def _kill_at(step: int) -> None:
    steps = count(1)

    def look(_connection: Connection, *_: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)
    event.listen(Engine, "commit", look)
