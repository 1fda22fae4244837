"""The blob store that the settings name: a folder, or a bucket by the S3 protocol."""

from urllib.parse import urlsplit

from earmark.blobs.bucket import Bucket
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Store
from earmark.errors import Invalid
from earmark.settings import Settings


def open_store(settings: Settings) -> Store:
    """The store; nothing is asked of it yet. Raises Invalid when S3 has no keys."""
    if not settings.blob_url.startswith("s3://"):
        return FolderStore(settings.blob_dir)
    for name in ("s3_access_key", "s3_secret_key"):
        if not getattr(settings, name):
            setting = f"EARMARK_{name.upper()}"
            raise Invalid(
                name, f"EARMARK_BLOB_URL names S3; give {setting} too, or {setting}_FILE."
            )
    from earmark.blobs.s3 import S3Store  # 12 MB that a folder does not need

    place = urlsplit(settings.blob_url)
    endpoint = settings.s3_endpoint or f"https://s3.{settings.s3_region}.amazonaws.com"
    return S3Store(
        Bucket(
            endpoint=endpoint.rstrip("/"),
            region=settings.s3_region,
            name=place.netloc,
            prefix=place.path.strip("/"),
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
        )
    )
