health-good = good
health-good-but = good, { $said }
health-bit-rate = Bit rate
health-keyframe = Keyframe every
health-b-frames = B-frames add
health-dropped = Frames dropped
health-dropped-of = { $count } of { $all }
health-late = Frames late
health-late-by = { $count }, at worst by { $ms } ms
health-sound = Sound
health-sound-ahead = Sound ahead
health-round-trip = Round trip
health-title = Stream health:
health-since = Since { $time }.
health-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}
health-suggestions = { $count ->
    [one] { $count } suggestion
   *[other] { $count } suggestions
}
