"""What befalls the cluster: each fault ends when the part is back, or when it is clear that
the others must do without. A part that a service manager would start anew is started by us.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.drills.cluster.network import Namespaces
from tests.drills.cluster.parts import Worker
from tests.drills.cluster.stage import Cluster

RESTART_S = 1.0
"""How long a service manager waits before it starts anew what died."""

TRUSTED_AGAIN_S = 3.0
"""nginx asks a server that refused it again after 2 s; before that, the next one must stay."""

S3_AWAY_S = 60.0
CUT_OFF_S = 40.0
"""Twice the lease: the others take over all that the worker had in hand, then it comes back."""

IN_HAND, SLOW_SAVES_MAX = 2, 100
"""Captures that a worker must be in the middle of when something befalls it."""

END_S = 180.0
"""For what piled up; how long that takes depends on the machine alone."""

TAKEN_OVER_S = 45.0
"""A lease, a look and a slow page come to 28 s; the rest is for a busy machine."""


@dataclass(frozen=True)
class Fault:
    """``act`` returns what it has to tell, once the part is back or given up."""

    name: str
    act: Callable[[Cluster], str]
    after: Callable[[Cluster], None] = lambda _cluster: None
    """What brings the part back for the next fault, if the cluster must do without it in this."""
    ended_max_s: float = END_S
    """Within which every capture that was asked for before must have come to an end."""


def kill_worker(on: Cluster) -> str:
    """kill -9 while it is in the middle of captures; the others must take over."""
    in_hand = _fill_hands(on, on.workers[0])
    on.workers[0].kill()
    return f"with {in_hand} captures in hand; not started again"


def start_worker(on: Cluster) -> None:
    on.workers[0].start()


def cut_worker_off(on: Cluster) -> str:
    """Pull its cable while it is in the middle of captures, and put it back much later."""
    worker = on.workers[1]
    in_hand = _fill_hands(on, worker)
    on.network.cut(worker.name)
    time.sleep(CUT_OFF_S)
    on.network.join(worker.name)
    return f"with {in_hand} captures in hand"


def kill_server(on: Cluster) -> str:
    on.servers[0].kill()
    began = time.monotonic()
    time.sleep(RESTART_S)
    on.servers[0].start()
    return f"ready again after {time.monotonic() - began:.1f} s"


def crash_postgres(on: Cluster) -> str:
    on.postgres.kill()
    began = time.monotonic()
    on.postgres.start()
    return f"its own start took {time.monotonic() - began:.1f} s"


def kill_backend(on: Cluster) -> str:
    on.postgres.kill_backend()
    return "PostgreSQL ends all sessions and recovers"


def take_s3_away(on: Cluster) -> str:
    on.s3.kill()
    time.sleep(S3_AWAY_S)
    on.s3.start()
    return f"away for {S3_AWAY_S:.0f} s"


def reload_nginx(on: Cluster) -> str:
    on.nginx.reload()
    time.sleep(RESTART_S)
    return "SIGHUP"


def restart_everything(on: Cluster) -> str:
    """SIGTERM to one after the other, each started again before the next is asked to stop."""
    ends_s = {}
    for part in (*on.servers, *on.workers):
        ends_s[part.name] = part.terminate()
        part.start()
        time.sleep(TRUSTED_AGAIN_S)
    on.s3.stop()
    on.s3.start()
    on.postgres.stop()
    on.postgres.start()
    on.nginx.terminate()
    on.nginx.start()
    slowest = max(ends_s, key=ends_s.__getitem__)
    return f"slowest to end: {slowest} in {ends_s[slowest]:.1f} s"


SHORT: Sequence[Fault] = (
    Fault("worker kill -9", kill_worker, start_worker, TAKEN_OVER_S),
    Fault("PostgreSQL stopped at once", crash_postgres),
)

WHOLE: Sequence[Fault] = (
    SHORT[0],
    Fault("worker cut off the network", cut_worker_off),
    Fault("server kill -9", kill_server),
    SHORT[1],
    Fault("kill -9 of a PostgreSQL session", kill_backend),
    Fault("S3 away", take_s3_away),
    Fault("nginx reload", reload_nginx),
    Fault("rolling restart of everything", restart_everything),
)


def possible(faults: Sequence[Fault], on: Cluster) -> list[Fault]:
    """Those that can be made here: without namespaces there is no cable to be pulled."""
    has_cables = isinstance(on.network, Namespaces)
    return [fault for fault in faults if has_cables or fault.act is not cut_worker_off]


def _fill_hands(on: Cluster, worker: Worker) -> int:
    """Save slow pages until the worker is in the middle of some; how many."""
    for _ in range(SLOW_SAVES_MAX):
        on.people[0].save_new("slow")
        in_hand = worker.slow_pages_in_hand()
        if in_hand >= IN_HAND:
            return in_hand
    raise RuntimeError(f"{worker.name} took no more than {in_hand} of {SLOW_SAVES_MAX} captures")
