"""Fetching, politely and safely: bytes of other sites in, a ``Page`` or a stated reason out.

    address   what a web address is         guard     which IP addresses may be connected to
    policy    the limits                    connect   names, judged sockets, TLS
    client    Fetcher, the one door         wire      one request and its answer
    trip      redirects and cookies         inflate   content encodings, bounded
    page      what comes back               charset   bytes to text

Nothing else in Earmark opens a connection to a host that a person or a page named.
"""

from earmark.fetch.address import Address, parse_address
from earmark.fetch.charset import decode_text
from earmark.fetch.client import Fetcher
from earmark.fetch.page import Page, status_error
from earmark.fetch.policy import FetchPolicy, parse_allow

__all__ = [
    "Address",
    "FetchPolicy",
    "Fetcher",
    "Page",
    "decode_text",
    "parse_address",
    "parse_allow",
    "status_error",
]
