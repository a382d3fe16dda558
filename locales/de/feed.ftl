feed-title = Sendungen von { $name } auf { $site }
feed-was-live = { $name } war live
feed-is-live = { $name } ist live
feed-was = { $name } war live von { $start } bis { $end }.
feed-since = { $name } ist live seit { $start }: zu sehen unter { $url }
feed-watch = Zu sehen unter { $url }
