"""What a person reads: fonts, and the strings in Kazakh, Russian and English."""

FOLDER = __file__.rpartition("/")[0] + "/"  # words and fonts lie beside this file: in ROM on a terminal
