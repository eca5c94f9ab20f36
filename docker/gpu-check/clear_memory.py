"""Writes over all memory of one GPU that can be had, checks samples of it, and prints what it did as one line of JSON.

Needs nothing but the driver's libcuda. Exits non-zero, with the reason as its last line, where it could not be done.
"""

import ctypes
import json
import os
import sys
import time

PARAMETERS = "/atoll/parameters.json"
LARGEST = 1 << 30
SMALLEST = 1 << 20
SAMPLE = 1 << 16
# Written before the zeros: reading zeros back then shows that they were written, not that they were there.
MARK = 0xA5


class Refused(Exception):
    pass


def check(cuda, what, code):
    if code != 0:
        name = ctypes.c_char_p()
        cuda.cuGetErrorName(code, ctypes.byref(name))
        raise Refused(f"{what}: {(name.value or b'error').decode()} ({code})")


def open_device(cuda):
    check(cuda, "cuInit", cuda.cuInit(0))
    count = ctypes.c_int()
    check(cuda, "cuDeviceGetCount", cuda.cuDeviceGetCount(ctypes.byref(count)))
    if count.value != 1:
        raise Refused(f"{count.value} devices are here, and it has to be one")
    device = ctypes.c_int()
    check(cuda, "cuDeviceGet", cuda.cuDeviceGet(ctypes.byref(device), 0))
    raw = (ctypes.c_ubyte * 16)()
    check(cuda, "cuDeviceGetUuid", cuda.cuDeviceGetUuid(ctypes.byref(raw), device))
    digits = bytes(raw).hex()
    uuid = "-".join(["GPU", digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
    context = ctypes.c_void_p()
    check(cuda, "cuCtxCreate", cuda.cuCtxCreate_v2(ctypes.byref(context), 0, device))
    return uuid


def memory_info(cuda):
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    check(cuda, "cuMemGetInfo", cuda.cuMemGetInfo_v2(ctypes.byref(free), ctypes.byref(total)))
    return free.value, total.value


def take_all(cuda):
    """Every block that can be had: large ones first, then ever smaller ones for what is left between them."""
    blocks = []
    size = LARGEST
    while size >= SMALLEST:
        pointer = ctypes.c_uint64()
        if cuda.cuMemAlloc_v2(ctypes.byref(pointer), ctypes.c_size_t(size)) == 0:
            blocks.append((pointer.value, size))
        else:
            size //= 2
    return blocks


def write(cuda, blocks, value):
    for address, size in blocks:
        check(cuda, "cuMemsetD8", cuda.cuMemsetD8_v2(ctypes.c_uint64(address), ctypes.c_ubyte(value), ctypes.c_size_t(size)))
    check(cuda, "cuCtxSynchronize", cuda.cuCtxSynchronize())


def places(size):
    """Both ends of a block and three random places between them; where they are cannot be known before."""
    last = size - SAMPLE
    inner = [int.from_bytes(os.urandom(8), "little") % (last + 1) for _ in range(3)]
    return [0, last] + inner


def read_back(cuda, blocks, value):
    wanted = bytes([value]) * SAMPLE
    buffer = ctypes.create_string_buffer(SAMPLE)
    checked = 0
    for address, size in blocks:
        for place in places(size):
            # What was read before must not pass for what is there.
            ctypes.memset(buffer, 0xFF ^ value, SAMPLE)
            code = cuda.cuMemcpyDtoH_v2(buffer, ctypes.c_uint64(address + place), ctypes.c_size_t(SAMPLE))
            check(cuda, "cuMemcpyDtoH", code)
            if buffer.raw != wanted:
                raise Refused(f"memory that was set to {value} holds something else")
            checked += SAMPLE
    return checked


def clear(cuda, wanted_uuid):
    started = time.monotonic()
    uuid = open_device(cuda)
    if uuid != wanted_uuid:
        raise Refused(f"the device is {uuid}")
    _, total = memory_info(cuda)
    blocks = take_all(cuda)
    if not blocks:
        raise Refused("no memory could be had")
    write(cuda, blocks, MARK)
    read_back(cuda, blocks, MARK)
    write(cuda, blocks, 0)
    checked = read_back(cuda, blocks, 0)
    return {
        "uuid": uuid,
        "totalBytes": total,
        "clearedBytes": sum(size for _, size in blocks),
        "checkedBytes": checked,
        "seconds": round(time.monotonic() - started, 3),
    }


def main():
    with open(PARAMETERS, encoding="utf-8") as file:
        parameters = json.load(file)
    try:
        print(json.dumps(clear(ctypes.CDLL("libcuda.so.1"), parameters["uuid"])))
    except (OSError, Refused) as refused:
        print(f"{refused}")
        sys.exit(1)


if __name__ == "__main__":
    main()
