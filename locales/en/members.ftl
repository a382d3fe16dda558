members-title = Here now
members-nobody = Nobody is in the chat.
members-first = { $count } people; the first { $most }:
members-about = About
members-about-one = About { $name }
