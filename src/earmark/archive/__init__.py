"""Kept copies in portable forms: pictures for reading, whole pages, formats to leave with."""
