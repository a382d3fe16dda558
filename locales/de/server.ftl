server-running = Laufzeit
server-nobody = Niemand ist live.
server-on-air = Auf Sendung
server-watching = Zuschauer: { $count }
server-database-bad = Die Datenbank { $state }. Video und Chat laufen weiter; prüfe das Server-Protokoll und den Datenträger.
server-folder-bad = Der HLS-Ordner { $state }. Leg ihn an, und lass ihn den Server lesen.
server-folder-missing = fehlt
server-folder-unreadable = ist nicht lesbar
server-waiting = { $count } Schritte warten auf die Datenbank, die langsam ist.
server-files-bad = { $count } von { $most } Dateien und Sockets sind offen. Erhöhe die Grenze (LimitNOFILE).
server-processor = Prozessor
server-load = Systemlast
server-memory = Arbeitsspeicher
server-sockets = Sockets
server-files = Offene Dateien
server-database = Datenbank
server-journal = Journal
server-journal-state = { $waiting } wartend, { $written } geschrieben
server-folder = HLS-Ordner
server-version = Version
server-problems = { $count ->
    [one] ein Problem
   *[other] { $count } Probleme
}
server-dropped = { $count ->
    [one] { $count } Schritt wurde
   *[other] { $count } Schritte wurden
} seit dem Start nicht aufgezeichnet, weil die Datenbank zu langsam war.
server-share = { $cores ->
    [one] { $share } % eines Kerns
   *[other] { $share } % von { $cores } Kernen
}
server-database-state = { $state ->
    [takes-no-writes] nimmt keine Änderungen an
    [does-not-answer] antwortet nicht
   *[other] { $state }
}
