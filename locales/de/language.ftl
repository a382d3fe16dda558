# The name of the language in itself, for the menu.
language-name = Deutsch
# The name of this folder: scripts write numbers, names and how long ago something was as this language does.
language-tag = de
# The same for dates and times. English ones look as the visitor's system writes them.
language-dates = de
# ltr if the language is written from left to right, or rtl.
language-direction = ltr
# How it writes these numbers.
language-thousand = 1.234
language-ten-thousand = 12.345
