desk-administration = Administration
desk-again = To do this, show once more that it is you.
desk-no-admin = You are signed in as <bdi>{ $name }</bdi>, who does not administer this site.
desk-for-admins = For the administrators of this site.
desk-with-account = Sign in with your account
desk-link-without = Without an account that administers the site, make a link on the server:
desk-link = Make a link on the server, and open it in this browser:
desk-skip = To the content
desk-all-streams = { $site }: all streams
desk-account = Your account
desk-account-of = Your account: { $name }
desk-scripts = This page needs JavaScript. Please allow it for this site.
desk-page-of = Page of { $name }
desk-studio = Studio
desk-studio-scripts = The studio needs JavaScript. Please allow it for this site.
desk-studio-of-name = Studio of <bdi>{ $name }</bdi>
desk-no-moderator = You are signed in as <bdi>{ $name }</bdi>, who does not moderate here. The streamer enters with the stream key.
desk-for-streamer = For the streamer, and those who moderate the chat.
desk-admins-show = Administrators without the key show <a href="{ $url }">in the administration</a> that it is them.
desk-moderators-sign-in = Moderators <a href="{ $url }">sign in with their account</a>.
desk-no-sessions = The site cannot sign anybody in or out right now. Try again in a moment.
desk-start = Set up your site
desk-now = Now
desk-streamers = Streamers
desk-people = People
desk-emotes = Emotes
desk-programs = Programs
desk-settings = Settings
desk-log = Log
desk-backup = Backup
desk-broadcasts = Broadcasts
desk-studio-of = Studio of { $name }
desk-key-wrong = That is not the stream key. Mind upper and lower case.
desk-keys-too-many = Too many wrong keys.
desk-no-answer = The site does not answer at the moment. Try again.
desk-obs-way = Settings, Stream, Service: Custom. Then Settings, Output, Keyframe Interval: 1 s.
desk-server = Server
desk-server-nginx = nginx-rtmp takes the streams of this site: this is its address as in the configuration that comes with PyStreaming. Where it is another, the administrator knows it.
desk-save = Save
desk-undo = Undo
desk-saved = Saved
desk-nothing = nothing
desk-is-now = is now:
desk-keep-mine = Keep what I wrote
desk-take-theirs = Take theirs
desk-press-ctrl-c = Press Ctrl+C
desk-show = Show
desk-hide = Hide
desk-show-one = Show: { $name }
desk-hide-one = Hide: { $name }
desk-copied-one = Copied: { $name }
desk-selected-one = Selected: { $name }
desk-remove-dots = Remove…
desk-remove = Remove
desk-add = Add
desk-saved-one = { $what ->
    [rules] Rules saved.
    [profile] Profile saved.
   *[settings] Settings saved.
}
desk-changed-meanwhile = Somebody else has changed { $what ->
    [rules] the rules
    [profile] the profile
   *[settings] the settings
} meanwhile:
desk-this-browser = this browser
desk-last-used = last used { $time }
desk-signed-out = { $name } is signed out.
desk-sign-out-one = Sign out: { $name }
desk-no-browser = No browser is signed in by the stream key.
