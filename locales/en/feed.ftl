feed-title = Broadcasts of { $name } on { $site }
feed-was-live = { $name } was live
feed-is-live = { $name } is live
feed-was = { $name } was live from { $start } to { $end }.
feed-since = { $name } is live since { $start }: watch at { $url }
feed-watch = Watch at { $url }
