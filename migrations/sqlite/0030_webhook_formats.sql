-- What a webhook gets: 'events', or 'discord' for messages that announce broadcasts.
ALTER TABLE webhooks ADD COLUMN format TEXT NOT NULL DEFAULT 'events';

-- The last message that a webhook made about a streamer, which is changed when the broadcast ends. `until` is when it ended, if the
-- message says so.
CREATE TABLE webhook_messages (
    webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    message TEXT NOT NULL,
    broadcast TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (webhook, streamer)
) STRICT;
