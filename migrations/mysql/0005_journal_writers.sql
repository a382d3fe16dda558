-- The last batch of each journal: a batch that is repeated, because its writer never learned how it ended, is written once.
CREATE TABLE journal_writers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    writer VARCHAR(64) NOT NULL UNIQUE,
    last_batch BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE site_state DROP COLUMN last_batch;
