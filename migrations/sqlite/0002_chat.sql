-- What was said in rooms, for as long as history keeps it. `id` grows from message to message within a room.
-- A notice has no author. `body` is the words, or a drawing's data URL.
CREATE TABLE chat_messages (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author TEXT,
    role TEXT,
    color TEXT,
    body TEXT NOT NULL,
    reply INTEGER,
    PRIMARY KEY (streamer, id)
) STRICT, WITHOUT ROWID;

-- Messages that were removed one by one, so that pages that were away meanwhile hear of it; gone with those around them.
CREATE TABLE chat_deletions (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    PRIMARY KEY (streamer, id)
) STRICT, WITHOUT ROWID;

-- Who may not speak: known again by browser or address, of which only an unreadable form is kept.
CREATE TABLE chat_mutes (
    id TEXT NOT NULL PRIMARY KEY,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    visitor TEXT,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    muted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_mutes_streamer ON chat_mutes (streamer);

-- Who keeps order, known again by browser.
CREATE TABLE chat_moderators (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    visitor TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (streamer, visitor)
) STRICT, WITHOUT ROWID;

-- Seconds between two messages of one person.
ALTER TABLE streamers ADD COLUMN slow_mode INTEGER NOT NULL DEFAULT 0;

-- Names the batch that the journal wrote last, so that one whose outcome it never heard of is not written twice.
ALTER TABLE site_state ADD COLUMN last_batch TEXT NOT NULL DEFAULT '';

-- The last messages of a stream, and its latest start, are found without reading all else that happened in it.
CREATE INDEX audit_events_kind ON audit_events (folded, kind, id);
