"""The commands of `baton`, one file each with a click command named `command`."""
