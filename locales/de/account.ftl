account-away = Du gehst zu <strong dir="auto">{ $place }</strong>; dort wirst du gefragt, ob du dich hier anmelden willst. Dann kommst du zurück.
account-continue = Weiter
account-codes-keep = <strong dir="auto">{ $name }</strong> gehört dir. Bewahre diese Codes dort auf, wo du sie findest, wenn du dein Passwort verloren hast. Jeder gilt einmal. Sie werden nicht noch einmal gezeigt.
account-codes = Wiederherstellungscodes
account-codes-kept = Ich habe sie aufbewahrt
account-delete-about = Das löscht das Konto <strong dir="auto">{ $name }</strong> mit allem, was dazugehört. Danach kann jeder den Namen benutzen. Es lässt sich nicht rückgängig machen.
account-delete-messages = Auch löschen, was ich im Chat gesagt habe
account-delete-do = Mein Konto löschen
account-delete-keep = Behalten
account-back = Zurück
account-newcomer-known = { $place } kennt dich als <strong dir="auto">{ $label }</strong>. Wähle den Namen, der in jedem Chat dieser Seite dir gehört. Andere sehen nicht, wer du bei { $place } bist.
account-newcomer = { $place } kennt dich. Wähle den Namen, der in jedem Chat dieser Seite dir gehört. Andere sehen nicht, wer du bei { $place } bist.
account-name-in-chat = Name im Chat
account-make = Konto anlegen
account-newcomer-other = Du hast schon ein Konto? <a href="/-/account/sign-in">Melde dich an</a> und verbinde { $place } auf der Seite deines Kontos.
account-link = { $place } verbinden
account-continue-with = Weiter mit { $place }
account-instance = Deine Mastodon-Instanz
account-recover-about = Als du dein Konto angelegt hast, hast du Wiederherstellungscodes bekommen. Mit jedem kannst du dich einmal anmelden, um ein neues Passwort zu wählen.
account-name = Name
account-code = Wiederherstellungscode
account-recover-without = Hast du keinen Code, frag die Administration dieser Seite: Sie kann dein Konto zurücksetzen.
account-again = Um etwas an deinem Konto zu ändern, bestätige noch einmal, dass es deins ist.
account-passkey-sign-in = Mit Passkey anmelden
account-others = Andere Seiten
account-recover-do = Wiederherstellungscode benutzen
account-none-yet = Noch kein Konto?
account-make-one = Leg eins an
account-sign-up-about = Ein Konto reserviert deinen Namen in jedem Chat dieser Seite. Es braucht keine E-Mail-Adresse.
account-password-hint = Mindestens 10 Zeichen. Ein paar Wörter lassen sich leicht merken.
account-have-one = Du hast schon eins?
account-sign-out = Abmelden
account-password-other-way = Du hast keins. Du kannst eins wählen, um dich auch damit anzumelden.
account-password-none = Du hast keins. Wähle eins, sonst kannst du dich nicht mehr anmelden, wenn deine Wiederherstellungscodes verbraucht sind.
account-password-new = Neues Passwort
account-password-change = Passwort ändern
account-password-set = Passwort setzen
account-again-password = <a href="/-/account/sign-in?next=/-/account">Melde dich noch einmal an</a>, um es zu ändern.
account-passkeys = Passkeys
account-passkeys-about = Ein Passkey liegt auf deinem Gerät oder in deinem Passwortmanager. Mit ihm meldest du dich ohne Passwort an.
account-remove-one = { $name } entfernen
account-remove = Entfernen
account-passkey-name = Name des Passkeys
account-passkey-this = Dieses Gerät
account-passkey-add = Passkey hinzufügen
account-again-passkeys = <a href="/-/account/sign-in?next=/-/account">Melde dich noch einmal an</a>, um einen hinzuzufügen oder zu entfernen.
account-others-about = Du kannst dich hier mit deinem Konto bei einer anderen Seite anmelden.
account-identity-at = <strong dir="auto">{ $label }</strong> bei { $place }
account-identity-unusable = Die Administration erlaubt es nicht mehr, sich damit anzumelden
account-unlink-one = { $label } bei { $place } trennen
account-unlink = Trennen
account-only-way = Du kannst dich nur damit anmelden. Um es zu trennen, wähle erst ein Passwort oder füge eine andere Anmeldung hinzu.
account-again-others = <a href="/-/account/sign-in?next=/-/account">Melde dich noch einmal an</a>, um eine zu verbinden oder zu trennen.
account-codes-left = { $count ->
    [0] Kein Code ist übrig.
    [one] Ein Code ist übrig. Neue Codes ersetzen ihn.
   *[other] { $count } Codes sind übrig. Neue Codes ersetzen sie.
}
account-codes-new = Neue Codes erstellen
account-again-codes = <a href="/-/account/sign-in?next=/-/account">Melde dich noch einmal an</a>, um neue zu erstellen.
account-sessions = Angemeldet
account-this-browser = , dieser Browser
account-last-used = , zuletzt benutzt
account-sign-out-one = { $browser } abmelden
account-sign-out-others = Überall sonst abmelden
account-data = Deine Daten
account-export = Herunterladen, was über dich gespeichert ist
account-delete = Dein Konto löschen
account-yours = Dieser Name gehört dir in jedem Chat dieser Seite.
account-busy = Gerade melden sich viele an. Versuch es in 5 Sekunden noch einmal.
account-last-way = Nur so kannst du dich bei deinem Konto anmelden. Wähle erst ein Passwort oder füge eine andere Anmeldung hinzu.
account-not-signed-in = Nicht angemeldet
account-unavailable = Konten sind gerade nicht verfügbar. Versuch es gleich noch einmal.
account-name-blank = Dein Name darf nicht leer sein.
account-name-long = Dein Name ist zu lang: Er darf höchstens { $most } Zeichen haben.
account-too-many = Zu viele falsche Versuche.
account-wrong = Dieser Name und das, was du dazu eingegeben hast, gehören nicht zusammen. Achte auf Groß- und Kleinschreibung.
account-disabled = Die Administration dieser Seite hat dieses Konto gesperrt.
account-codes-yours = Deine Wiederherstellungscodes
account-many-made = Von deiner Adresse wurden viele Konten angelegt.
account-name-taken = Dieser Name ist vergeben oder sieht aus wie einer, der es ist. Wähle einen anderen.
account-sign-up = Konto anlegen
account-done-password = Dein Passwort ist geändert. Alle anderen Browser sind abgemeldet.
account-done-sessions = Abgemeldet.
account-done-linked = Verbunden. Von jetzt an kannst du dich damit anmelden.
account-done-unlinked = Getrennt. Damit kann sich niemand mehr anmelden.
account-going = Weiter zu { $place }
account-out-meanwhile = Du wurdest inzwischen abgemeldet. Melde dich an und verbinde es noch einmal.
account-linked-already = { $who } ist mit einem anderen Konto dieser Seite verbunden, oder deins hat schon so viele Verbindungen, wie es haben kann. Entferne erst eine.
account-not-linked = { $who } ist nicht mit deinem Konto verbunden. Verbinde es auf der Seite deines Kontos.
account-no-new = { $who } gehört zu keinem Konto hier, und { $place } legt keine neuen an. Wenn du ein Konto hast, melde dich an und verbinde { $place } auf seiner Seite.
account-who-at = Wer du bei { $place } bist
account-label-at = { $label } bei { $place }
account-many-attempts = Von deiner Adresse kamen viele Versuche.
account-provider-none = Mit dieser Seite kann sich hier niemand anmelden.
account-instance-none = Das ist nicht die Adresse einer Instanz. Gib eine wie mastodon.social an.
account-instance-refused = Diese Seite nimmt keine Konten dieser Instanz an.
account-attempt-over = Dieser Versuch, dich anzumelden, ist vorbei: Er dauerte länger als 10 Minuten, war schon beendet oder begann in einem anderen Browser. Fang noch einmal an. Dein Browser muss Cookies dieser Seite annehmen.
account-busy-seconds = Gerade melden sich viele an. Versuch es in ein paar Sekunden noch einmal.
account-choose-name = Wähle deinen Namen
account-denied = Die Anmeldung wurde abgelehnt, von dir oder von { $place }. Hier hat sich nichts geändert.
account-provider-slow = { $place } hat nicht rechtzeitig geantwortet. Versuch es später noch einmal.
account-provider-forbidden = Diese Seite darf { $place } nicht aufrufen.
account-provider-unreachable = { $place } ist nicht erreichbar. Prüfe den Namen oder versuch es später noch einmal.
account-provider-wrong = { $place } hat nicht bestätigt, wer du bist. Versuch es noch einmal oder sag es der Administration dieser Seite.
account-provider-email = Diese Seite nimmt nur Leute mit einer bestätigten E-Mail-Adresse ihrer eigenen Domains an. { $place } nennt keine.
account-browser-on = { $browser } auf { $system }
account-program = Ein Programm
account-name-unfit = Dein Name darf keine { $what ->
    [control-characters] Steuerzeichen
    [invisible-characters] unsichtbaren Zeichen
    [piled-up-accents] gehäuften Akzente
    [accents-without-a-letter] Akzente ohne Buchstaben
   *[other] Zeichen, die sich nicht zeigen lassen,
} enthalten.
account-password-too-short = Ein Passwort hat mindestens { $least } Zeichen. Ein paar Wörter lassen sich leicht merken.
account-password-too-long = Ein Passwort hat höchstens { $most } Zeichen.
account-password-guessable = Dieses Passwort ist zu leicht zu erraten. Ein paar Wörter lassen sich leicht merken.
account-passkey-failed = Das hat nicht geklappt. Versuch es noch einmal.
account-passkey-unusable = Dieser Passkey lässt sich hier nicht benutzen.
account-passkey-stale = Melde dich erst noch einmal an.
account-passkey-taken = Dieser Passkey wird schon benutzt.
account-passkey-unknown = Dieser Passkey gehört hier zu keinem Konto.
account-passkey-known = Dieses Gerät hat schon einen Passkey für dein Konto.
account-passkey-address = Unter dieser Adresse der Seite funktionieren Passkeys nicht.
account-passkey-none = Dieses Gerät kann keinen Passkey für diese Seite aufbewahren.
account-made = Angelegt
account-added = hinzugefügt
