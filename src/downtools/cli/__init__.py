"""The command line: thin, a file a group of commands."""
