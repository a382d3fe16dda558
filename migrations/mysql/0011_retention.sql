-- Events of one type are found by time, to delete old ones and to read those of a broadcast.
CREATE INDEX audit_events_time ON audit_events (folded, kind, happened_at);

-- Between which times the events of each block of ids happened, so that those of a time are found without reading all
-- others. A block is added once it is full.
CREATE TABLE event_blocks (
    block BIGINT NOT NULL PRIMARY KEY,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How many watched, once a minute while a stream was live.
CREATE TABLE viewer_samples (
    streamer VARCHAR(512) NOT NULL,
    sampled_at BIGINT NOT NULL,
    viewers BIGINT NOT NULL,
    PRIMARY KEY (streamer, sampled_at),
    FOREIGN KEY (streamer) REFERENCES streamers (folded) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A position begins with the time of the end, so that earlier broadcasts can be added later.
UPDATE past_broadcasts SET position = ended_at * 1000000 + position % 1000000;

-- Up to which audit event broadcasts that are known by their events alone have been counted.
ALTER TABLE site_state ADD COLUMN counted_up_to BIGINT NOT NULL DEFAULT 0;
