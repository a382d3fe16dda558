-- A browser's followings of all streams, and followers by e-mail who have not confirmed it, oldest first.
CREATE INDEX followers_by_hash ON followers (channel, hash);
CREATE INDEX followers_by_confirmation ON followers (channel, confirmed_at, created_at);
