/**
 * The registration index in an embedded RocksDB, with its hottest records in memory.
 *
 * <p>Starting points: {@link dev.entrepot.index.rocksdb.RocksDatabase#open} and
 * {@link dev.entrepot.index.rocksdb.RocksIndex}.
 *
 * <p>Threads: {@code ready} answers from memory and may be called on an event loop. Everything else goes
 * into native code, which holds its carrier thread for microseconds, or for as long as the disk takes:
 * call it from a virtual thread or a platform thread, never from an event loop.
 *
 * <p>Durability: no write waits for the disk. A record is in the write-ahead log before a write returns, so
 * it outlives this process; a power failure may lose the newest. That is safe, also for proofs and for
 * blobs: the files under {@code blobs/} and {@code repositories/} are the truth and the index is rebuilt
 * from them.
 */
@NullMarked
package dev.entrepot.index.rocksdb;

import org.jspecify.annotations.NullMarked;
