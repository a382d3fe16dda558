-- Rules of each chat's filter: a word, a phrase or a pattern, and what becomes of messages that have it.
CREATE TABLE chat_filter_rules (
    streamer VARCHAR(512) NOT NULL,
    id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    action VARCHAR(16) NOT NULL,
    body TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (streamer, id),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Messages that wait until a moderator approves or rejects them. `visitor` is the author's browser, in an unreadable form.
CREATE TABLE chat_held (
    streamer VARCHAR(512) NOT NULL,
    id BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    author TEXT NOT NULL,
    role VARCHAR(16) NOT NULL,
    color VARCHAR(16) NOT NULL,
    visitor VARCHAR(64),
    body MEDIUMTEXT NOT NULL,
    reply BIGINT,
    rule TEXT NOT NULL,
    PRIMARY KEY (streamer, id),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The other rules of the chat as JSON; null where moderators set none.
ALTER TABLE streamers ADD COLUMN chat_rules MEDIUMTEXT;
