-- Whether followers are told when the stream goes live.
ALTER TABLE streamers ADD COLUMN announced BIGINT NOT NULL DEFAULT 1;

-- The key by which push services know the site (VAPID), encrypted with a key that is made of the site's secret key.
CREATE TABLE push_key (
    id BIGINT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who asked to be told when a stream goes live. `channel` is 'push'; `target` is the address at the push service, `key_material` the
-- browser's public key and secret. `broadcast` is the last one of which they were told, or did not have to be. Without
-- `confirmed_at` they are not told of any.
CREATE TABLE followers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    channel VARCHAR(8) NOT NULL,
    -- SHA-256 of the target
    hash VARCHAR(64) NOT NULL,
    target TEXT NOT NULL,
    key_material BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    broadcast VARCHAR(64) NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    retry_at BIGINT,
    -- broadcasts in a row of which they could not be told
    given_up BIGINT NOT NULL DEFAULT 0,
    UNIQUE (streamer, channel, hash),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
