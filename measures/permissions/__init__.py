"""Who may do what with measures, room by room."""
