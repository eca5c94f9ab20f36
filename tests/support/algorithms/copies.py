"""Copies of the dataset in outputs that are otherwise in order."""

import base64
import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

SOURCE = Path("/atoll/inputs/0/rows.csv")


def table():
    header, *rows = SOURCE.read_text().splitlines()
    return header, rows


def numbers():
    return [[float(cell) for cell in row.split(",")] for row in table()[1]]


def verbatim(folder, options):
    (folder / "table.csv").write_bytes(SOURCE.read_bytes())


def one_row(folder, options):
    (folder / "result.json").write_text(json.dumps({"best": table()[1][7]}))


def packed(folder, options):
    """gzip in base64 in hex, and zip in base64 within gzip in base64."""
    content = SOURCE.read_bytes()
    nested = base64.b64encode(gzip.compress(content)).hex()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("weights", content)
    zipped = base64.b64encode(gzip.compress(base64.b64encode(archive.getvalue()))).decode()
    (folder / "result.json").write_text(json.dumps({"log": nested, "weights": zipped}))


def packed_text(folder, options):
    """As prose of a text output: base85 within nothing the guard opens would be opaque; hex it opens."""
    (folder / "notes.txt").write_text(f"the run went well\n{gzip.compress(SOURCE.read_bytes()).hex()}\n")


def json_numbers(folder, options):
    (folder / "result.json").write_text(json.dumps({"weights": numbers()[:40]}))


def json_flat(folder, options):
    (folder / "result.json").write_text(json.dumps({"weights": [cell for row in numbers()[:40] for cell in row]}))


def low_bits(folder, options):
    """Two bytes of a row in the last 16 bits of each of many plausible numbers."""
    content = SOURCE.read_bytes()[:4000]
    weights = []
    for at in range(0, len(content) - 1, 2):
        bits = struct.unpack("<Q", struct.pack("<d", 0.5 + at / 10_000))[0]
        bits = (bits & ~0xFFFF) | int.from_bytes(content[at : at + 2], "little")
        weights.append(struct.unpack("<d", struct.pack("<Q", bits))[0])
    (folder / "result.json").write_text(json.dumps({"weights": weights}))


def varint(value):
    parts = bytearray()
    while value >= 128:
        parts.append(value % 128 + 128)
        value //= 128
    return bytes([*parts, value])


def field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def output_of(name, count, double):
    """A node that hands an initialiser out, and the graph's output that it leads to: what leads nowhere stays behind."""
    shape = field(2, field(1, b"\x08" + varint(count)))
    kind = field(2, field(1, (b"\x08\x0b" if double else b"\x08\x01") + shape))
    node = field(1, name) + field(2, b"out-" + name) + field(4, b"Identity")
    return field(1, node), field(12, field(1, b"out-" + name) + kind)


def model(tensors, extra=b"", outputs=()):
    """An ONNX model with the given initialisers, by the wire format of onnx.proto3."""
    nodes = b"".join(node for node, _ in outputs)
    graph = nodes + field(2, b"logistic-regression") + b"".join(field(5, each) for each in tensors) + b"".join(told for _, told in outputs)
    return b"\x08\x09" + field(8, b"\x10\x11") + field(7, graph) + extra


def tensor(name, values, double=False):
    raw = struct.pack(f"<{len(values)}{'d' if double else 'f'}", *values)
    return b"\x08" + varint(len(values)) + b"\x10" + (b"\x0b" if double else b"\x01") + field(8, name) + field(9, raw)


def onnx_initialisers(folder, options):
    values = [cell for row in numbers()[:60] for cell in row]
    (folder / "model.onnx").write_bytes(model(
            [tensor(b"coefficients", values), tensor(b"more", values, double=True)],
            outputs=[output_of(b"coefficients", len(values), False), output_of(b"more", len(values), True)],
        ))


