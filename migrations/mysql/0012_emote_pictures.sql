-- Uploaded pictures of emotes. `name` changes with the contents; `uri` is that of the emotes that have the picture.
CREATE TABLE emote_pictures (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL,
    contents MEDIUMBLOB NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
