"""Making files and their names outlast a power cut."""

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Put a file's content, or the names in a folder, on the disk before going on.

    A new or renamed file is only sure to be found after its folder was flushed too.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
