-- What administrators changed while the server ran: JSON by the keys of the configuration.
CREATE TABLE site_settings (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    -- as in recorded events: {"by": "administrator"}, {"account": 12} or {"token": 3}
    changed_by VARCHAR(64) NOT NULL,
    changed_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
