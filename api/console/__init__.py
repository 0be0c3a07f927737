"""The console: pages for the desks of bureau, community office and handling offices, and the big
screen of a meeting. Server-rendered; everything it needs comes from this service (closed networks).

``door`` is what every page passes; the other modules are one desk or one subject each.
"""
