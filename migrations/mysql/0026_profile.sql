-- What streamers tell about themselves.
ALTER TABLE streamers
    -- Markdown
    ADD COLUMN about TEXT,
    -- separated by spaces; ten of the longest are more than a TEXT
    ADD COLUMN links MEDIUMTEXT;
