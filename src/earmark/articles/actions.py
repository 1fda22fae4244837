"""What changes Articles: finding or making one, storing a capture, noting a failure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from earmark import clock
from earmark.archive.inlined import INLINED_HOST
from earmark.articles.canonical import address_turn
from earmark.articles.capture import Capture, Received
from earmark.articles.joining import joined_addresses
from earmark.articles.models import (
    Address,
    Article,
    CaptureFailure,
    Extraction,
    Picture,
    Snapshot,
)
from earmark.blobs.store import Blobs
from earmark.db.base import new_id
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.db.upsert import insert
from earmark.errors import NotFound
from earmark.extract import EXTRACTOR_VERSION, ExtractedArticle
from earmark.fetch import parse_address
from earmark.jobs.queue import (
    NOW_PRIORITY,
    SOON_PRIORITY,
    NewJob,
    enqueue,
    enqueue_all,
)
from earmark.jobs.task import Failure

CAPTURE = "articles.capture"
READ_SNAPSHOT = "articles.read_snapshot"
FETCH_PICTURES = "articles.fetch_pictures"
CHANGED = "library.article_changed"
"""Job kinds. The last is queued by name: articles do not know the library above them."""


def for_addresses(
    tx: Session, canonical_urls: Iterable[str]
) -> tuple[Mapping[str, str], Collection[str]]:
    """The Article's id for each address, and the ids of those that were made for it now.

    In the caller's write.
    """
    wanted = list(dict.fromkeys(canonical_urls))
    rows = tx.connection().execute(_KNOWN, {"canonical_urls": wanted})
    known = dict(rows.all())
    made = {url: new_id() for url in wanted if url not in known}
    if made:
        _add(tx, made)
    return {**known, **made}, set(made.values())


def _add(tx: Session, made: Mapping[str, str]) -> None:
    """Make Articles, given their ids by canonical address."""
    connection, at = tx.connection(), clock.now()
    articles = [{"id": article_id, "first_seen_at": at} for article_id in made.values()]
    connection.execute(_ADD_ARTICLE, articles)
    saved = {"origin": "saved", "added_at": at}
    addresses = [{"canonical_url": u, "article_id": i, **saved} for u, i in made.items()]
    connection.execute(_ADD_ADDRESS, addresses)


_KNOWN = select(Address.canonical_url, Address.article_id).where(
    Address.canonical_url.in_(bindparam("canonical_urls", expanding=True))
)
_ADD_ARTICLE = insert(Article.__table__)
_ADD_ADDRESS = insert(Address.__table__)


def queue_capture(tx: Session, article_id: str, url: str) -> None:
    """Have the page fetched and read; asking twice is asking once."""
    enqueue_all(tx, [capture_job(article_id, url, parse_address(url).host)])


def capture_job(article_id: str, url: str, host: str) -> NewJob:
    """The fetching and reading of a page, to be queued."""
    args = {"article_id": article_id, "url": url}
    return NewJob(CAPTURE, args, key=f"capture:{article_id}", host=host, priority=NOW_PRIORITY)


def add_received(
    tx: Session,
    article_id: str,
    account_id: int,
    received: Received,
    body_sha256: str,
    title: str | None,
) -> str:
    """Note bytes that a person sent as a private Snapshot, and have them read; its id."""
    return _add_to_be_read(tx, _snapshot(article_id, account_id, received, body_sha256), title)


def store_unread(db: Database, blobs: Blobs, article_id: str, received: Received) -> None:
    """Keep the bytes of a public capture that could not be read, and have that tried again.

    The capture does not count as done, so that saving the page once more fetches it anew.
    """
    [body] = blobs.put(received.body)
    with db.write() as tx:
        _add_to_be_read(tx, _snapshot(article_id, None, received, body), None)


def store_capture(db: Database, blobs: Blobs, article_id: str, capture: Capture) -> None:
    """Keep a public capture: bytes first, then in one transaction all rows and what follows."""
    body, *copies = blobs.put(capture.received.body, *_copies(capture.article))
    with db.write() as tx:
        snapshot = _snapshot(article_id, None, capture.received, body)
        tx.add(snapshot)
        tx.flush()
        _queue_pictures(tx, _add_reading(tx, snapshot, capture.article, copies))


def store_reading(db: Database, blobs: Blobs, snapshot_id: str, article: ExtractedArticle) -> None:
    """Keep what was read from a Snapshot that is there already.

    Raises NotFound when the Snapshot went meanwhile.
    """
    copies = blobs.put(*_copies(article))
    with db.write() as tx:
        snapshot = tx.get(Snapshot, snapshot_id)
        if snapshot is None:
            raise NotFound("The snapshot is gone.")
        _queue_pictures(tx, _add_reading(tx, snapshot, article, copies))


def store_rereading(
    db: Database, blobs: Blobs, snapshot_id: str, article: ExtractedArticle
) -> None:
    """Keep what was read from a Snapshot once more; no site is asked for its pictures.

    Those that the page itself carries are cut out of it; others are taken where they are kept.
    Raises NotFound when the Snapshot went meanwhile.
    """
    copies = blobs.put(*_copies(article))
    with db.write() as tx:
        snapshot = tx.get(Snapshot, snapshot_id)
        if snapshot is None:
            raise NotFound("The snapshot is gone.")
        pictures = _add_reading(tx, snapshot, article, copies)
        carried = [p for p in pictures if urlsplit(p.url).hostname == INLINED_HOST]
        _queue_pictures(tx, carried)
        for picture in pictures:
            if picture.reading_sha256 is None and picture not in carried:
                picture.failure = _NOT_FETCHED


_NOT_FETCHED = "It was found when the kept page was read anew. Refresh the page to fetch it."


def note_failure(db: Database, article_id: str, account_id: int, failure: Failure) -> None:
    """Write down why a capture came to nothing, so that the people concerned see it."""
    row = {
        "failed_at": clock.now(),
        "reason": failure.reason,
        "message": failure.message[:500],
        "next_try_at": failure.next_try_at,
    }
    with db.write() as tx:
        statement = insert(CaptureFailure).values(
            article_id=article_id, account_id=account_id, **row
        )
        keys = [CaptureFailure.article_id, CaptureFailure.account_id]
        tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
        queue_changed(tx, article_id)


def note_picture(db: Database, key: tuple[str, int], values: Mapping[str, object]) -> None:
    """Note what became of a picture: its blobs and size, or why it could not be kept."""
    extraction_id, position = key
    with db.write() as tx:
        tx.execute(
            update(Picture)
            .where(Picture.extraction_id == extraction_id, Picture.position == position)
            .values(**values)
        )


def pictures_done(db: Database, article_id: str) -> None:
    """The pictures have been tried: lists may show one now."""
    with db.write() as tx:
        queue_changed(tx, article_id)


def _copies(article: ExtractedArticle) -> tuple[bytes, bytes]:
    return article.body_html.encode(), article.body_text.encode()


def _snapshot(
    article_id: str, account_id: int | None, received: Received, body_sha256: str
) -> Snapshot:
    return Snapshot(
        id=new_id(),
        article_id=article_id,
        account_id=account_id,
        taken_at=received.taken_at,
        origin=received.origin,
        requested_url=received.requested_url,
        final_url=received.final_url,
        hops=list(received.hops),
        status=received.status,
        headers=[list(pair) for pair in received.headers],
        content_type=received.content_type,
        body_sha256=body_sha256,
        body_bytes=len(received.body),
    )


def _add_to_be_read(tx: Session, snapshot: Snapshot, title: str | None) -> str:
    tx.add(snapshot)
    tx.flush()
    args = {"snapshot_id": snapshot.id, "title": title}
    enqueue(tx, READ_SNAPSHOT, args, key=f"read:{snapshot.id}", priority=NOW_PRIORITY)
    return snapshot.id


def _add_reading(
    tx: Session, snapshot: Snapshot, article: ExtractedArticle, copies: Sequence[str]
) -> list[Picture]:
    """All rows that come of reading a Snapshot, and what follows from them; its pictures."""
    if snapshot.account_id is None and article.verdict == "article":
        _join_redirects(tx, snapshot, article)
    pictures = _add_extraction(tx, snapshot, article, copies)
    if snapshot.account_id is None:
        _note_public_capture(tx, snapshot)
    _tell(tx, snapshot.article_id, snapshot.account_id or 0)
    return pictures


def _note_public_capture(tx: Session, snapshot: Snapshot) -> None:
    """Remember when the newest public Snapshot was taken that could be read."""
    taken_at, known_at = snapshot.taken_at, Article.public_capture_at
    is_newer = or_(known_at.is_(None), known_at < taken_at)
    of = Article.id == snapshot.article_id, is_newer
    tx.execute(update(Article).where(*of).values(public_capture_at=taken_at))


def _add_extraction(
    tx: Session, snapshot: Snapshot, article: ExtractedArticle, copies: Sequence[str]
) -> list[Picture]:
    row = _extraction(snapshot, article, copies)
    tx.add(row)
    tx.flush()
    pictures = _pictures(row.id, article, _kept_pictures(tx, snapshot.article_id))
    tx.add_all(pictures)
    tx.flush()
    return pictures


def _queue_pictures(tx: Session, pictures: Collection[Picture]) -> None:
    """Have the pictures of an Extraction fetched, a job for each host."""
    for host in sorted({urlsplit(p.url).hostname or "" for p in pictures} - {""}):
        extraction_id = next(p.extraction_id for p in pictures)
        args = {"extraction_id": extraction_id, "host": host}
        key = f"pictures:{extraction_id}:{host}"
        asked = None if host == INLINED_HOST else host
        enqueue(tx, FETCH_PICTURES, args, key=key, host=asked, priority=SOON_PRIORITY)


def _extraction(snapshot: Snapshot, article: ExtractedArticle, copies: Sequence[str]) -> Extraction:
    html_sha256, text_sha256 = copies
    return Extraction(
        id=new_id(),
        snapshot_id=snapshot.id,
        article_id=snapshot.article_id,
        extractor_version=EXTRACTOR_VERSION,
        made_at=clock.now(),
        verdict=str(article.verdict),
        verdict_reason=str(article.verdict_reason) if article.verdict_reason else None,
        verdict_message=article.verdict_message,
        headline=article.headline,
        byline=article.byline,
        agency=article.agency,
        dateline=article.dateline.place if article.dateline else None,
        site_name=article.site_name,
        section=article.section,
        description=article.description,
        published_at=article.published_at,
        modified_at=article.modified_at,
        language=article.language,
        direction=article.direction,
        kind=article.kind,
        confidence=article.confidence,
        body_words=article.body_words,
        body_html_sha256=html_sha256,
        body_text_sha256=text_sha256,
        why={name: why.to_json() for name, why in article.why.items()},
    )


def _kept_pictures(tx: Session, article_id: str) -> dict[str, Picture]:
    """Pictures of earlier captures of the Article, by address: not fetched again.

    Those that a page carried are its sender's, and are cut out of each page anew.
    """
    rows = tx.scalars(
        select(Picture)
        .join(Extraction, Extraction.id == Picture.extraction_id)
        .where(Extraction.article_id == article_id, Picture.reading_sha256.is_not(None))
        .where(Picture.url.not_like(f"https://{INLINED_HOST}/%"))
    )
    return {row.url: row for row in rows}


def _pictures(
    extraction_id: str, article: ExtractedArticle, known: Mapping[str, Picture]
) -> list[Picture]:
    rows = []
    for position, picture in enumerate(article.pictures):
        row = Picture(
            extraction_id=extraction_id,
            position=position,
            url=picture.url,
            caption=picture.caption,
            credit=picture.credit,
            alt=picture.alt,
            is_lead=article.lead_picture is not None and picture.url == article.lead_picture.url,
        )
        if kept := known.get(picture.url):
            row.original_sha256, row.reading_sha256 = kept.original_sha256, kept.reading_sha256
            row.thumb_sha256, row.media_type = kept.thumb_sha256, kept.media_type
            row.width, row.height = kept.width, kept.height
        rows.append(row)
    return rows


def _join_redirects(tx: Session, snapshot: Snapshot, article: ExtractedArticle) -> None:
    """Addresses that prove to name this Article are its own too, unless they have one."""
    asked, hops, final = snapshot.requested_url, snapshot.hops, snapshot.final_url
    joined = joined_addresses(asked, hops, final, article)
    take_turns(tx, *map(address_turn, joined))
    for canonical in joined:
        values = {
            "canonical_url": canonical,
            "article_id": snapshot.article_id,
            "origin": "redirect",
            "added_at": clock.now(),
        }
        tx.execute(insert(Address).values(values).on_conflict_do_nothing())


def _tell(tx: Session, article_id: str, account_id: int) -> None:
    tx.execute(
        delete(CaptureFailure).where(
            CaptureFailure.article_id == article_id, CaptureFailure.account_id == account_id
        )
    )
    queue_changed(tx, article_id)


def queue_changed(tx: Session, article_id: str) -> None:
    """Have everyone's Bookmark of the Article brought up to what it has become."""
    args = {"article_id": article_id}
    enqueue(tx, CHANGED, args, key=f"changed:{article_id}", priority=NOW_PRIORITY)
