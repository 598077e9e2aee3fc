#ifndef CSQLITEFAULTS_H
#define CSQLITEFAULTS_H

// An SQLite file system for tests that fails on demand. It passes everything on to the real one, and counts the writes,
// truncations and synchronisations of files whose path contains a given text.

enum ximage_fault {
    XIMAGE_FAULT_FULL = 0,        // no space left
    XIMAGE_FAULT_WRITE = 1,       // the disk reports an error
    XIMAGE_FAULT_SHORT_WRITE = 2, // half is written, then no space is left
    XIMAGE_FAULT_SYNC = 3,        // only synchronising fails
};

// Makes it SQLite's default. Files without the text in their path are not touched. Answers 0 when it worked.
int ximage_faults_install(const char *path_contains);

// Fails the operation with that number, counted from 1 from now on; with `lasting`, every one from there on.
// Number 0 fails none. Sets the count to 0.
void ximage_faults_arm(int number, enum ximage_fault fault, int lasting);

// Operations since the last call of `ximage_faults_arm`.
int ximage_faults_count(void);

#endif
