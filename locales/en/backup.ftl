backup-title = Backups of the database
backup-now = Back up now
backup-running = Backing up…
backup-where = They are in { $folder } on the server, with a copy of the secret key if that is a file; the newest { $most } stay. Copy them, and config.yaml, to another machine.
backup-no-file = This site’s database is not a file. Back it up with pg_dump or mariadb-dump.
backup-none = There is no backup yet.
backup-made = The backup { $name } is made.
