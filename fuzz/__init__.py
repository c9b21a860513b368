"""Random inputs for as long as one likes, judged by what they must never lead to."""
