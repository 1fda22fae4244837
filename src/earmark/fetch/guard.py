"""The private-address guard: which IP addresses a fetch may connect to.

It judges numbers, not names, at the moment of connecting, so that no spelling of an
address, no redirect and no name server can get round it. IPv4 is open except for the
ranges below; IPv6 is closed except for global unicast less the ranges below, and for
public IPv4 behind the well-known NAT64 prefix, which IPv6-only networks need.

Ranges: IANA's special-purpose address registries (2025-10-09), to which multicast, the
old site-local range, and the addresses that clouds give to their own services are added.
Ranges that IANA calls globally reachable, but that hold no web pages, are refused too.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

SPECIAL_V4 = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared by carriers, CGNAT (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "168.63.129.16/32": "Azure's service for its own machines",
    "169.254.0.0/16": "link-local, cloud metadata (RFC 3927)",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "protocol assignments (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.31.196.0/24": "AS112 (RFC 7535)",
    "192.52.193.0/24": "AMT (RFC 7450)",
    "192.88.99.0/24": "6to4 relays, deprecated (RFC 7526)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "192.175.48.0/24": "AS112 (RFC 7534)",
    "198.18.0.0/15": "benchmarking (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved and broadcast (RFC 1112, RFC 919)",
}

GLOBAL_V6 = ip_network("2000::/3")
"""The only block that IANA gives to networks. Outside lie, all refused: unspecified and
loopback, IPv4-mapped and -compatible (::/96, ::ffff:0:0/96), local NAT64 (64:ff9b:1::/48),
discard-only (100::/64), segment routing (5f00::/16), unique local (fc00::/7), link-local
(fe80::/10), site-local (fec0::/10) and multicast (ff00::/8)."""

SPECIAL_V6 = {
    "2001::/23": "protocol assignments: Teredo, benchmarking, ORCHID, AMT (RFC 2928)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2002::/16": "6to4, leads to any IPv4 address (RFC 3056)",
    "2620:4f:8000::/48": "AS112 (RFC 7534)",
    "3fff::/20": "documentation (RFC 9637)",
}

NAT64 = ip_network("64:ff9b::/96")
"""The last 32 bits are the IPv4 address that the translator connects to (RFC 6052)."""

_SPECIAL_V4 = tuple(ip_network(block) for block in SPECIAL_V4)
_SPECIAL_V6 = tuple(ip_network(block) for block in SPECIAL_V6)


def may_connect(ip: str, port: int, allow: frozenset[tuple[str, int]]) -> bool:
    """Whether a fetch may connect to this IP address and port; ``allow`` is FetchPolicy's."""
    address = ip_address(ip)
    return is_public(address) or (address.compressed, port) in allow


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to the public internet, where web pages live."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _SPECIAL_V4)
    if address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.scope_id is not None or address not in GLOBAL_V6:
        return False
    return not any(address in block for block in _SPECIAL_V6)
