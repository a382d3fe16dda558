-- In front of how many listeners messages from outside were said, until their senders have read it.
CREATE TABLE message_reports (
    id BIGINT NOT NULL PRIMARY KEY,
    listeners BIGINT NOT NULL
) ENGINE = InnoDB;
