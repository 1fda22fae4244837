"""An S3 bucket as blob store: ``PREFIX/sha256/ab/cd/<digest>.zst``, as in a folder.

Every request is tried again for a while, with growing pauses. Once that came to nothing, the
store counts as away: each call then looks first, in a few seconds, whether it is back, so
that those who need no blob do not wait behind those who do.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final, TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store as Client

from earmark.blobs.bucket import Bucket
from earmark.blobs.s3_uploads import abort_uploads
from earmark.blobs.store import MAX_BLOB_BYTES
from earmark.errors import NotFound, Reason, StoreAway, Unreadable
from earmark.logs import log

PART_BYTES = 5 * 2**20
"""The smallest part that S3 takes. What is larger goes up in parts, so that a request that
fails costs one part only."""

PARTS_AT_ONCE = 2
"""Two parts pass in 30 s from 3 Mbit/s on, and hold 10 MB."""

PATIENCE_S = 8.0
"""No new try after so long, for somebody may wait; a job comes again by itself."""

_PATIENT: Final[Mapping[str, Any]] = {
    "client_options": {"connect_timeout": "3s", "read_timeout": "30s", "timeout": "10m"},
    "retry_config": {
        "max_retries": 20,
        "backoff": {
            "init_backoff": timedelta(milliseconds=100),
            "max_backoff": timedelta(seconds=2),
            "base": 2,
        },
    },
}
"""For work: tried again, with growing pauses, until patience ends."""

_QUICK: Final[Mapping[str, Any]] = {
    "client_options": {"connect_timeout": "2s", "timeout": "3s"},
    "retry_config": {"max_retries": 1},
}
"""For a look, and for what is done while others wait: three seconds, and one hiccup."""

_Answer = TypeVar("_Answer")


class S3Store:
    """Compressed bytes by digest in a bucket; safe for many threads, processes, machines.

    Every call raises StoreAway when the store does not answer, refuses, or has no such bucket.
    """

    def __init__(self, bucket: Bucket, patience_s: float = PATIENCE_S) -> None:
        self._bucket = bucket
        self._patient = _client(bucket, _PATIENT, patience_s)
        self._quick = _client(bucket, _QUICK, 1.0)
        self._is_away = False

    def put(self, digest: str, stored: bytes) -> None:
        """Keep the bytes; keeping what is there already changes nothing.

        An object appears whole or not at all. What is there is compared, not believed: a
        damaged object is put right.
        """
        path = _path(digest)
        with suppress(StoreAway):  # a create that broke off may have been done: the look tells
            if len(stored) <= PART_BYTES and self._is_created(path, stored):
                return
        if self._find(path) != stored:
            self._work(
                lambda client: obstore.put(
                    client, path, stored, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
                )
            )

    def get(self, digest: str) -> bytes:
        """The stored bytes; raises NotFound when they are not there."""
        found = self._find(_path(digest))
        if found is None:
            raise NotFound(f"The kept file {digest[:12]} is missing from the store.")
        return found

    def has(self, digest: str) -> bool:
        """Whether the blob is there."""
        try:
            self._work(lambda client: obstore.head(client, _path(digest)))
        except FileNotFoundError:
            self._look()  # a bucket that is not there looks just the same
            return False
        return True

    def check(self, *, is_begun: bool) -> None:
        """Raises StoreAway unless the bucket answers; a store that has begun is not empty."""
        if not self._look() and is_begun:
            raise StoreAway(f"There are no kept files in {self._bucket}, though there should be.")

    def delete(self, *digests: str) -> None:
        """Forget blobs; forgetting what is not there is no error. Quick: others wait."""
        if digests:
            paths = [_path(digest) for digest in digests]
            self._ask(self._quick, lambda client: obstore.delete(client, paths))

    def digests(self) -> list[str]:
        """All digests in the store, in order; asked for in pages of 1,000."""
        pages = self._work(lambda client: list(obstore.list(client, "sha256")))
        return sorted(each["path"].rpartition("/")[2][:64] for page in pages for each in page)

    def clear_unfinished(self, begun_before: datetime) -> int:
        """Abort uploads in parts that nobody will finish any more; how many."""
        return abort_uploads(self._bucket, begun_before)

    def trial(self) -> str:
        """What a small file shows of the store, in a few words for ``earmark doctor``.

        Raises StoreAway when it cannot be written, read and deleted.
        """
        path, content = f"trial/{token_hex(8)}", token_hex(32).encode()
        self._work(lambda client: obstore.put(client, path, content))
        came_back = self._find(path) == content
        self._is_created(path, b"another")
        is_kept = self._find(path) == content
        self._work(lambda client: obstore.delete(client, path))
        if not came_back:
            return f"{self._bucket} does not give back what was put"
        if not is_kept:
            return (
                f"{self._bucket} writes over what is there though told not to (If-None-Match)."
                " Nothing is lost by that, but put up to date what serves the bucket"
            )
        return f"{self._bucket} keeps, gives back, and never writes over"

    def _is_created(self, path: str, content: bytes) -> bool:
        """Put unless something is there; whether nothing was."""
        try:
            self._work(
                lambda client: obstore.put(
                    client, path, content, mode="create", use_multipart=False
                )
            )
        except AlreadyExistsError:
            return False
        return True

    def _find(self, path: str) -> bytes | None:
        try:
            return self._work(lambda client: _read(client, path))
        except FileNotFoundError:
            return None

    def _work(self, act: Callable[[Client], _Answer]) -> _Answer:
        """What the store answers, patiently, unless it is known to be away and still is."""
        if self._is_away:
            self._look()
        return self._ask(self._patient, act)

    def _look(self) -> bool:
        """Whether there are blobs. Raises StoreAway unless the bucket answers in 3 seconds."""
        found = self._ask(self._quick, lambda client: client.list_with_delimiter("sha256"))
        if self._is_away:
            self._is_away = False
            log.info("blobs.store_is_back")
        return bool(found["common_prefixes"])

    def _ask(self, client: Client, act: Callable[[Client], _Answer]) -> _Answer:
        try:
            return act(client)
        except AlreadyExistsError:
            raise
        except FileNotFoundError as exc:
            if "NoSuchBucket" not in str(exc):
                raise
            raise self._away(exc) from exc
        except BaseError as exc:
            raise self._away(exc) from exc

    def _away(self, error: Exception) -> StoreAway:
        if not self._is_away:
            self._is_away = True
            log.warning("blobs.store_is_away", error=_first_line(error))
        return StoreAway(self._sentence(str(error)))

    def _sentence(self, said: str) -> str:
        """What is the matter; what the store itself has to say stays in the log."""
        if "NoSuchBucket" in said:
            what = f"has no bucket {self._bucket.name}"
        elif "403 Forbidden" in said:
            what = "refuses Earmark's key"
        else:
            what = "does not answer just now"
        return f"The store of kept files {what}. Nothing was changed; try again in a minute."


def _client(bucket: Bucket, manners: Mapping[str, Any], patience_s: float) -> Client:
    """A client that goes by our settings alone: else the library reads AWS_*, and *_PROXY."""
    keys = {"access_key_id": bucket.access_key, "secret_access_key": bucket.secret_key}
    no_proxy = {"proxy_url": bucket.endpoint, "proxy_excludes": "*"}
    is_plain = bucket.endpoint.startswith("http://")
    options: Any = {**manners["client_options"], **no_proxy, "allow_http": is_plain}
    retries: Any = {**manners["retry_config"], "retry_timeout": timedelta(seconds=patience_s)}
    credentials: Any = {**keys, "expires_at": None}  # Any: the library has a dict type for each
    return Client(
        bucket.name,
        prefix=bucket.prefix or None,
        endpoint=bucket.endpoint,
        aws_endpoint_url_s3=bucket.endpoint,
        region=bucket.region,
        credential_provider=lambda: credentials,
        skip_signature=False,
        virtual_hosted_style_request=False,
        client_options=options,
        retry_config=retries,
    )


def _read(client: Client, path: str) -> bytes:
    found = obstore.get(client, path)
    if found.meta["size"] > MAX_BLOB_BYTES:
        raise Unreadable(Reason.TOO_LARGE, f"The kept file {path[-68:-56]} is damaged.")
    return bytes(found.bytes())


def _path(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}.zst"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
