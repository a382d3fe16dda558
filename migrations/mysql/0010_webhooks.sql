-- Addresses to which recorded events are sent: those of one streamer or, without one, of the site. The signing secret is made
-- of `seed` and the site's secret key. An empty list of `kinds` stands for all. `after_event` is the last event that was
-- delivered, given up or not wanted.
CREATE TABLE webhooks (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    streamer VARCHAR(512),
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    disabled_because TEXT,
    seed VARCHAR(64) NOT NULL,
    previous_seed VARCHAR(64),
    previous_until BIGINT,
    created_at BIGINT NOT NULL,
    after_event BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    retry_at BIGINT,
    given_up BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The last attempts of each webhook. `event` is null for a test.
CREATE TABLE webhook_deliveries (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    webhook BIGINT NOT NULL,
    event BIGINT,
    kind TEXT NOT NULL,
    attempted_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    status BIGINT,
    reason TEXT,
    duration_ms BIGINT NOT NULL,
    answer TEXT,
    INDEX webhook_deliveries_webhook (webhook, id),
    FOREIGN KEY (webhook) REFERENCES webhooks (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
