-- The message that is pinned above a chat. `message` is the id of a message of the chat, which may be gone.
CREATE TABLE chat_pins (
    streamer TEXT NOT NULL PRIMARY KEY REFERENCES streamers (folded) ON DELETE CASCADE,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT,
    role TEXT,
    color TEXT,
    message INTEGER,
    pinned_at INTEGER NOT NULL,
    pinned_until INTEGER
) STRICT;

-- Polls. `choices` and `votes` are JSON lists; votes are counted when the poll ends.
CREATE TABLE chat_polls (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    question TEXT NOT NULL,
    choices TEXT NOT NULL,
    votes TEXT,
    asked_at INTEGER NOT NULL,
    asked_until INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX chat_polls_streamer ON chat_polls (streamer, position);

-- Votes in polls that have not ended. `voter` is a keyed hash, another one in each poll.
CREATE TABLE chat_votes (
    poll TEXT NOT NULL REFERENCES chat_polls (id) ON DELETE CASCADE,
    voter TEXT NOT NULL,
    choice INTEGER NOT NULL,
    PRIMARY KEY (poll, voter)
) STRICT, WITHOUT ROWID;
