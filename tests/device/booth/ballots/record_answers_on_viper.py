"""Runs on MicroPython: `record_answers` by the machine in viper."""

import crypto.layer

crypto.layer.NAME = "viper"

# Compiled before others import it: deep in them a build with 32 bits has too little stack for that.
import crypto.slots.viper  # noqa: E402, I001
from record_answers import answer  # noqa: E402, F401
