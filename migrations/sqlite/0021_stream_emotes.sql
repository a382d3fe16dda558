-- Emotes of a stream's own. Their pictures are in emote_pictures, as those of the site.
CREATE TABLE stream_emotes (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    alias TEXT NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (streamer, alias)
) STRICT, WITHOUT ROWID;
