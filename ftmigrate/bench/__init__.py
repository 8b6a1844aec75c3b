"""The smoke benchmark: kernels, the plan of a run, statistics."""
