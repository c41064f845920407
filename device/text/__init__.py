"""What people read: fonts, and texts in Kazakh, Russian and English."""

FOLDER = __file__.rpartition("/")[0] + "/"  # words and fonts lie beside this file: in ROM on a terminal
