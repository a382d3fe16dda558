-- Which server last began to write here. Of use where several share a database, which a file is not for; the tables of both kinds of
-- database are the same.
CREATE TABLE site_owner (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    node TEXT NOT NULL,
    site TEXT NOT NULL
) STRICT;

INSERT INTO site_owner (id, epoch, node, site) VALUES (1, 0, '', '');
