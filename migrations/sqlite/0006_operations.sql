-- Operations that programs outside of the server request of it, as JSON.
CREATE TABLE operation_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    operation TEXT NOT NULL
) STRICT;

CREATE INDEX operation_requests_streamer ON operation_requests (streamer);

-- What became of them, as JSON, until the requesters have read it.
CREATE TABLE operation_answers (
    id INTEGER NOT NULL PRIMARY KEY,
    answer TEXT NOT NULL
) STRICT;

INSERT INTO operation_requests (id, streamer, operation)
SELECT id, streamer, json_object('SendMessage', json_object('type', kind, 'text', message)) FROM queued_messages;

DROP TABLE queued_messages;
DROP TABLE message_reports;
