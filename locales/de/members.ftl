members-title = Gerade hier
members-nobody = Niemand ist im Chat.
members-first = { $count } Leute; die ersten { $most }:
members-about = Zur Person
members-about-one = Über { $name }
