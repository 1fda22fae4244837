"""Earmark: save articles for later, keep them for good, know where they came from."""

__version__ = "0.1.0"
