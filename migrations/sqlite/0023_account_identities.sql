-- Identities at other sites by which people sign in to their accounts.
CREATE TABLE account_identities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- SHA-256 of issuer and subject, which are compared byte by byte
    hash TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- what the person is called there
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX account_identities_account ON account_identities (account);
