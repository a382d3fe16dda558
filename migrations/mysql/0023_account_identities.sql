-- Identities at other sites by which people sign in to their accounts.
CREATE TABLE account_identities (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- SHA-256 of issuer and subject, which are compared byte by byte
    hash CHAR(64) NOT NULL UNIQUE,
    account BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- what the person is called there
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
