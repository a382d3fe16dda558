-- What administrators changed while the server ran: JSON by the keys of the configuration.
CREATE TABLE site_settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    -- as in recorded events: {"by": "administrator"}, {"account": 12} or {"token": 3}
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
