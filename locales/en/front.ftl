front-never-live = Not live yet
front-welcome = Welcome
front-search = Search streams
front-search-do = Search
front-languages = Language
front-languages-all = All languages
front-tags = Tags
front-show-all = Show all
front-live = Live now
front-quiet = Nobody is live right now
front-quiet-more = A stream shows up here the moment it begins. Until then, look around: here is who streams on this site.
front-next = Starts next
front-ended = Ended lately
front-offline = Offline
front-none = No stream matches
front-none-more = Try fewer words, or another tag. <a href="/">Show all streams</a>
front-empty = Nobody streams here yet
front-empty-more = Whoever runs this site opens the link that the server printed when it started. It leads through the setup. Later links come from <code>pystreaming-admin login-link --admin</code>.
front-found = { $count ->
    [one] { $count } stream found
   *[other] { $count } streams found
}
