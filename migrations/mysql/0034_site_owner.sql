-- Which server last began to write here. A server that finds a higher epoch than its own writes no longer.
CREATE TABLE site_owner (
    id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch BIGINT NOT NULL,
    node VARCHAR(40) NOT NULL,
    -- equal for all nodes with the same secret_key; '' lets a node with any lead
    site VARCHAR(16) NOT NULL
) ENGINE = InnoDB;

INSERT INTO site_owner (id, epoch, node, site) VALUES (1, 0, '', '');
