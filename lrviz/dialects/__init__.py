"""The shapes of configs. Each module turns one shape into a `Setup`, with the path of every part kept."""
