/*
 * The calls of libcuda that Atoll's programs make, on ordinary memory: what clears and what computes is tried with it on machines without a
 * GPU. It has one device with the UUID of tests/support/gpu/fake-driver.ts. Built with -DFORGETFUL, writes to what was handed out last
 * are lost; with -DOCCUPIED, somebody else has most of the memory.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>

#define MIB ((size_t)1 << 20)
#define TOTAL (40ULL << 30)
#define MOST 4096

/* Forty gibibytes are promised, and a slice of them is backed: the large blocks share it. */
#ifdef OCCUPIED
#define FREE (8ULL << 30)
#else
#define FREE (TOTAL - (512ULL << 20))
#endif
#define BACKED (64 * MIB)

static struct { uint64_t at; size_t size; unsigned char *bytes; } blocks[MOST];
static int count;
static size_t taken;
static int begun;

int cuInit(unsigned flags) {
	int node = open("/dev/nvidia0", O_RDWR), control = open("/dev/nvidiactl", O_RDWR);
	if (flags || node < 0 || control < 0) return 100; /* no device */
	close(node);
	close(control);
	begun = 1;
	return 0;
}
int cuGetErrorName(int code, const char **name) { *name = code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR"; return 0; }
int cuDeviceGetCount(int *devices) { *devices = 1; return begun ? 0 : 3; }
int cuDeviceGet(int *device, int index) { *device = 0; return index ? 101 : 0; }
int cuDeviceGetName(char *name, int size, int device) { strncpy(name, "Fake GPU", size); return device; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = TOTAL; return device; }
int cuDeviceGetUuid(unsigned char *uuid, int device) {
	static const unsigned char own[16] = { 0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x66, 0x66 };
	memcpy(uuid, own, 16);
	return device;
}
int cuCtxCreate_v2(void **context, unsigned flags, int device) { *context = blocks; return begun ? (int)flags + device : 3; }
int cuCtxSynchronize(void) { return 0; }
int cuMemGetInfo_v2(size_t *left, size_t *total) { *left = FREE - taken; *total = TOTAL; return 0; }

int cuMemAlloc_v2(uint64_t *address, size_t size) {
	if (count == MOST || taken + size > FREE) return 2;
	size_t backed = size < BACKED / 16 ? size : BACKED / 16;
	unsigned char *bytes = malloc(backed);
	if (!bytes) return 2;
	memset(bytes, 0x5a, backed); /* somebody's */
	blocks[count].at = ((uint64_t)(count + 1)) << 40;
	blocks[count].size = size;
	blocks[count].bytes = bytes;
	*address = blocks[count].at;
	count += 1;
	taken += size;
	return 0;
}

static unsigned char *at(uint64_t address, size_t size, size_t *room) {
	uint64_t index = (address >> 40) - 1, offset = address & ((1ULL << 40) - 1);
	if (index >= (uint64_t)count || offset + size > blocks[index].size) return NULL;
	size_t backed = blocks[index].size < BACKED / 16 ? blocks[index].size : BACKED / 16;
	/* A place beyond what is backed is a place in it. */
	offset %= backed;
	*room = backed - offset;
	return blocks[index].bytes + offset;
}

static int lost(uint64_t address) {
#ifdef FORGETFUL
	return (address >> 40) == (uint64_t)count;
#else
	(void)address;
	return 0;
#endif
}

int cuMemsetD8_v2(uint64_t address, unsigned char value, size_t size) {
	size_t room;
	unsigned char *bytes = at(address, size, &room);
	if (!bytes) return 1;
	if (!lost(address)) memset(bytes, value, size < room ? size : room);
	return 0;
}
int cuMemsetD32_v2(uint64_t address, unsigned value, size_t words) {
	size_t room;
	unsigned char *bytes = at(address, words * 4, &room);
	if (!bytes || address % 4) return 1;
	size_t size = words * 4 < room ? words * 4 : room;
	for (size_t place = 0; place + 4 <= size; place += 4) memcpy(bytes + place, &value, 4);
	return 0;
}
int cuMemcpyDtoH_v2(void *target, uint64_t source, size_t size) {
	for (size_t done = 0; done < size;) {
		size_t room;
		unsigned char *bytes = at(source + done, size - done, &room);
		if (!bytes) return 1;
		size_t part = size - done < room ? size - done : room;
		memcpy((char *)target + done, bytes, part);
		done += part;
	}
	return 0;
}
int cuMemcpyDtoD_v2(uint64_t target, uint64_t source, size_t size) {
	size_t to, from;
	unsigned char *there = at(target, size, &to), *here = at(source, size, &from);
	if (!there || !here) return 1;
	size_t part = size < to ? size : to;
	memmove(there, here, part < from ? part : from);
	return 0;
}
