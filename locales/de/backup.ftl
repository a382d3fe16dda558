backup-title = Sicherungen der Datenbank
backup-now = Jetzt sichern
backup-running = Wird gesichert …
backup-where = Sie liegen auf dem Server in { $folder }, mit einer Kopie des geheimen Schlüssels, falls der eine Datei ist; die neuesten { $most } bleiben. Kopiere sie und config.yaml auf einen anderen Rechner.
backup-no-file = Die Datenbank dieser Seite ist keine Datei. Sichere sie mit pg_dump oder mariadb-dump.
backup-none = Noch gibt es keine Sicherung.
backup-made = Die Sicherung { $name } ist fertig.
