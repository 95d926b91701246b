"""From a picture to a digit or a number: picture -> ink -> (1, 28, 28, 1) -> prediction."""
