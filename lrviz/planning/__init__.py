"""Document to Plan: what will be run. The only place where ticks become updates."""
