-- Addresses to which recorded events are sent: those of one streamer or, without one, of the site. The signing secret is made
-- of `seed` and the site's secret key. An empty list of `kinds` stands for all. `after_event` is the last event that was
-- delivered, given up or not wanted.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    streamer TEXT REFERENCES streamers (folded) ON DELETE CASCADE,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    disabled_because TEXT,
    seed TEXT NOT NULL,
    previous_seed TEXT,
    previous_until INTEGER,
    created_at INTEGER NOT NULL,
    after_event INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER,
    given_up INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX webhooks_streamer ON webhooks (streamer);

-- The last attempts of each webhook. `event` is null for a test.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event INTEGER,
    kind TEXT NOT NULL,
    attempted_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    duration_ms INTEGER NOT NULL,
    answer TEXT
) STRICT;

CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook, id);
