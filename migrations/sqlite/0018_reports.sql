-- Messages that viewers reported, as they were said: the chat may no longer have them. `visitor` is the author's browser.
CREATE TABLE chat_reported (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author TEXT,
    role TEXT,
    color TEXT,
    body TEXT NOT NULL,
    reply INTEGER,
    visitor TEXT,
    PRIMARY KEY (streamer, id)
) STRICT, WITHOUT ROWID;

-- Who reported them, and why. `id` grows with the reports.
CREATE TABLE chat_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    message INTEGER NOT NULL,
    visitor TEXT,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    reported_at INTEGER NOT NULL
) STRICT;

CREATE INDEX chat_reports_message ON chat_reports (streamer, message);

-- What moderators note about people, known again by account or browser, or by name where neither is known.
CREATE TABLE chat_notes (
    id TEXT NOT NULL PRIMARY KEY,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    visitor TEXT,
    account INTEGER,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_notes_streamer ON chat_notes (streamer);
