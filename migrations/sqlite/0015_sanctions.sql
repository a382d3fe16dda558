-- Mutes and bans: of a stream or, without one, of the whole site. People are known again by account, browser or address; of the
-- latter only an unreadable form is kept. Where others had the address too, it identifies nobody alone.
CREATE TABLE sanctions (
    id TEXT NOT NULL PRIMARY KEY,
    streamer TEXT REFERENCES streamers (folded) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    visitor TEXT,
    account INTEGER,
    address TEXT NOT NULL,
    is_shared INTEGER NOT NULL,
    name TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ends_at INTEGER,
    operator TEXT NOT NULL,
    reason TEXT NOT NULL,
    appeal TEXT,
    appealed_at INTEGER,
    is_declined INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX sanctions_streamer ON sanctions (streamer);

INSERT INTO sanctions (id, streamer, kind, visitor, address, is_shared, name, began_at, operator, reason)
SELECT id, streamer, 'mute', visitor, address, 0, name, muted_at, '', '' FROM chat_mutes;

DROP TABLE chat_mutes;
