-- What a stream is about.
ALTER TABLE streamers
    ADD COLUMN title TEXT,
    -- separated by spaces
    ADD COLUMN tags TEXT,
    -- a BCP 47 tag
    ADD COLUMN language VARCHAR(64),
    ADD COLUMN content_warning TEXT,
    -- planned broadcasts, as JSON
    ADD COLUMN schedule TEXT;

-- The stream's title when the broadcast ended.
ALTER TABLE past_broadcasts ADD COLUMN title TEXT;
