"""The bitmap fonts of screen and paper, cut from an outline font."""
