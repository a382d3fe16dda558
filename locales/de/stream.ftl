stream-to-chat = Zum Chat
stream-all-streams = { $site }, alle Streams
stream-watching = Zuschauer
stream-about-this = Über diesen Stream
stream-about = Über { $name }
stream-links = Links
stream-schedule = Sendeplan
stream-weekly = , wöchentlich
stream-calendar = Zum Kalender hinzufügen
stream-since = Live seit
stream-behind = Rückstand
stream-follow = Benachrichtige mich
stream-share = Teilen
stream-keys = Tastenkürzel
stream-show-chat = Chat zeigen
stream-show-chat-new = Chat zeigen, { $count } neu
stream-title = Titel
stream-title-hint = Was läuft, in bis zu 140 Zeichen.
stream-description = Beschreibung
stream-description-hint = Unter dem Bild und auf der Startseite. Adressen werden zu Links.
stream-tags-hint = Damit findet man den Stream: bis zu 10, durch Kommas getrennt.
stream-language-hint = In der du sprichst: en, de oder pt-BR, oder der englische Name.
stream-warning-hint = Zuschauer werden gefragt, bevor sie das Bild sehen. Lass es leer, um nicht zu fragen.
stream-password = Passwort für Zuschauer
stream-password-hint = Zuschauer müssen es eingeben. Lass es leer, damit alle zuschauen können.
stream-chat-beside = Neben dem Bild
stream-chat-folded = Eingeklappt, bis Zuschauer ihn öffnen
stream-slow = Langsamer Modus
stream-slow-hint = Sekunden zwischen zwei Nachrichten einer Person; 0 für keine.
stream-chat-place = Ort
stream-links-hint = everybody, moderators oder die Hosts, zu denen Links führen dürfen, durch Kommas getrennt.
stream-capitals = Großbuchstaben
stream-capitals-hint = Größter Anteil in Prozent; 0 für keine Grenze.
stream-capitals-from = Großbuchstaben ab so vielen Buchstaben
stream-repetition = Wiederholung
stream-repetition-hint = Wie oft ein Zeichen, Emoji oder Wort hintereinander kommen darf; 0 für keine Grenze.
stream-newcomers = Neue warten
stream-newcomers-hint = Minuten, die jemand bekannt sein muss, um zu schreiben; 0 für niemanden.
stream-slow-newcomers = Langsamer Modus für Neue
stream-slow-newcomers-hint = Sekunden zwischen zwei Nachrichten derer, die weniger als zehn Minuten bekannt sind.
stream-emoji-only = Nur Emoji
stream-part = Stream
stream-parts = Teile der Einstellungen
stream-part-about = Über dich
stream-part-rules = Regeln des Chats
stream-part-followers = Follower
stream-nobody-told = Ab jetzt wird niemand benachrichtigt.
stream-followers-told = Ab jetzt werden Follower benachrichtigt.
stream-tell-nobody = Niemanden benachrichtigen
stream-tell = Follower benachrichtigen
stream-none-told = Niemand wird benachrichtigt, wenn du live gehst.
stream-told = { $count ->
    [one] Ein Browser wird benachrichtigt, wenn du live gehst.
   *[other] { $count } Browser werden benachrichtigt, wenn du live gehst.
}
stream-part-pictures = Bilder
stream-told-mail = { $browsers ->
    [one] Ein Browser
   *[other] { $browsers } Browser
} und { $addresses ->
    [one] eine E-Mail-Adresse
   *[other] { $addresses } E-Mail-Adressen
} werden benachrichtigt, wenn du live gehst.
