-- Accounts reserve a name. What proves that one is somebody's is stored as hashes only.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- the name without what distinguishes names that look alike
    name_key TEXT NOT NULL UNIQUE,
    password TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE account_recovery_codes (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

-- Browsers that are signed in.
CREATE TABLE account_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used INTEGER NOT NULL
) STRICT;

CREATE INDEX account_sessions_account ON account_sessions (account);

-- The account for which the author's name was reserved; 0 for guests.
ALTER TABLE chat_messages ADD COLUMN account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_pins ADD COLUMN account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_held ADD COLUMN account INTEGER NOT NULL DEFAULT 0;

-- A moderator is recognised by account or, where that is 0, by browser.
CREATE TABLE moderators_with_accounts (
    streamer TEXT NOT NULL REFERENCES streamers (folded) ON DELETE CASCADE,
    visitor TEXT NOT NULL,
    account INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'moderator',
    PRIMARY KEY (streamer, visitor, account)
) STRICT, WITHOUT ROWID;
INSERT INTO moderators_with_accounts (streamer, visitor, name, role)
    SELECT streamer, visitor, name, role FROM chat_moderators;
DROP TABLE chat_moderators;
ALTER TABLE moderators_with_accounts RENAME TO chat_moderators;

-- Public keys by which people sign in to their accounts.
CREATE TABLE account_passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    credential BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    public_key BLOB NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX account_passkeys_account ON account_passkeys (account);
