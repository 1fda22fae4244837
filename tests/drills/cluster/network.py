"""Where the parts of the cluster run: each on a network of its own, or all on this machine.

``enter()`` starts this program anew in a network of its own, with a bridge ("hub") on which
PostgreSQL, S3, nginx and the web that is saved listen; each server and worker then gets a
namespace with an address of its own, so that its cable can be pulled. All of it is gone with
the program. Where the machine does not allow that, everything listens on loopback.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

INSIDE = "DRILL_INSIDE"
"""Set where the program already runs in its own network."""

HOSTS = 24
"""Of the web that is saved: at most two pages of one host are fetched at once."""

_PREPARE = """
set -e
mkdir -p /run/netns
mount -t tmpfs none /run/netns
ip link set lo up
ip link add name hub type bridge
ip address add 10.77.0.1/16 dev hub
for n in $(seq {hosts}); do ip address add 10.77.1.$n/16 dev hub; done
ip link set hub up
"""


@dataclass(frozen=True)
class Place:
    """Where a part runs: its address, and the words before its command."""

    address: str
    prefix: tuple[str, ...] = ()


class Network(Protocol):
    """Addresses for all parts."""

    says: str
    hub: str
    hosts: Sequence[str]

    def place(self, name: str) -> Place:
        """A new place for one part."""

    def cut(self, name: str) -> None:
        """Pull the cable of a part."""

    def join(self, name: str) -> None:
        """Put it back."""


class Namespaces:
    """A network namespace for each server and worker."""

    says = "a network namespace for each server and worker"
    hub = "10.77.0.1"
    hosts = tuple(f"10.77.1.{n}" for n in range(1, HOSTS + 1))

    def __init__(self) -> None:
        _shell(_PREPARE.format(hosts=HOSTS))
        self._places = 0

    def place(self, name: str) -> Place:
        self._places += 1
        address = f"10.77.0.{10 + self._places}"
        _shell(
            f"""
            set -e
            ip netns add {name}
            ip link add name to-{name} type veth peer name eth0 netns {name}
            ip link set to-{name} master hub up
            ip -n {name} address add {address}/16 dev eth0
            ip -n {name} link set eth0 up
            ip -n {name} link set lo up
            """
        )
        return Place(address, ("ip", "netns", "exec", name))

    def cut(self, name: str) -> None:
        _shell(f"ip link set to-{name} down")

    def join(self, name: str) -> None:
        _shell(f"ip link set to-{name} up")


class OneMachine:
    """Everything on loopback."""

    says = "plain processes on loopback (no network namespaces here)"
    hub = "127.0.0.1"
    hosts = tuple(f"127.0.1.{n}" for n in range(1, HOSTS + 1))

    def place(self, name: str) -> Place:
        return Place(self.hub)

    def cut(self, name: str) -> None:
        raise NotImplementedError("there are no cables here")

    def join(self, name: str) -> None:
        raise NotImplementedError("there are no cables here")


def enter(module: str) -> None:
    """Start ``module`` anew in a network of its own, if the machine allows that; else return."""
    if INSIDE in os.environ or not _is_allowed():
        return
    os.environ |= {INSIDE: "1", "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    command = ["unshare", "--net", "--mount", sys.executable, "-m", module, *sys.argv[1:]]
    os.execvp(command[0], command)


def open_network() -> Network:
    """Namespaces where ``enter()`` has made a network of our own; else this machine."""
    return Namespaces() if INSIDE in os.environ else OneMachine()


def _is_allowed() -> bool:
    """Whether a network with a bridge and a namespace can be made, by making one."""
    trial = (
        _PREPARE.format(hosts=1)
        + "ip netns add trial; ip link add name one type veth peer name two"
    )
    environ = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    command = ["unshare", "--net", "--mount", "sh", "-c", trial]
    try:
        return subprocess.run(command, env=environ, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def _shell(script: str) -> None:
    subprocess.run(["sh", "-c", script], check=True)
