desk-administration = Administration
desk-again = Bestätige dafür noch einmal, dass du es bist.
desk-no-admin = Du bist als <bdi>{ $name }</bdi> angemeldet und verwaltest diese Seite nicht.
desk-for-admins = Für die Administration dieser Seite.
desk-with-account = Mit deinem Konto anmelden
desk-link-without = Wenn kein Konto die Seite verwaltet, erstelle auf dem Server einen Link:
desk-link = Erstelle auf dem Server einen Link und öffne ihn in diesem Browser:
desk-skip = Zum Inhalt
desk-all-streams = { $site }: alle Streams
desk-account = Dein Konto
desk-account-of = Dein Konto: { $name }
desk-scripts = Diese Seite braucht JavaScript. Bitte erlaube es hier.
desk-page-of = Seite von { $name }
desk-studio = Studio
desk-studio-scripts = Das Studio braucht JavaScript. Bitte erlaube es für diese Seite.
desk-studio-of-name = Studio von <bdi>{ $name }</bdi>
desk-no-moderator = Du bist als <bdi>{ $name }</bdi> angemeldet und moderierst hier nicht. Der Streamer meldet sich mit dem Stream-Schlüssel an.
desk-for-streamer = Für den Streamer und alle, die den Chat moderieren.
desk-admins-show = Administratoren ohne den Schlüssel bestätigen <a href="{ $url }">in der Administration</a>, dass sie es sind.
desk-moderators-sign-in = Moderatoren <a href="{ $url }">melden sich mit ihrem Konto an</a>.
desk-no-sessions = Die Seite kann gerade niemanden an- oder abmelden. Versuch es gleich noch einmal.
desk-start = Richte deine Seite ein
desk-now = Jetzt
desk-streamers = Streamer
desk-people = Leute
desk-emotes = Emotes
desk-programs = Programme
desk-settings = Einstellungen
desk-log = Protokoll
desk-backup = Sicherung
desk-broadcasts = Sendungen
desk-studio-of = Studio von { $name }
desk-key-wrong = Das ist nicht der Stream-Schlüssel. Achte auf Groß- und Kleinschreibung.
desk-keys-too-many = Zu viele falsche Schlüssel.
desk-no-answer = Die Seite antwortet gerade nicht. Versuch es noch einmal.
desk-obs-way = Einstellungen, Stream, Plattform: Benutzerdefiniert. Dann Einstellungen, Ausgabe, Keyframe-Intervall: 1 s.
desk-server = Server
desk-server-nginx = nginx-rtmp nimmt die Streams dieser Seite an: Das ist seine Adresse nach der Konfiguration, die zu PyStreaming gehört. Ist sie eine andere, kennt sie die Administration.
desk-save = Speichern
desk-undo = Rückgängig
desk-saved = Gespeichert
desk-nothing = nichts
desk-is-now = ist jetzt:
desk-keep-mine = Meine Fassung behalten
desk-take-theirs = Die andere Fassung übernehmen
desk-press-ctrl-c = Drücke Strg+C
desk-show = Zeigen
desk-hide = Verbergen
desk-show-one = Zeigen: { $name }
desk-hide-one = Verbergen: { $name }
desk-copied-one = Kopiert: { $name }
desk-selected-one = Ausgewählt: { $name }
desk-remove-dots = Entfernen …
desk-remove = Entfernen
desk-add = Hinzufügen
desk-saved-one = { $what ->
    [rules] Regeln gespeichert.
    [profile] Profil gespeichert.
   *[settings] Einstellungen gespeichert.
}
desk-changed-meanwhile = Jemand anders hat inzwischen { $what ->
    [rules] die Regeln
    [profile] das Profil
   *[settings] die Einstellungen
} geändert:
desk-this-browser = dieser Browser
desk-last-used = zuletzt benutzt { $time }
desk-signed-out = { $name } ist abgemeldet.
desk-sign-out-one = Abmelden: { $name }
desk-no-browser = Kein Browser ist mit dem Stream-Schlüssel angemeldet.
