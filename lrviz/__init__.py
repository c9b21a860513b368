"""See, compare and lint the learning-rate schedule that a training config really builds."""
