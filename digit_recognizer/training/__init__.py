"""How mnist.h5 is made: data, augmentation, synthetic digits, the run, calibration, report."""
