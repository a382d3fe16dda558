-- Rules of each chat's filter: a word, a phrase or a pattern, and what becomes of messages that have it.
CREATE TABLE chat_filter_rules (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (streamer, id)
) STRICT, WITHOUT ROWID;

-- Messages that wait until a moderator approves or rejects them. `visitor` is the author's browser, in an unreadable form.
CREATE TABLE chat_held (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    role TEXT NOT NULL,
    color TEXT NOT NULL,
    visitor TEXT,
    body TEXT NOT NULL,
    reply INTEGER,
    rule TEXT NOT NULL,
    PRIMARY KEY (streamer, id)
) STRICT, WITHOUT ROWID;

-- The other rules of the chat as JSON; null where moderators set none.
ALTER TABLE streamers ADD COLUMN chat_rules TEXT;
