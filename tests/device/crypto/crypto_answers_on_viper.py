"""Runs on MicroPython: `crypto_answers` by the machine in viper."""

import crypto.layer

crypto.layer.NAME = "viper"

from crypto_answers import answer  # noqa: E402, F401
