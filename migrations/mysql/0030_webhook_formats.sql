-- What a webhook gets: 'events', or 'discord' for messages that announce broadcasts.
ALTER TABLE webhooks ADD COLUMN format VARCHAR(16) NOT NULL DEFAULT 'events';

-- The last message that a webhook made about a streamer, which is changed when the broadcast ends. `until` is when it ended, if the
-- message says so.
CREATE TABLE webhook_messages (
    webhook BIGINT NOT NULL,
    streamer VARCHAR(512) NOT NULL,
    message VARCHAR(32) NOT NULL,
    broadcast VARCHAR(64) NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (webhook, streamer),
    FOREIGN KEY (webhook) REFERENCES webhooks (id) ON DELETE CASCADE,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
