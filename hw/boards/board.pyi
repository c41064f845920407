# For type checks: on a terminal, `board` is one of the files of this folder, all with the same names.
from tamga_s3 import *  # noqa: F403
