account-away = You are going to <strong dir="auto">{ $place }</strong>, which asks you whether you want to sign in here. Then you come back.
account-continue = Continue
account-codes-keep = <strong dir="auto">{ $name }</strong> is yours. Keep these codes where you find them when you have lost your password. Each works once. They are not shown again.
account-codes = Recovery codes
account-codes-kept = I have kept them
account-delete-about = This deletes the account <strong dir="auto">{ $name }</strong> with all that belongs to it. Anybody can use the name afterwards. It cannot be undone.
account-delete-messages = Delete what I said in chat, too
account-delete-do = Delete my account
account-delete-keep = Keep it
account-back = Go back
account-newcomer-known = { $place } knows you as <strong dir="auto">{ $label }</strong>. Choose the name that is yours in every chat of this site. Others do not see who you are at { $place }.
account-newcomer = { $place } knows you. Choose the name that is yours in every chat of this site. Others do not see who you are at { $place }.
account-name-in-chat = Name in chat
account-make = Make the account
account-newcomer-other = Have an account already? <a href="/-/account/sign-in">Sign in to it</a>, and link { $place } on its page.
account-link = Link { $place }
account-continue-with = Continue with { $place }
account-instance = Your Mastodon instance
account-recover-about = You got recovery codes when you made your account. Each lets you in once, so that you can choose a new password.
account-name = Name
account-code = Recovery code
account-recover-without = Without a code, ask the administrators of this site: they can reset your account.
account-again = To change something about your account, show once more that it is yours.
account-passkey-sign-in = Sign in with a passkey
account-others = Other sites
account-recover-do = Use a recovery code
account-none-yet = No account yet?
account-make-one = Make one
account-sign-up-about = An account reserves your name in every chat of this site. It needs no e-mail address.
account-password-hint = At least 10 characters. A few words are easy to remember.
account-have-one = Have one already?
account-sign-out = Sign out
account-password-other-way = You have none. You can choose one as another way to sign in.
account-password-none = You have none. Choose one, or you cannot sign in when your recovery codes are used up.
account-password-new = New password
account-password-change = Change the password
account-password-set = Set the password
account-again-password = <a href="/-/account/sign-in?next=/-/account">Sign in again</a> to change it.
account-passkeys = Passkeys
account-passkeys-about = A passkey is kept by your device or password manager, and lets you in without a password.
account-remove-one = Remove { $name }
account-remove = Remove
account-passkey-name = Name of the passkey
account-passkey-this = This device
account-passkey-add = Add a passkey
account-again-passkeys = <a href="/-/account/sign-in?next=/-/account">Sign in again</a> to add or remove one.
account-others-about = You can sign in here with an account of another site.
account-identity-at = <strong dir="auto">{ $label }</strong> at { $place }
account-identity-unusable = The administrators no longer allow signing in with it
account-unlink-one = Unlink { $label } at { $place }
account-unlink = Unlink
account-only-way = It is your only way to sign in. To unlink it, choose a password or add another way first.
account-again-others = <a href="/-/account/sign-in?next=/-/account">Sign in again</a> to link or unlink one.
account-codes-left = { $count ->
    [0] No code is left.
    [one] One code is left. New codes replace it.
   *[other] { $count } codes are left. New codes replace them.
}
account-codes-new = Make new codes
account-again-codes = <a href="/-/account/sign-in?next=/-/account">Sign in again</a> to make new ones.
account-sessions = Signed in
account-this-browser = , this browser
account-last-used = , last used
account-sign-out-one = Sign { $browser } out
account-sign-out-others = Sign out everywhere else
account-data = Your data
account-export = Download what is kept about you
account-delete = Delete your account
account-yours = This name is yours in every chat of this site.
account-busy = Many people sign in at the moment. Try again in 5 seconds.
account-last-way = This is the only way to sign in to your account. Choose a password or add another way first.
account-not-signed-in = Not signed in
account-unavailable = Accounts are not available right now. Try again in a moment.
account-name-blank = Your name must not be blank.
account-name-long = Your name is too long: it may have { $most } characters.
account-too-many = Too many wrong attempts.
account-wrong = That name and what you entered with it do not belong together. Mind upper and lower case.
account-disabled = An administrator of this site has disabled this account.
account-codes-yours = Your recovery codes
account-many-made = Many accounts were made from your address.
account-name-taken = That name is taken, or looks like one that is. Choose another.
account-sign-up = Make an account
account-done-password = Your password is changed. Every other browser has been signed out.
account-done-sessions = Signed out.
account-done-linked = Linked. You can sign in by it from now on.
account-done-unlinked = Unlinked. Nobody can sign in by it any longer.
account-going = Going to { $place }
account-out-meanwhile = You were signed out meanwhile. Sign in, and link it again.
account-linked-already = { $who } is linked to another account of this site, or yours has as many links as it can. Remove one first.
account-not-linked = { $who } is not linked to your account. Link it on your account's page.
account-no-new = { $who } belongs to no account here, and { $place } makes no new ones. If you have an account, sign in to it, and link { $place } on its page.
account-who-at = Who you are at { $place }
account-label-at = { $label } at { $place }
account-many-attempts = Many attempts came from your address.
account-provider-none = Nobody can sign in here with that site.
account-instance-none = That is not the address of an instance. Give one such as mastodon.social.
account-instance-refused = This site does not accept accounts of that instance.
account-attempt-over = This attempt to sign in is over: it took longer than 10 minutes, was finished already, or began in another browser. Start again. Your browser has to accept cookies of this site.
account-busy-seconds = Many people sign in at the moment. Try again in a few seconds.
account-choose-name = Choose your name
account-denied = You or { $place } did not allow it. Nothing has changed here.
account-provider-slow = { $place } did not answer in time. Try again in a while.
account-provider-forbidden = This site may not call { $place }.
account-provider-unreachable = { $place } cannot be reached. Check its name, or try again in a while.
account-provider-wrong = { $place } did not prove who you are. Try again, or tell the administrators of this site.
account-provider-email = This site accepts only people with a confirmed e-mail address of its own domains. { $place } tells of none.
account-browser-on = { $browser } on { $system }
account-program = A program
account-name-unfit = Your name must not contain { $what ->
    [control-characters] control characters
    [invisible-characters] invisible characters
    [piled-up-accents] piled-up accents
    [accents-without-a-letter] accents without a letter
   *[other] characters that cannot be shown
}.
account-password-too-short = A password has at least { $least } characters. A few words are easy to remember.
account-password-too-long = A password has at most { $most } characters.
account-password-guessable = That password is too easy to guess. A few words are easy to remember.
account-passkey-failed = That did not work. Try again.
account-passkey-unusable = This passkey cannot be used here.
account-passkey-stale = Sign in again first.
account-passkey-taken = This passkey is in use already.
account-passkey-unknown = This passkey belongs to no account here.
account-passkey-known = This device already keeps a passkey for your account.
account-passkey-address = Passkeys do not work at this address of the site.
account-passkey-none = This device cannot keep a passkey for this site.
account-made = Made
account-added = added
