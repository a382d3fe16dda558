-- How far tables of the original PyStreaming have been copied. A table is recognised by digests of its rows.
CREATE TABLE import_checkpoints (
    source_table TEXT NOT NULL,
    first_row TEXT NOT NULL,
    last_position INTEGER NOT NULL,
    last_row TEXT NOT NULL,
    PRIMARY KEY (source_table, first_row)
) STRICT, WITHOUT ROWID;
