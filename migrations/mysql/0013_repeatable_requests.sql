-- Requests to the API with an Idempotency-Key, by digests of what callers wrote. One without an answer was begun, and may have
-- been performed. Answers are encrypted, since some have secrets.
CREATE TABLE repeatable_requests (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    caller BINARY(32) NOT NULL,
    idempotency_key BINARY(32) NOT NULL,
    request BINARY(32) NOT NULL,
    begun_at BIGINT NOT NULL,
    answer MEDIUMBLOB,
    UNIQUE INDEX repeatable_requests_key (caller, idempotency_key),
    INDEX repeatable_requests_caller (caller, id),
    INDEX repeatable_requests_time (begun_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
