site-picture-alt = Was gerade läuft
site-theme = Design
site-locked = Passwort nötig
site-content-warning = Inhaltswarnung
site-watching = Zuschauer
site-see-live = Sieh, wer live ist
site-last-live = Zuletzt live
site-language = Sprache
site-theme-and-language = Design und Sprache
site-close = Schließen
site-password = Passwort
site-sign-in = Anmelden
site-stream-key = Stream-Schlüssel
site-retry-in = { $seconds ->
    [one] Versuch es in { $seconds } Sekunde noch einmal.
   *[other] Versuch es in { $seconds } Sekunden noch einmal.
}
site-share-front = Livestreams auf { $site }: Sieh, wer live ist, schau zu und rede im Chat mit.
site-share-locked = Der Stream von { $name } auf { $site } verlangt ein Passwort.
site-share-stream = Sieh { $name } live auf { $site } und rede im Chat mit.
site-content-warning-of = Inhaltswarnung: { $warning }
