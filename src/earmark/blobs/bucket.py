"""Where a bucket is and by which keys it is used."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bucket:
    """A bucket and the part of it that is ours; ``endpoint`` is ``http(s)://HOST[:PORT]``."""

    endpoint: str
    region: str
    name: str
    prefix: str
    access_key: str
    secret_key: str = field(repr=False)

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix} at {self.endpoint}"
