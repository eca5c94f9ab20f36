"""An algorithm that needs one GPU and nothing but the driver's libcuda.

Looks through the memory that it is given for a pattern which an earlier job left, computes without a kernel (fills memory, copies it on the
device, adds up what comes back), and leaves a pattern of its own in all memory that can be had.
"""

import ctypes
import json
import sys

MEBIBYTE = 1 << 20
LARGEST = 1 << 30


def check(what, code):
    if code != 0:
        sys.exit(f"{what} failed with {code}")


def open_device(cuda):
    check("cuInit", cuda.cuInit(0))
    count, device, total = ctypes.c_int(), ctypes.c_int(), ctypes.c_size_t()
    check("cuDeviceGetCount", cuda.cuDeviceGetCount(ctypes.byref(count)))
    check("cuDeviceGet", cuda.cuDeviceGet(ctypes.byref(device), 0))
    name = ctypes.create_string_buffer(200)
    check("cuDeviceGetName", cuda.cuDeviceGetName(name, 200, device))
    check("cuDeviceTotalMem", cuda.cuDeviceTotalMem_v2(ctypes.byref(total), device))
    context = ctypes.c_void_p()
    check("cuCtxCreate", cuda.cuCtxCreate_v2(ctypes.byref(context), 0, device))
    return {"devices": count.value, "device": name.value.decode(), "memoryBytes": total.value}


def take_all(cuda):
    blocks, size = [], LARGEST
    while size >= MEBIBYTE:
        pointer = ctypes.c_uint64()
        if cuda.cuMemAlloc_v2(ctypes.byref(pointer), ctypes.c_size_t(size)) == 0:
            blocks.append((pointer.value, size))
        else:
            size //= 2
    return blocks


def read(cuda, address, size):
    buffer = ctypes.create_string_buffer(size)
    check("cuMemcpyDtoH", cuda.cuMemcpyDtoH_v2(buffer, ctypes.c_uint64(address), ctypes.c_size_t(size)))
    return buffer.raw


def count_pattern(cuda, blocks, word):
    """How often the pattern is in the first mebibyte of every sixteen, before anything was written there."""
    pattern, found, seen = word.to_bytes(4, "little") * 4, 0, 0
    for address, size in blocks:
        for place in range(0, size, 16 * MEBIBYTE):
            found += read(cuda, address + place, MEBIBYTE).count(pattern)
            seen += MEBIBYTE
    return found, seen


def fill(cuda, blocks, word):
    for address, size in blocks:
        check("cuMemsetD32", cuda.cuMemsetD32_v2(ctypes.c_uint64(address), ctypes.c_uint(word), ctypes.c_size_t(size // 4)))
    check("cuCtxSynchronize", cuda.cuCtxSynchronize())


def compute(cuda, blocks):
    """Fills a mebibyte with ones, copies it on the device, and adds up what comes back: 262,144."""
    source = blocks[0][0]
    target = source + blocks[0][1] // 2
    check("cuMemsetD32", cuda.cuMemsetD32_v2(ctypes.c_uint64(source), ctypes.c_uint(1), ctypes.c_size_t(MEBIBYTE // 4)))
    check("cuMemcpyDtoD", cuda.cuMemcpyDtoD_v2(ctypes.c_uint64(target), ctypes.c_uint64(source), ctypes.c_size_t(MEBIBYTE)))
    words = memoryview(read(cuda, target, MEBIBYTE)).cast("I")
    return sum(words)


def main():
    with open("/atoll/parameters.json", encoding="utf-8") as file:
        parameters = json.load(file)
    cuda = ctypes.CDLL("libcuda.so.1")
    result = open_device(cuda)
    blocks = take_all(cuda)
    if not blocks:
        sys.exit("no memory could be had")
    result["patternsFound"], result["bytesSearched"] = count_pattern(cuda, blocks, parameters["lookFor"])
    result["sum"] = compute(cuda, blocks)
    fill(cuda, blocks, parameters["leave"])
    result["bytesFilled"] = sum(size for _, size in blocks)
    # Ends without letting go of anything: what it left is for others to clear.
    with open("/atoll/outputs/gpu.json", "w", encoding="utf-8") as file:
        json.dump(result, file)


main()
