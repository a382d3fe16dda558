stage-is-live = { $name } ist live
stage-is-reconnecting = Das Bild von { $name } ist unterbrochen, die Verbindung wird neu aufgebaut
stage-has-ended = Der Stream von { $name } ist beendet
stage-is-starting = Der Stream von { $name } startet
stage-picture = Bild
stage-picture-of = Bild von { $name }
stage-sound-only = Nur Ton
stage-low = Geringe Verzögerung
stage-smooth = Flüssig
stage-delay = Verzögerung
stage-theatre = Kinomodus
stage-theatre-key = Kinomodus (t)
stage-is-offline = <span dir="auto">{ $name }</span> ist offline
stage-starts-here = Das Bild beginnt hier von selbst, sobald es eines gibt.
stage-start-obs = Starte den Stream in OBS: Das Bild beginnt hier von selbst.
stage-reload = Lade diese Seite neu, um zu sehen, ob es ein Bild gibt.
stage-on-its-way = Das erste Bild ist unterwegs.
stage-ended = Der Stream ist beendet
stage-thanks = Danke fürs Zuschauen. Kommt <span dir="auto">{ $name }</span> zurück, ist auch das Bild wieder da.
stage-broken = Das Bild kann nicht gezeigt werden
stage-broken-more = Dieser Browser kommt mit Bild oder Ton des Streams nicht zurecht.
stage-retry = Noch einmal versuchen
stage-format = Dieser Browser kann das Format des Streams nicht abspielen
stage-format-more = Ihm fehlt der Decoder für Bild oder Ton. Ein anderer Browser hat ihn vielleicht.
stage-format-address = Ihm fehlt der Decoder für Bild oder Ton. Ein anderer Browser hat ihn vielleicht, und ein Medienspieler wie VLC oder mpv spielt <a href="{ $url }">die Adresse des Streams</a>.
stage-format-own = Damit dich alle sehen, lass deinen Encoder H.264 (8 Bit, 4:2:0) und AAC senden.
stage-unsupported = Dieser Browser kann den Stream nicht abspielen
stage-unsupported-more = Jeder aktuelle Firefox, Chrome, Edge oder Safari kann es.
stage-unsupported-address = Auch ein Medienspieler wie VLC oder mpv kann es, mit der <a href="{ $url }">Adresse des Streams</a>.
stage-locked = Der Stream ist jetzt gesperrt
stage-locked-more = <bdi>{ $name }</bdi> hat ein Passwort gesetzt.
stage-enter-password = Passwort eingeben
stage-scripts = Der Player braucht JavaScript
stage-scripts-allow = Bitte erlaube es für diese Seite.
stage-scripts-address = Oder öffne <a href="{ $url }">die Adresse des Streams</a> in einem Medienspieler wie VLC oder mpv.
stage-advice = Zu deinem Stream
stage-away = Verbindet neu mit der Seite
stage-unmute = Ton an
stage-no-sound = Dieser Stream hat keinen Ton
stage-tracks-apart = Ton und Bild dieses Streams passen nicht zusammen
stage-play = Abspielen
stage-seconds = { $seconds } Sekunden
stage-only-sound = nur Ton
