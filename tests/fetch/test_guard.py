"""Which IP addresses a fetch may connect to: the first and last of every range, and beyond."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.fetch.guard import SPECIAL_V4, SPECIAL_V6, is_public, may_connect

REFUSED = [
    *SPECIAL_V4,
    *SPECIAL_V6,
    "::/128",  # unspecified
    "::1/128",  # loopback
    "::7f00:1/128",  # IPv4-compatible
    "::ffff:0:0/96",  # IPv4-mapped, public or not
    "::ffff:0:7f00:1/128",  # IPv4-translated (RFC 2765)
    "64:ff9b::7f00:0/104",  # NAT64 of 127.0.0.0/8
    "64:ff9b::a00:0/104",  # NAT64 of 10.0.0.0/8
    "64:ff9b::a9fe:a9fe/128",  # NAT64 of the metadata address
    "64:ff9b:1::/48",  # local NAT64
    "100::/64",  # discard-only
    "100:0:0:1::/64",  # dummy prefix
    "2001::/32",  # Teredo
    "2001:2::/48",  # benchmarking
    "2001:10::/28",  # ORCHID
    "2001:20::/28",  # ORCHIDv2
    "2001:30::/28",  # drone remote identification
    "2002:7f00:1::/48",  # 6to4 of 127.0.0.1
    "4000::/3",  # not given to networks
    "5f00::/16",  # segment routing
    "fc00::/7",  # unique local
    "fd00:ec2::254/128",  # metadata of a cloud
    "fe80::/10",  # link-local
    "fec0::/10",  # site-local
    "ff00::/8",  # multicast
]

PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
    *("128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.0.1"),
    *("192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15"),
    *("2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "2003::1"),
    "64:ff9b::808:808",  # NAT64 of 8.8.8.8, as IPv6-only networks see it
]


@pytest.mark.parametrize("block", REFUSED)
def test_special_ranges_are_refused_from_end_to_end(block):
    network = ip_network(block)
    assert not is_public(network[0])
    assert not is_public(network[-1])
    assert not is_public(network[network.num_addresses // 2])


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_pass(ip):
    assert is_public(ip_address(ip))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_no_ipv4_address_passes_that_python_calls_not_global(ip: IPv4Address):
    assert ip.is_global or not is_public(ip)


@settings(deadline=None)
@given(st.ip_addresses(v=6))
def test_no_ipv6_address_passes_that_python_calls_not_global(ip: IPv6Address):
    assert ip.is_global or not is_public(ip)


def test_an_address_with_a_zone_is_refused():
    assert not is_public(ip_address("2001:4860:4860::8888%eth0"))


def test_only_the_allowed_pair_passes_the_guard():
    allow = frozenset({("127.0.0.2", 8801)})
    assert may_connect("127.0.0.2", 8801, allow)
    assert not may_connect("127.0.0.2", 8802, allow)
    assert not may_connect("127.0.0.1", 8801, allow)
    assert not may_connect("::ffff:127.0.0.2", 8801, allow)
