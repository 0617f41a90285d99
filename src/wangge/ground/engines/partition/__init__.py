"""Grids drawn and adjusted (网格划分、一村一策). Its doors: `ground_of`, `lay_out`, `draw_grids`; see README.md."""
