"""What stands in the cells of somebody's own table: moments, numbers, yes and no."""
