"""The messages between laptop and bureau, by network, courier or LAN; values, never I/O."""
