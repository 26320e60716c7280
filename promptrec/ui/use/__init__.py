"""What the pages Recommend and Review show."""
