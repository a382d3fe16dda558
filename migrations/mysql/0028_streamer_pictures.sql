-- The names of the pictures that streamers have of themselves, which change with the contents.
ALTER TABLE streamers
    ADD COLUMN avatar VARCHAR(64),
    ADD COLUMN offline_picture VARCHAR(64);
-- Their files, one for each size. `kind` is 'avatar' or 'offline-picture', `width` is in pixels.
CREATE TABLE streamer_pictures (
    streamer VARCHAR(512) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    width BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    contents MEDIUMBLOB NOT NULL,
    PRIMARY KEY (streamer, kind, width),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
