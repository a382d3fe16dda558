login-scripts = This link needs JavaScript. Please allow it for this site.
login-once = This link signs one browser in, and works once.
login-here = Sign in on this browser
login-used = This link has been used, or is older than 15 minutes. Administrators make another on the server: <code>pystreaming-admin login-link NAME</code> for the studio of a streamer, <code>pystreaming-admin login-link --admin</code> for the administration.
login-not-whole = This link is not whole. Copy all of it, with what stands behind the #.
