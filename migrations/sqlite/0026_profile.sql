-- What streamers tell about themselves, in Markdown.
ALTER TABLE streamers ADD COLUMN about TEXT;
-- Addresses of their pages elsewhere, separated by spaces.
ALTER TABLE streamers ADD COLUMN links TEXT;
