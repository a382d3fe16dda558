-- Accounts reserve a name. What proves that one is somebody's is stored as hashes only.
CREATE TABLE accounts (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name TEXT NOT NULL,
    -- the name without what distinguishes names that look alike
    name_key VARCHAR(512) NOT NULL UNIQUE,
    password VARCHAR(255),
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE account_recovery_codes (
    account BIGINT NOT NULL,
    hash CHAR(64) NOT NULL,
    PRIMARY KEY (account, hash),
    FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Browsers that are signed in.
CREATE TABLE account_sessions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    hash CHAR(64) NOT NULL UNIQUE,
    account BIGINT NOT NULL,
    browser VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    last_used BIGINT NOT NULL,
    FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The account for which the author's name was reserved; 0 for guests.
ALTER TABLE chat_messages ADD COLUMN account BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_pins ADD COLUMN account BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_held ADD COLUMN account BIGINT NOT NULL DEFAULT 0;

-- A moderator is recognised by account or, where that is 0, by browser.
ALTER TABLE chat_moderators
    ADD COLUMN account BIGINT NOT NULL DEFAULT 0,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (streamer, visitor, account);

-- Public keys by which people sign in to their accounts.
CREATE TABLE account_passkeys (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    credential VARBINARY(512) NOT NULL UNIQUE,
    account BIGINT NOT NULL,
    public_key VARBINARY(512) NOT NULL,
    name VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
