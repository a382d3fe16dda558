-- Tokens for programs: of one streamer or, without one, of the site. Only hashes of tokens are stored.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    streamer TEXT REFERENCES streamers (folded) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used INTEGER
) STRICT;

CREATE INDEX api_tokens_streamer ON api_tokens (streamer);
