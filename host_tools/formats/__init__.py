"""The formats document, read and written with libraries, independent of the terminal's code and equal byte for byte."""
