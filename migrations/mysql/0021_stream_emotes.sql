-- Emotes of a stream's own. Their pictures are in emote_pictures, as those of the site.
CREATE TABLE stream_emotes (
    streamer VARCHAR(512) NOT NULL,
    alias VARCHAR(64) NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (streamer, alias),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
