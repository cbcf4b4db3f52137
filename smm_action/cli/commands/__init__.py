"""One file a command. Modules stay light: everything heavy is imported inside the command's function."""
