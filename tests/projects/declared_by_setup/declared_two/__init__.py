"""A package whose dependencies only its build backend knows."""
