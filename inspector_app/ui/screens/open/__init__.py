"""Opening a visit: two officers, the unit, the gates before and on site."""
