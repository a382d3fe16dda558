site-picture-alt = What is on now
site-theme = Theme
site-locked = Password needed
site-content-warning = Content warning
site-watching = watching
site-see-live = See who is live
site-last-live = Last live
site-language = Language
site-theme-and-language = Theme and language
site-close = Close
site-password = Password
site-sign-in = Sign in
site-stream-key = Stream key
site-retry-in = { $seconds ->
    [one] Try again in { $seconds } second.
   *[other] Try again in { $seconds } seconds.
}
site-share-front = Live streams on { $site }: see who is live, watch, and talk along in chat.
site-share-locked = { $name }'s stream on { $site } asks for a password.
site-share-stream = Watch { $name } live on { $site }, and talk along in chat.
site-content-warning-of = Content warning: { $warning }
