state-offline = Offline
state-starting = Startet
state-live = Live
state-reconnecting = Verbindet neu
state-ended = Beendet
