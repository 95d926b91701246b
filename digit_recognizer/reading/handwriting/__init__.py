"""A person's own hand: corrections are kept, and the network's last layer learns from them.

an answer and what it should have been -> an Example         examples.py
-> a file of them, in the user's data folder                 profile.py
-> a change to the last layer, which keeps what it knew      learning.py
-> a Recognizer that is adapted to this hand                 profile.adapt()

Nothing leaves the computer, unless the person exports it    exchange.py
"""
