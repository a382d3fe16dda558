-- Operations that programs outside of the server request of it, as JSON.
CREATE TABLE operation_requests (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    streamer VARCHAR(512) NOT NULL,
    operation LONGTEXT NOT NULL,
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What became of them, as JSON, until the requesters have read it.
CREATE TABLE operation_answers (
    id BIGINT NOT NULL PRIMARY KEY,
    answer LONGTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO operation_requests (id, streamer, operation)
SELECT id, streamer, JSON_OBJECT('SendMessage', JSON_OBJECT('type', kind, 'text', message)) FROM queued_messages;

DROP TABLE queued_messages;
DROP TABLE message_reports;
