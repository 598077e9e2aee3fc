#include "CSQLiteFaults.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

static sqlite3_vfs shim;
static sqlite3_io_methods methods;
static char filter[256];
static atomic_int count, failing_number, lasting_fault, kind;

typedef struct {
    sqlite3_file base;
    int watched;
} fault_file;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((fault_file *)file + 1); }
static sqlite3_vfs *system_vfs(void) { return (sqlite3_vfs *)shim.pAppData; }

// Whether this operation has to fail.
static int strikes(sqlite3_file *file, int is_sync) {
    if (!((fault_file *)file)->watched) return 0;
    int number = atomic_fetch_add(&count, 1) + 1;
    int failing = atomic_load(&failing_number);
    if (failing == 0 || number < failing) return 0;
    if (number > failing && !atomic_load(&lasting_fault)) return 0;
    return atomic_load(&kind) != XIMAGE_FAULT_SYNC || is_sync;
}

static int fault_close(sqlite3_file *f) { return real(f)->pMethods->xClose(real(f)); }
static int fault_read(sqlite3_file *f, void *p, int n, sqlite3_int64 o) {
    return real(f)->pMethods->xRead(real(f), p, n, o);
}
static int fault_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 o) {
    if (strikes(f, 0)) {
        switch (atomic_load(&kind)) {
        case XIMAGE_FAULT_WRITE: return SQLITE_IOERR_WRITE;
        case XIMAGE_FAULT_SHORT_WRITE: real(f)->pMethods->xWrite(real(f), p, n / 2, o); return SQLITE_FULL;
        default: return SQLITE_FULL;
        }
    }
    return real(f)->pMethods->xWrite(real(f), p, n, o);
}
static int fault_truncate(sqlite3_file *f, sqlite3_int64 n) {
    if (strikes(f, 0)) return SQLITE_IOERR_TRUNCATE;
    return real(f)->pMethods->xTruncate(real(f), n);
}
static int fault_sync(sqlite3_file *f, int flags) {
    if (strikes(f, 1)) return SQLITE_IOERR_FSYNC;
    return real(f)->pMethods->xSync(real(f), flags);
}
static int fault_size(sqlite3_file *f, sqlite3_int64 *n) { return real(f)->pMethods->xFileSize(real(f), n); }
static int fault_lock(sqlite3_file *f, int l) { return real(f)->pMethods->xLock(real(f), l); }
static int fault_unlock(sqlite3_file *f, int l) { return real(f)->pMethods->xUnlock(real(f), l); }
static int fault_reserved(sqlite3_file *f, int *r) { return real(f)->pMethods->xCheckReservedLock(real(f), r); }
static int fault_control(sqlite3_file *f, int op, void *p) { return real(f)->pMethods->xFileControl(real(f), op, p); }
static int fault_sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int fault_traits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
static int fault_shm_map(sqlite3_file *f, int r, int n, int e, void volatile **p) {
    return real(f)->pMethods->xShmMap(real(f), r, n, e, p);
}
static int fault_shm_lock(sqlite3_file *f, int o, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), o, n, flags);
}
static void fault_shm_barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int fault_shm_unmap(sqlite3_file *f, int d) { return real(f)->pMethods->xShmUnmap(real(f), d); }

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    fault_file *f = (fault_file *)file;
    memset(f, 0, sizeof *f);
    f->watched = name != 0 && filter[0] != 0 && strstr(name, filter) != 0;
    int result = system_vfs()->xOpen(system_vfs(), name, real(file), flags, out);
    f->base.pMethods = real(file)->pMethods ? &methods : 0;
    return result;
}

int ximage_faults_install(const char *path_contains) {
    strncpy(filter, path_contains, sizeof filter - 1);
    if (shim.zName) return 0;
    sqlite3_vfs *real_vfs = sqlite3_vfs_find(0);
    if (!real_vfs) return 1;
    methods = (sqlite3_io_methods){
        .iVersion = 2, .xClose = fault_close, .xRead = fault_read, .xWrite = fault_write,
        .xTruncate = fault_truncate, .xSync = fault_sync, .xFileSize = fault_size, .xLock = fault_lock,
        .xUnlock = fault_unlock, .xCheckReservedLock = fault_reserved, .xFileControl = fault_control,
        .xSectorSize = fault_sector, .xDeviceCharacteristics = fault_traits, .xShmMap = fault_shm_map,
        .xShmLock = fault_shm_lock, .xShmBarrier = fault_shm_barrier, .xShmUnmap = fault_shm_unmap,
    };
    shim = *real_vfs;
    shim.zName = "ximage-faults";
    shim.pAppData = real_vfs;
    shim.szOsFile = (int)sizeof(fault_file) + real_vfs->szOsFile;
    shim.xOpen = fault_open;
    shim.pNext = 0;
    return sqlite3_vfs_register(&shim, 1);
}

void ximage_faults_arm(int number, enum ximage_fault fault, int lasting) {
    atomic_store(&failing_number, 0);
    atomic_store(&count, 0);
    atomic_store(&kind, fault);
    atomic_store(&lasting_fault, lasting);
    atomic_store(&failing_number, number);
}

int ximage_faults_count(void) { return atomic_load(&count); }
