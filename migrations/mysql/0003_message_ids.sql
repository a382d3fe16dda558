-- Ids of messages up to this one are set aside: none is given again, whatever becomes of clock and messages.
ALTER TABLE site_state ADD COLUMN ids_up_to BIGINT NOT NULL DEFAULT 0;
