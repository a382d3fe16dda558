filter-word = Wort
filter-phrase = Wortfolge
filter-pattern = Muster
filter-mask = Verdecken
filter-hold = Nachricht zurückhalten
filter-refuse = Nachricht ablehnen
filter-timeout = Verfasser stummschalten
filter-title = Filter
filter-kind = Art
filter-happens = Was passiert
filter-how-long = Für wie lange
filter-text = Text
filter-set-links = Links festlegen
filter-links-hint = everybody, moderators oder example.com
filter-try = Regel testen
filter-add = Regel hinzufügen
filter-lockdown-end = Abriegelung beenden
filter-lockdown-start = Chat abriegeln
filter-lockdown-on = Der Chat ist abgeriegelt: langsamer Modus, keine Links, und wer gerade erst kam, kann nicht schreiben.
filter-lockdown-off = Die Abriegelung ist beendet.
filter-links-set = Die Regel für Links ist festgelegt.
filter-would-hit = Sie hätte { $hits } der letzten { $all } Nachrichten getroffen.
filter-added = Die Regel für { $text } ist hinzugefügt.
filter-remove-one = Die Regel für { $text } entfernen
filter-mute-for = stummschalten: { $length }
filter-by = von
filter-removed = Die Regel für { $text } ist entfernt.
filter-kind-of = { $kind ->
    [phrase] Wortfolge
    [pattern] Muster
   *[word] Wort
}
filter-action-of = { $action ->
    [mask] verdecken
    [hold] zurückhalten
    [refuse] ablehnen
   *[timeout] stummschalten
}
