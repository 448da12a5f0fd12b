"""The labels of every example map: name, id and flat colour."""

LABELS = {
    "sky": (0x9C, 0xD3, 0xF0),
    "cloud": (0xFF, 0xFF, 0xFF),
    "sea": (0x1F, 0x4F, 0xB4),
    "sand": (0xF2, 0xC8, 0x6B),
    "rock": (0x8A, 0x4B, 0x52),
    "meadow": (0x8F, 0xD1, 0x3F),
    "trees": (0x14, 0x52, 0x2D),
}


def colour(name):
    """Flat colour of a label, 0 to 1."""
    return tuple(c / 255 for c in LABELS[name])


def labels_toml():
    lines = ["# Labels of the maps in this folder: the same names and colours in all of them."]
    for index, (name, rgb) in enumerate(LABELS.items()):
        lines += ["", "[[label]]", f'name = "{name}"', f"id = {index}", 'colour = "#%02x%02x%02x"' % rgb]
    return "\n".join(lines) + "\n"
