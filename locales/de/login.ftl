login-scripts = Dieser Link braucht JavaScript. Bitte erlaube es für diese Seite.
login-once = Dieser Link meldet einen Browser an und gilt einmal.
login-here = In diesem Browser anmelden
login-used = Dieser Link ist schon benutzt oder älter als 15 Minuten. Wer die Seite betreibt, erstellt auf dem Server einen neuen: mit <code>pystreaming-admin login-link NAME</code> für das Studio eines Streamers, mit <code>pystreaming-admin login-link --admin</code> für die Administration.
login-not-whole = Dieser Link ist nicht vollständig. Kopiere ihn ganz, mit dem, was hinter dem # steht.
