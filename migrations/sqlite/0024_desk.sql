-- Browsers that are signed in to a streamer's studio by key or link or, without a streamer, to the administration.
CREATE TABLE desk_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    streamer TEXT REFERENCES streamers (folded) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used INTEGER NOT NULL
) STRICT;

CREATE INDEX desk_sessions_streamer ON desk_sessions (streamer);

-- Links that begin such a session, once.
CREATE TABLE login_links (
    hash TEXT NOT NULL PRIMARY KEY,
    streamer TEXT REFERENCES streamers (folded) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_links_streamer ON login_links (streamer);
