state-offline = Offline
state-starting = Starting
state-live = Live
state-reconnecting = Reconnecting
state-ended = Ended
