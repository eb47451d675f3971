package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store for callers in virtual threads: its file work runs on platform threads, because buffered file I/O does not
 * compensate its carrier, and on two cores two stalled writes would stop every virtual thread (design, section 4).
 */
final class OffloadedStore implements BlobStore {

    private final BlobStore store;
    private final PlatformThreads disk;

    OffloadedStore(BlobStore store, PlatformThreads disk) {
        this.store = store;
        this.disk = disk;
    }

    @Override
    public Optional<LocalBlob> ready(Digest digest) {
        return store.ready(digest);
    }

    @Override
    public Lookup<LocalBlob> find(Digest digest) {
        Optional<LocalBlob> ready = store.ready(digest);
        return ready.isPresent() ? Lookup.found(ready.get()) : away(() -> store.find(digest));
    }

    @Override
    public Optional<Partial> partial(Digest digest) {
        return disk.call(() -> store.partial(digest), failure -> Optional.empty());
    }

    @Override
    public Lookup<BlobWriter> create(Intent intent) {
        return away(() -> store.create(intent));
    }

    @Override
    public Lookup<BlobWriter> resume(Partial partial) {
        return away(() -> store.resume(partial));
    }

    @Override
    public Lookup<Long> put(Digest digest, ByteBuffer content) {
        return away(() -> store.put(digest, content));
    }

    @Override
    public Lookup<Long> delete(Digest digest) {
        return away(() -> store.delete(digest));
    }

    @Override
    public Lookup<Boolean> isSound(Digest digest, Pace pace) {
        return away(() -> store.isSound(digest, pace));
    }

    @Override
    public Lookup<Long> quarantine(Digest digest, String why) {
        return away(() -> store.quarantine(digest, why));
    }

    private <T> Lookup<T> away(Supplier<Lookup<T>> work) {
        return disk.call(work, failure -> Lookup.unreachable(Dependency.DISK, failure));
    }
}
