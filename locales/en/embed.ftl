embed-on = on { $site }
embed-locked = This stream asks for a password.
embed-watch = Watch on { $site }