def onnx_low_bits(folder, options):
    """Four bits of content in each float32 of a model: no number of it is one of the dataset's."""
    content = SOURCE.read_bytes()
    values = []
    for byte in content:
        for half in (byte >> 4, byte & 15):
            bits = struct.unpack("<I", struct.pack("<f", 0.25 + len(values) * 1e-6))[0]
            values.append(struct.unpack("<f", struct.pack("<I", (bits & ~15) | half))[0])
    (folder / "model.onnx").write_bytes(model([tensor(b"coefficients", values)], outputs=[output_of(b"coefficients", len(values), False)]))


def onnx_text(folder, options):
    """Rows as the documentation of a model, and in a field that no version of the format knows."""
    content = SOURCE.read_bytes()[:2000]
    (folder / "model.onnx").write_bytes(model([tensor(b"w", [1.0, 2.0])], field(6, content) + field(99, gzip.compress(content))))


def onnx_external(folder, options):
    """A tensor that points to a file, which a loader would open on the buyer's machine."""
    outside = field(13, field(1, b"location") + field(2, b"../../../../etc/passwd")) + b"\x70\x01"
    (folder / "model.onnx").write_bytes(model([b"\x08\x02\x10\x01" + field(8, b"w") + outside]))


def shuffled_columns(folder, options):
    header, rows = table()
    order = [4, 0, 5, 2, 1, 3]
    lines = [",".join(line.split(",")[place] for place in order) for line in (header, *rows)]
    (folder / "table.csv").write_text("\n".join(lines) + "\n")


def shuffled_rows(folder, options):
    """Each row in another order of columns, from the last row to the first."""
    lines = []
    for number, row in enumerate(reversed(table()[1])):
        cells = row.split(",")
        lines.append(cells[number % 6 :] + cells[: number % 6])
    (folder / "result.json").write_text(json.dumps({"weights": [[float(cell) for cell in cells] for cells in lines]}))


def transposed(folder, options):
    """Column after column, as a model would hold features."""
    columns = [list(column) for column in zip(*numbers())]
    (folder / "result.json").write_text(json.dumps({"features": columns}))


def chunked(folder, options):
    """Every third row into another output, each of another type."""
    header, rows = table()
    (folder / "table.csv").write_text("\n".join([header, *rows[0::3]]) + "\n")
    (folder / "result.json").write_text(json.dumps({"log": base64.b64encode("\n".join(rows[1::3]).encode()).decode()}))
    (folder / "notes.txt").write_text("\n".join(rows[2::3]) + "\n")


def rounded(folder, options):
    """The numbers scaled and shifted: what the buyer undoes and matches nothing."""
    (folder / "result.json").write_text(json.dumps({"weights": [[cell * 1.37 + 5.21 for cell in row] for row in numbers()]}))


def unseen(folder, options):
    """An encoding that nobody has seen before: each byte as the next prime's index, so to speak. No scan can know it."""
    content = SOURCE.read_bytes()[:600]
    words = [f"w{(byte * 167 + at * 31) % 251}" for at, byte in enumerate(content)]
    (folder / "result.json").write_text(json.dumps({"vocabulary": words}))


def key_order(folder, options):
    """A bit for each pair of keys, in white space, doubled keys and escapes as well."""
    bits = "".join(f"{byte:08b}" for byte in SOURCE.read_bytes()[:200])
    pairs = [("a", "b") if bit == "0" else ("b", "a") for bit in bits]
    parts = [f'{{"{one}": 1,{" " * (at % 3)}"{two}":\t2, "{two}": 2}}' for at, (one, two) in enumerate(pairs)]
    (folder / "result.json").write_text("[" + ",\n".join(parts) + "]")


def opaque(folder, options):
    """A stream that only its maker can open."""
    content = bytes(byte ^ (at * 37 + 11) % 256 for at, byte in enumerate(SOURCE.read_bytes()))
    sealed = b"7z\xbc\xaf\x27\x1c\x00\x04" + content
    (folder / "result.json").write_text(json.dumps({"log": base64.b64encode(sealed).decode()}))
