poll-votes = { $count ->
    [one] { $count } Stimme
   *[other] { $count } Stimmen
}
poll-title = Umfrage
poll-vote = Abstimmen
poll-away = Umfrage weglegen
poll-join = Beitreten, um abzustimmen
poll-change = Stimme ändern
poll-ended = Beendet, { $votes }
poll-left = { ", noch " }{ $time }
