-- Mutes and bans: of a stream or, without one, of the whole site. People are known again by account, browser or address; of the
-- latter only an unreadable form is kept. Where others had the address too, it identifies nobody alone.
CREATE TABLE sanctions (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    streamer VARCHAR(512),
    kind VARCHAR(16) NOT NULL,
    visitor VARCHAR(64),
    account BIGINT,
    address VARCHAR(64) NOT NULL,
    is_shared BIGINT NOT NULL,
    name TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ends_at BIGINT,
    operator TEXT NOT NULL,
    reason TEXT NOT NULL,
    appeal TEXT,
    appealed_at BIGINT,
    is_declined BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO sanctions (id, streamer, kind, visitor, address, is_shared, name, began_at, operator, reason)
SELECT id, streamer, 'mute', visitor, address, 0, name, muted_at, '', '' FROM chat_mutes;

DROP TABLE chat_mutes;
