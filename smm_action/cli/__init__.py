"""The command line: click, composition and output formats. The only room that strings stages together."""
