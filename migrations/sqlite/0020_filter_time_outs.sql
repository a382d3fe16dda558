-- For how many seconds a rule of a chat's filter times authors out; null with other actions.
ALTER TABLE chat_filter_rules ADD COLUMN seconds INTEGER;
