"""Who sits down at the laptop: a name and a passphrase."""
