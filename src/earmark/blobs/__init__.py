"""Blobs: bytes kept under the name of their own hash, so that the same bytes are kept once."""
