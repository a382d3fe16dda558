-- Messages that viewers reported, as they were said: the chat may no longer have them. `visitor` is the author's browser.
CREATE TABLE chat_reported (
    streamer VARCHAR(512) NOT NULL,
    id BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    author TEXT,
    role VARCHAR(16),
    color VARCHAR(16),
    body MEDIUMTEXT NOT NULL,
    reply BIGINT,
    visitor VARCHAR(64),
    PRIMARY KEY (streamer, id),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who reported them, and why. `id` grows with the reports.
CREATE TABLE chat_reports (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    message BIGINT NOT NULL,
    visitor VARCHAR(64),
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    INDEX chat_reports_message (streamer, message),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What moderators note about people, known again by account or browser, or by name where neither is known.
CREATE TABLE chat_notes (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    visitor VARCHAR(64),
    account BIGINT,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
