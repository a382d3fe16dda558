-- Browsers that are signed in to a streamer's studio by key or link or, without a streamer, to the administration.
CREATE TABLE desk_sessions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    hash CHAR(64) NOT NULL UNIQUE,
    streamer VARCHAR(512),
    browser VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    last_used BIGINT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Links that begin such a session, once.
CREATE TABLE login_links (
    hash CHAR(64) NOT NULL PRIMARY KEY,
    streamer VARCHAR(512),
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
