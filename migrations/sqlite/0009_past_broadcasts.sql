-- Id of the last audit event before the broadcast, so that its own are found without reading older ones.
ALTER TABLE open_broadcasts ADD COLUMN first_event INTEGER NOT NULL DEFAULT 0;

-- Broadcasts that have ended, with their statistics.
CREATE TABLE past_broadcasts (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    peak_viewers INTEGER NOT NULL,
    viewer_seconds INTEGER NOT NULL,
    chatters INTEGER NOT NULL,
    messages INTEGER NOT NULL
) STRICT;

CREATE INDEX past_broadcasts_streamer ON past_broadcasts (streamer, position);
