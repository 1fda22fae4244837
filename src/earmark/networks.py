"""Addresses and networks that an operator names: ``10.0.0.5, 172.16.0.0/12, ::1``."""

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network


def parse_networks(text: str) -> tuple[Network, ...]:
    """The networks in a list parted by commas; an address is a network of one.

    Raises ValueError for a part that is neither, also for one with bits beyond its mask.

    >>> parse_networks("10.0.0.5, fd00::/8")
    (IPv4Network('10.0.0.5/32'), IPv6Network('fd00::/8'))
    """
    parts = (part.strip() for part in text.split(","))
    return tuple(ip_network(part) for part in parts if part)


def is_among(address: str, networks: Sequence[Network]) -> bool:
    """Whether the address lies in one of the networks; what is no address lies in none."""
    found = find_address(address)
    return found is not None and any(found in network for network in networks)


def find_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in a text, with or without a port; None if it is none.

    An IPv4 address in IPv6 clothes (a server that listens on ``::`` sees those) is the
    IPv4 address.

    >>> find_address("[2001:db8::1]:443"), find_address("::ffff:10.0.0.5")
    (IPv6Address('2001:db8::1'), IPv4Address('10.0.0.5'))
    """
    try:
        found = ip_address(_without_port(text.strip()))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
