#define _GNU_SOURCE
#include "inside.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long syncs_of_logs;
static atomic_long syncs;

static void count(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    atomic_fetch_add(&syncs, 1);
    if (length > 4 && memcmp(path + length - 4, "-wal", 4) == 0) atomic_fetch_add(&syncs_of_logs, 1);
}

typedef int (*sync_function)(int);

int fdatasync(int file) {
    static _Atomic(sync_function) real;
    sync_function call = atomic_load(&real);
    if (!call) atomic_store(&real, call = (sync_function)dlsym(RTLD_NEXT, "fdatasync"));
    count(file);
    return call(file);
}

int fsync(int file) {
    static _Atomic(sync_function) real;
    sync_function call = atomic_load(&real);
    if (!call) atomic_store(&real, call = (sync_function)dlsym(RTLD_NEXT, "fsync"));
    count(file);
    return call(file);
}

__attribute__((destructor)) static void tell(void) {
    const char *name = getenv("FIGURES_INSIDE");
    if (!name) return;
    long peak = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    if (!status) return;
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &peak) == 1) break;
    fclose(status);
    FILE *file = fopen(name, "w");
    if (!file) return;
    fprintf(file, "%ld %ld %ld\n", peak, atomic_load(&syncs_of_logs), atomic_load(&syncs));
    fclose(file);
}
