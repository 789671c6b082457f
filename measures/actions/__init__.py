"""What people do with measures, room by room."""
