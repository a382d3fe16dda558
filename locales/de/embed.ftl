embed-on = auf { $site }
embed-locked = Dieser Stream verlangt ein Passwort.
embed-watch = Auf { $site } ansehen
