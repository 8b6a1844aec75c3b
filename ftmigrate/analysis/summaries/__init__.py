"""What is known of code outside the project, as data. Each table names its source."""
