-- What somebody is on the whole site: a moderator or an administrator.
ALTER TABLE accounts ADD COLUMN site_role VARCHAR(16);
