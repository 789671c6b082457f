"""What each data migration carries over, told by a generator for each.

It writes rows as they are today, yields how far back it wants to look, gets the models of that time,
writes and looks there, and yields once more until all is brought forward again. One walk back and
forth serves them all (tests/carried/test_there_and_back.py), for a walk takes half a minute.
"""
