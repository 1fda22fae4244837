"""Uploads in parts that were begun and never ended, found and aborted.

Their parts are invisible, and cost money for good. The library behind ``blobs/s3`` neither
lists nor aborts them, so two requests are signed here by hand (AWS Signature Version 4).
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

from earmark import clock
from earmark.blobs.bucket import Bucket
from earmark.errors import NotAllowed, StoreAway

TIMEOUT_S = 10

PASSING = (500, 502, 503, 504)
"""Answers that are about the moment, not about us."""

NOTHING_SHA256 = hashlib.sha256(b"").hexdigest()


def abort_uploads(bucket: Bucket, begun_before: datetime) -> int:
    """Abort the uploads begun before then; how many.

    Raises StoreAway when the store does not answer, NotAllowed when it refuses.
    """
    stale = [(key, upload) for key, upload, at in _uploads(bucket) if at < begun_before]
    for key, upload_id in stale:
        _ask(bucket, "DELETE", key, {"uploadId": upload_id})
    return len(stale)


def _uploads(bucket: Bucket) -> Iterator[tuple[str, str, datetime]]:
    """Key, id and beginning of each upload under the prefix, page by page."""
    marker: dict[str, str] = {}
    while True:
        prefix = f"{bucket.prefix}/" if bucket.prefix else ""
        page = _page(bucket, {"uploads": "", "prefix": prefix, **marker})
        for each in page.iterfind("Upload"):
            begun_at = datetime.fromisoformat(each.findtext("Initiated", ""))
            yield each.findtext("Key", ""), each.findtext("UploadId", ""), begun_at
        if page.findtext("IsTruncated") != "true":
            return
        marker = {
            "key-marker": page.findtext("NextKeyMarker", ""),
            "upload-id-marker": page.findtext("NextUploadIdMarker", ""),
        }


def _page(bucket: Bucket, query: Mapping[str, str]) -> ElementTree.Element:
    """A page of the list, its names without their namespace, which some servers leave out."""
    page = ElementTree.fromstring(_ask(bucket, "GET", "", query))  # noqa: S314 - the operator's own store
    for element in page.iter():
        element.tag = element.tag.rpartition("}")[2]
    return page


def _ask(bucket: Bucket, method: str, key: str, query: Mapping[str, str]) -> bytes:
    where = urlsplit(bucket.endpoint)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.netloc, timeout=TIMEOUT_S)
    path = quote(f"/{bucket.name}/{key}" if key else f"/{bucket.name}")
    sorted_query = urlencode(sorted(query.items()), quote_via=quote, safe="")
    try:
        headers = _signed(bucket, method, path, sorted_query, clock.now())
        connection.request(method, f"{path}?{sorted_query}", headers=headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, HTTPException) as exc:
        raise StoreAway("The store of kept files does not answer just now.") from exc
    finally:
        connection.close()
    if answer.status in PASSING:
        raise StoreAway("The store of kept files is too busy just now.")
    is_gone = (method, answer.status) == ("DELETE", 404)  # it came to its end meanwhile
    if answer.status >= 300 and not is_gone:
        what = f"{method} of unfinished uploads with {answer.status}"
        raise NotAllowed(f"The store of kept files answers {what}. See what the key may do.")
    return content


def _signed(bucket: Bucket, method: str, path: str, query: str, at: datetime) -> dict[str, str]:
    """The headers of a request without a body, with its signature."""
    stamp, day = f"{at:%Y%m%dT%H%M%SZ}", f"{at:%Y%m%d}"
    headers = {
        "host": urlsplit(bucket.endpoint).netloc,
        "x-amz-content-sha256": NOTHING_SHA256,
        "x-amz-date": stamp,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join([method, path, query, lines, names, NOTHING_SHA256])
    scope = f"{day}/{bucket.region}/s3/aws4_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = f"AWS4{bucket.secret_key}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"):
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"AWS4-HMAC-SHA256 Credential={bucket.access_key}/{scope}"
    return {**headers, "authorization": f"{credential},SignedHeaders={names},Signature={key.hex()}"}
