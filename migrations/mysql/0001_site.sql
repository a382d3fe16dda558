-- One row. `revision` moves with every administrative change, so that a running server notices it.
-- `original_imported` is when the tables of the original PyStreaming were copied, if ever: they are copied once.
CREATE TABLE site_state (
    id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL,
    original_imported BIGINT
) ENGINE = InnoDB;

INSERT INTO site_state (id, revision) VALUES (1, 0);

-- `folded` is the name in lower case by the rules of Unicode, so that names compare alike in every database;
-- lower case can be longer than the name itself.
CREATE TABLE streamers (
    folded VARCHAR(512) NOT NULL PRIMARY KEY,
    name VARCHAR(256) NOT NULL,
    key_hash CHAR(64) NOT NULL UNIQUE,
    chat VARCHAR(16),
    description TEXT,
    password TEXT,
    mastodon TEXT,
    last_live BIGINT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE custom_emotes (
    alias VARCHAR(255) NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Broadcasts that have not ended, so that a restarted server finds them again.
CREATE TABLE open_broadcasts (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    publish_name VARCHAR(64),
    prefix VARCHAR(64) NOT NULL,
    started_at BIGINT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Messages from outside on their way into a chat.
CREATE TABLE queued_messages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    message TEXT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Outlives the streamer, hence no reference; `streamer` is the name as spelled when it happened.
CREATE TABLE audit_events (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    streamer VARCHAR(256) NOT NULL,
    folded VARCHAR(512) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    meta LONGTEXT NOT NULL,
    INDEX audit_events_streamer (folded, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
