health-good = gut
health-good-but = gut, { $said }
health-bit-rate = Bitrate
health-keyframe = Keyframe alle
health-b-frames = B-Frames verzögern um
health-dropped = Frames verworfen
health-dropped-of = { $count } von { $all }
health-late = Frames verspätet
health-late-by = { $count }, höchstens um { $ms } ms
health-sound = Ton
health-sound-ahead = Ton voraus
health-round-trip = Umlaufzeit
health-title = Zustand des Streams:
health-since = Seit { $time }.
health-problems = { $count ->
    [one] { $count } Problem
   *[other] { $count } Probleme
}
health-suggestions = { $count ->
    [one] { $count } Hinweis
   *[other] { $count } Hinweise
}
