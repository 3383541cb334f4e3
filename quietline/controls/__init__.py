"""The controls that ship: one file each, named id + short name, found by the loader. Nothing else lists them but `rulebook.lock`."""
