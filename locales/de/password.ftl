password-about = Dieser Stream ist für alle, die sein Passwort kennen. Frag den Streamer danach; es gilt hier einen Tag lang.
password-watch = Ansehen
password-too-many = Zu viele falsche Passwörter.
password-wrong = Das ist nicht das Passwort. Achte auf Groß- und Kleinschreibung.
