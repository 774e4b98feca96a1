"""区划: units and organisations by region code, on any day. Names of places come from the units that are those places."""
