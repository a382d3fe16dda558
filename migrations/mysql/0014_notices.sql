-- The message that is pinned above a chat. `message` is the id of a message of the chat, which may be gone.
CREATE TABLE chat_pins (
    streamer VARCHAR(512) NOT NULL PRIMARY KEY,
    id VARCHAR(64) NOT NULL,
    body TEXT NOT NULL,
    author VARCHAR(512),
    role VARCHAR(16),
    color VARCHAR(16),
    message BIGINT,
    pinned_at BIGINT NOT NULL,
    pinned_until BIGINT,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Polls. `choices` and `votes` are JSON lists; votes are counted when the poll ends.
CREATE TABLE chat_polls (
    position BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id VARCHAR(64) NOT NULL,
    streamer VARCHAR(512) NOT NULL,
    question TEXT NOT NULL,
    choices TEXT NOT NULL,
    votes TEXT,
    asked_at BIGINT NOT NULL,
    asked_until BIGINT,
    ended_at BIGINT,
    UNIQUE INDEX chat_polls_id (id),
    INDEX chat_polls_streamer (streamer, position),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Votes in polls that have not ended. `voter` is a keyed hash, another one in each poll.
CREATE TABLE chat_votes (
    poll VARCHAR(64) NOT NULL,
    voter VARCHAR(32) NOT NULL,
    choice BIGINT NOT NULL,
    PRIMARY KEY (poll, voter),
    FOREIGN KEY (poll) REFERENCES chat_polls (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
