-- Since when an administrator has closed a streamer's channel, until when, and why. Without `banned_until` until it is opened again.
ALTER TABLE streamers ADD COLUMN banned_at INTEGER;
ALTER TABLE streamers ADD COLUMN banned_until INTEGER;
ALTER TABLE streamers ADD COLUMN ban_reason TEXT;
