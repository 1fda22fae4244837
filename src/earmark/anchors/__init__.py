"""Where a quoted passage stands in a text that has changed since it was quoted.

Pure: texts in, places out. Highlights, reading positions and re-extraction all use it.

    >>> target = Target("The harbour reopened today. The boats came in at noon.")
    >>> target.attach(Quote("boats came in"))
    Attached(start=32, end=45, confidence=0.8, how='exact')
"""

from earmark.anchors.attach import Attached, Orphan, Target
from earmark.anchors.quote import Quote, quote_of

__all__ = ["Attached", "Orphan", "Quote", "Target", "quote_of"]
