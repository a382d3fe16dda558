-- What people of a browser are: a moderator, a VIP or a bot.
ALTER TABLE chat_moderators ADD COLUMN role TEXT NOT NULL DEFAULT 'moderator';

-- What streamers call people of a role.
CREATE TABLE chat_titles (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    role TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (streamer, role)
) STRICT, WITHOUT ROWID;
