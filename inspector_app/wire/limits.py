"""Limits both sides know, so that nothing is sent that would be refused for its size.

Read by `services/sync` before sending and by `bureau` on arrival. Values only.
Source: sync-and-bureau design, section 9.
"""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

PROTOCOL = 1
"""Version of the whole conversation, header `Insp-Protocol`; another one answers 426."""

BODY_BYTES = 4 * MIB  # a record body as it crosses the wire
BODY_DECODED_BYTES = 4 * MIB  # its files after base64
BLOBS_PER_RECORD = 200
BLOB_BYTES = 200 * MIB
APPEND_BYTES = 8 * MIB  # most bytes one PATCH may add
PIECE_BYTES = 4 * MIB  # what our client sends at once
ONE_SHOT_BYTES = 1 * MIB  # below this a blob goes with the creating POST
OPEN_UPLOADS = 16  # per device
UPLOAD_AGE_S = 14 * 24 * 3600
CHECK_DIGESTS = 1000
FEED_PAGE = 500
BATCH_RECORDS = 500
JSON_BYTES = 1 * MIB  # any other request body
ANSWER_BYTES = 16 * MIB  # most a laptop reads of one JSON answer
HEADER_BYTES = 16 * KIB  # the Insp-Request header
SESSION_S = 15 * 60
REQUEST_LIFE_S = 10 * 60
CODE_LIFE_S = 24 * 3600
CODE_TRIES = 5
REQUESTS_PER_MINUTE = 600
SESSIONS_PER_MINUTE = 10
