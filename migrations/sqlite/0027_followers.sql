-- Whether followers are told when the stream goes live.
ALTER TABLE streamers ADD COLUMN announced INTEGER NOT NULL DEFAULT 1;

-- The key by which push services know the site (VAPID), encrypted with a key that is made of the site's secret key.
CREATE TABLE push_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
) STRICT;

-- Who asked to be told when a stream goes live. `channel` is 'push'; `target` is the address at the push service, `key_material` the
-- browser's public key and secret. `broadcast` is the last one of which they were told, or did not have to be. Without
-- `confirmed_at` they are not told of any.
CREATE TABLE followers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    -- SHA-256 of the target
    hash TEXT NOT NULL,
    target TEXT NOT NULL,
    key_material BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    broadcast TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER,
    -- broadcasts in a row of which they could not be told
    given_up INTEGER NOT NULL DEFAULT 0,
    UNIQUE (streamer, channel, hash)
) STRICT;
