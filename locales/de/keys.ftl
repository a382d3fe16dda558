keys-space = Leertaste
keys-pause = anhalten und weiter
keys-sound = Ton aus und an
keys-seek = 5 Sekunden zurück, vor
keys-full = Vollbild
keys-theatre = Kinomodus
keys-pip = Bild im Bild
keys-messages = von Nachricht zu Nachricht, im Chat
