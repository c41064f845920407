"""Runs on MicroPython: `record_answers` by the machine in viper."""

import crypto.layer

crypto.layer.NAME = "viper"

from record_answers import answer  # noqa: E402, F401
