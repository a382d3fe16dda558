password-about = This stream is for people who know its password. Ask the streamer for it; it is remembered here for a day.
password-watch = Watch
password-too-many = Too many wrong passwords.
password-wrong = That is not the password. Mind upper and lower case.
