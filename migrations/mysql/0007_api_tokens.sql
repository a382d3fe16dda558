-- Tokens for programs: of one streamer or, without one, of the site. Only hashes of tokens are stored.
CREATE TABLE api_tokens (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    hash CHAR(64) NOT NULL UNIQUE,
    name TEXT NOT NULL,
    streamer VARCHAR(512),
    scopes VARCHAR(128) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used BIGINT,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
