// Loaded into a measured program by LD_PRELOAD. Counts what cannot be seen from outside, and writes it as one line to
// the file that FIGURES_INSIDE names when the program ends:
//
//   PEAK_KIB SYNCS_OF_LOGS SYNCS
//
// PEAK_KIB is the peak of resident memory of this program alone: what the kernel tells a parent about its child holds
// the memory of the parent too, as both share it until the child's program starts.
// SYNCS_OF_LOGS are calls of fdatasync and fsync on files whose names end with "-wal": each makes one commit durable.
