-- What a stream is about.
ALTER TABLE streamers ADD COLUMN title TEXT;
-- Separated by spaces.
ALTER TABLE streamers ADD COLUMN tags TEXT;
-- A BCP 47 tag.
ALTER TABLE streamers ADD COLUMN language TEXT;
ALTER TABLE streamers ADD COLUMN content_warning TEXT;
-- Planned broadcasts, as JSON.
ALTER TABLE streamers ADD COLUMN schedule TEXT;

-- The stream's title when the broadcast ended.
ALTER TABLE past_broadcasts ADD COLUMN title TEXT;
