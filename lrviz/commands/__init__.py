"""The commands, one file each: parse, call, print, exit. Nothing else prints or exits."""
