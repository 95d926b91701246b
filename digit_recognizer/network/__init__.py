"""What a network is and where it is kept: layers, the model file and its checks, predictions."""
