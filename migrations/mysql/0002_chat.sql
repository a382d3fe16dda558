-- What was said in rooms, for as long as history keeps it. `id` grows from message to message within a room.
-- A notice has no author. `body` is the words, or a drawing's data URL.
CREATE TABLE chat_messages (
    streamer VARCHAR(512) NOT NULL,
    id BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    author TEXT,
    role VARCHAR(16),
    color VARCHAR(16),
    body MEDIUMTEXT NOT NULL,
    reply BIGINT,
    PRIMARY KEY (streamer, id),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Messages that were removed one by one, so that pages that were away meanwhile hear of it; gone with those around them.
CREATE TABLE chat_deletions (
    streamer VARCHAR(512) NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (streamer, id),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who may not speak: known again by browser or address, of which only an unreadable form is kept.
CREATE TABLE chat_mutes (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    visitor VARCHAR(64),
    address VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    muted_at BIGINT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who keeps order, known again by browser.
CREATE TABLE chat_moderators (
    streamer VARCHAR(512) NOT NULL,
    visitor VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (streamer, visitor),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Seconds between two messages of one person.
ALTER TABLE streamers ADD COLUMN slow_mode BIGINT NOT NULL DEFAULT 0;

-- Names the batch that the journal wrote last, so that one whose outcome it never heard of is not written twice.
ALTER TABLE site_state ADD COLUMN last_batch VARCHAR(64) NOT NULL DEFAULT '';

-- The last messages of a stream, and its latest start, are found without reading all else that happened in it.
CREATE INDEX audit_events_kind ON audit_events (folded, kind, id);
