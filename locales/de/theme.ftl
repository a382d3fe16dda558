theme-default = Standard
theme-dark = Dunkel
theme-light = Hell
theme-contrast = Kontrast
