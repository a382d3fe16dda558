-- The last batch of each journal: a batch that is repeated, because its writer never learned how it ended, is written once.
CREATE TABLE journal_writers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    writer TEXT NOT NULL UNIQUE,
    last_batch INTEGER NOT NULL
) STRICT;

ALTER TABLE site_state DROP COLUMN last_batch;
