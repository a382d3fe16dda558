-- Requests to the API with an Idempotency-Key, by digests of what callers wrote. One without an answer was begun, and may have
-- been performed. Answers are encrypted, since some have secrets.
CREATE TABLE repeatable_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    caller BLOB NOT NULL,
    idempotency_key BLOB NOT NULL,
    request BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    answer BLOB,
    UNIQUE (caller, idempotency_key)
) STRICT;

CREATE INDEX repeatable_requests_caller ON repeatable_requests (caller, id);
CREATE INDEX repeatable_requests_time ON repeatable_requests (begun_at);
