"""The two faces of `bot`: the browser app and the command line."""
