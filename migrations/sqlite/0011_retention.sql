-- Events of one type are found by time, to delete old ones and to read those of a broadcast.
CREATE INDEX audit_events_time ON audit_events (folded, kind, happened_at);

-- Between which times the events of each block of ids happened, so that those of a time are found without reading all
-- others. A block is added once it is full.
CREATE TABLE event_blocks (
    block INTEGER PRIMARY KEY,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

-- How many watched, once a minute while a stream was live.
CREATE TABLE viewer_samples (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    sampled_at INTEGER NOT NULL,
    viewers INTEGER NOT NULL,
    PRIMARY KEY (streamer, sampled_at)
) STRICT, WITHOUT ROWID;

-- A position begins with the time of the end, so that earlier broadcasts can be added later.
UPDATE past_broadcasts SET position = ended_at * 1000000 + position % 1000000;

-- Up to which audit event broadcasts that are known by their events alone have been counted.
ALTER TABLE site_state ADD COLUMN counted_up_to INTEGER NOT NULL DEFAULT 0;
