-- Uploaded pictures of emotes. `name` changes with the contents; `uri` is that of the emotes that have the picture.
CREATE TABLE emote_pictures (
    name TEXT NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL,
    contents BLOB NOT NULL
) STRICT;
