# ruff: noqa: F821  (names of the manifest language)
include("$(MPY_DIR)/extmod/asyncio")
freeze("frozen")
