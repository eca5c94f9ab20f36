"""Programs of their own: how they end is the attack."""

import json
import os
import sys
import time
from pathlib import Path

row = Path("/atoll/inputs/0").glob("*.csv").__next__().read_text().splitlines()[1]
output = Path("/atoll/outputs/result.json")
act = sys.argv[1]
print(f"marker {row}", flush=True)
if act == "stdout":
    output.write_text('{"ok":true}')
if act == "exception":
    raise ValueError(row)
if act == "exit_code":
    os._exit(row.encode()[0])
if act == "signal":
    # The first process of a namespace heeds no signal of its own but what the kernel forces on it.
    os.abort()
if act == "file_name":
    output.write_text('{"ok":true}')
    Path("/atoll/outputs", row.replace("/", "_")).touch()
if act == "missing":
    sys.exit(0)
if act == "duration":
    time.sleep(1.37)
    output.write_text('{"ok":true}')
if act == "content":
    output.write_text(json.dumps({"row": row}))
