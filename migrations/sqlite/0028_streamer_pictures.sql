-- The names of the pictures that streamers have of themselves, which change with the contents.
ALTER TABLE streamers ADD COLUMN avatar TEXT;
ALTER TABLE streamers ADD COLUMN offline_picture TEXT;
-- Their files, one for each size. `kind` is 'avatar' or 'offline-picture', `width` is in pixels.
CREATE TABLE streamer_pictures (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    width INTEGER NOT NULL,
    name TEXT NOT NULL,
    contents BLOB NOT NULL,
    PRIMARY KEY (streamer, kind, width)
) STRICT;
