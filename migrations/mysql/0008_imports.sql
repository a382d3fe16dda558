-- How far tables of the original PyStreaming have been copied. A table is recognised by digests of its rows.
CREATE TABLE import_checkpoints (
    source_table VARCHAR(32) NOT NULL,
    first_row CHAR(64) NOT NULL,
    last_position BIGINT NOT NULL,
    last_row CHAR(64) NOT NULL,
    PRIMARY KEY (source_table, first_row)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
