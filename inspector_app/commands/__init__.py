"""The subcommands of `inspector`, one file each."""
