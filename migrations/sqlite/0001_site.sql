-- One row. `revision` moves with every administrative change, so that a running server notices it.
CREATE TABLE site_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;

INSERT INTO site_state (id, revision) VALUES (1, 0);

-- `folded` is the name in lower case by the rules of Unicode, which the database itself does not know.
CREATE TABLE streamers (
    folded TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    chat TEXT,
    description TEXT,
    password TEXT,
    mastodon TEXT,
    last_live INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE custom_emotes (
    alias TEXT NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Broadcasts that have not ended, so that a restarted server finds them again.
CREATE TABLE open_broadcasts (
    id TEXT NOT NULL PRIMARY KEY,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    publish_name TEXT,
    prefix TEXT NOT NULL,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX open_broadcasts_streamer ON open_broadcasts (streamer);

-- Messages from outside on their way into a chat.
CREATE TABLE queued_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;

CREATE INDEX queued_messages_streamer ON queued_messages (streamer);

-- Outlives the streamer, hence no reference; `streamer` is the name as spelled when it happened.
CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at INTEGER NOT NULL,
    streamer TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    meta TEXT NOT NULL
) STRICT;

CREATE INDEX audit_events_streamer ON audit_events (folded, id);
