stage-is-live = { $name } is live
stage-is-reconnecting = { $name }'s picture was interrupted, reconnecting
stage-has-ended = { $name }'s stream has ended
stage-is-starting = { $name }'s stream is starting
stage-picture = Picture
stage-picture-of = Picture of { $name }
stage-sound-only = Sound only
stage-low = Low latency
stage-smooth = Smooth
stage-delay = Delay
stage-theatre = Theatre mode
stage-theatre-key = Theatre mode (t)
stage-is-offline = <span dir="auto">{ $name }</span> is offline
stage-starts-here = The picture starts here by itself as soon as there is one.
stage-start-obs = Start streaming in OBS: the picture starts here by itself.
stage-reload = Load this page again to see whether there is a picture.
stage-on-its-way = The first picture is on its way.
stage-ended = The stream has ended
stage-thanks = Thank you for watching. If <span dir="auto">{ $name }</span> returns, the picture does too.
stage-broken = The picture cannot be shown
stage-broken-more = This browser stumbled over the stream's video or sound.
stage-retry = Try again
stage-format = This browser cannot play the stream's format
stage-format-more = It has no decoder for the video or the sound. Another browser may have one.
stage-format-address = It has no decoder for the video or the sound. Another browser may have one, and so has a media player such as VLC or mpv, given <a href="{ $url }">the stream's address</a>.
stage-format-own = To be seen everywhere, have your encoder send H.264 (8 bits, 4:2:0) and AAC.
stage-unsupported = This browser cannot play the stream
stage-unsupported-more = Any current Firefox, Chrome, Edge or Safari can.
stage-unsupported-address = So can a media player such as VLC or mpv, given <a href="{ $url }">the stream's address</a>.
stage-locked = The stream is locked now
stage-locked-more = <bdi>{ $name }</bdi> has set a password.
stage-enter-password = Enter the password
stage-scripts = The player needs JavaScript
stage-scripts-allow = Please allow it for this site.
stage-scripts-address = Or open <a href="{ $url }">the stream's address</a> in a media player such as VLC or mpv.
stage-advice = About your stream
stage-away = Reconnecting to the site
stage-unmute = Unmute
stage-no-sound = This stream has no sound
stage-tracks-apart = Sound and picture of this stream do not fit together
stage-play = Play
stage-seconds = { $seconds } seconds
stage-only-sound = sound only
