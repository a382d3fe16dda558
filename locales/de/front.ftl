front-never-live = Noch nie live
front-welcome = Willkommen
front-search = Streams suchen
front-search-do = Suchen
front-languages = Sprache
front-languages-all = Alle Sprachen
front-tags = Tags
front-show-all = Alle zeigen
front-live = Jetzt live
front-quiet = Gerade ist niemand live
front-quiet-more = Ein Stream erscheint hier, sobald er beginnt. Sieh dich bis dahin um: Hier steht, wer auf dieser Seite streamt.
front-next = Beginnt als Nächstes
front-ended = Kürzlich beendet
front-offline = Offline
front-none = Kein Stream passt dazu
front-none-more = Versuch es mit weniger Wörtern oder einem anderen Tag. <a href="/">Alle Streams zeigen</a>
front-empty = Noch streamt hier niemand
front-empty-more = Wer diese Seite betreibt, öffnet den Link, den der Server beim Start ausgegeben hat. Er führt durch die Einrichtung. Spätere Links erstellt <code>pystreaming-admin login-link --admin</code>.
front-found = { $count ->
    [one] { $count } Stream gefunden
   *[other] { $count } Streams gefunden
}
