-- Id of the last audit event before the broadcast, so that its own are found without reading older ones.
ALTER TABLE open_broadcasts ADD COLUMN first_event BIGINT NOT NULL DEFAULT 0;

-- Broadcasts that have ended, with their statistics.
CREATE TABLE past_broadcasts (
    position BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id VARCHAR(64) NOT NULL UNIQUE,
    streamer VARCHAR(512) NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    peak_viewers BIGINT NOT NULL,
    viewer_seconds BIGINT NOT NULL,
    chatters BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    INDEX past_broadcasts_streamer (streamer, position),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
