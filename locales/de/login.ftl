login-scripts = Dieser Link braucht JavaScript. Bitte erlaube es für diese Seite.
login-once = Dieser Link meldet einen Browser an und gilt einmal.
login-here = In diesem Browser anmelden
login-used = Dieser Link ist schon benutzt oder älter als 15 Minuten. Bitte die Administration um einen neuen; sie erstellt ihn auf dem Server mit `pystreaming-admin login-link`.
login-not-whole = Dieser Link ist nicht vollständig. Kopiere ihn ganz, mit dem, was hinter dem # steht.
