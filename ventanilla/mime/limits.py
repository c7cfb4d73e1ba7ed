"""How much of a message is read. What lies beyond stays in the raw message and is named among the faults."""

from __future__ import annotations

WIRE_BYTES = 128 * 1024 * 1024  # more than the 100 MB that are taken on the wire
HEADER_BLOCK_BYTES = 512 * 1024
HEADERS = 1_000
HEADER_BYTES = 64 * 1024
ADDRESSES = 500
REFERENCES = 200
PARTS = 1_000
DEPTH = 50  # deeper multiparts are read too, as if they lay at this depth
MULTIPARTS = 2_000
SCANNED_BYTES = 400 * 1024 * 1024  # by searches for boundaries, in all
TEXT_BYTES = 16 * 1024 * 1024  # of one text part, as sent
TEXT_CHARACTERS = 1_000_000
HTML_TAGS = 40_000
HTML_DEPTH = 100
REPLY_LINES = 10_000  # searched for quotations; what follows stays
NAME_CHARACTERS = 150
EMBEDDED_IMAGES = 100
RECIPIENTS = 200
SIGNATURES = 3  # opaque signatures opened within each other
FAULTS = 50
