keys-space = Space
keys-pause = pause and go on
keys-sound = sound off and on
keys-seek = 5 seconds back, forth
keys-full = full screen
keys-theatre = theatre mode
keys-pip = picture in picture
keys-messages = from message to message, in the chat
