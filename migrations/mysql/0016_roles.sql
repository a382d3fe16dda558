-- What people of a browser are: a moderator, a VIP or a bot.
ALTER TABLE chat_moderators ADD COLUMN role VARCHAR(16) NOT NULL DEFAULT 'moderator';

-- What streamers call people of a role.
CREATE TABLE chat_titles (
    streamer VARCHAR(512) NOT NULL,
    role VARCHAR(16) NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (streamer, role),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
