package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a credential helper says, for registries whose passwords live for hours: ECR, GCR, ACR.
 *
 * <p>It is kept until a registry refuses it, and for half an hour at most, since no helper says how long it is
 * good. A refusal right after it was given has another reason, so that it is not run again then. One run per host at a time.
 */
public final class KeptCredentials implements CredentialSource {

    static final Duration KEEP = Duration.ofMinutes(30);
    static final Duration KEEP_NONE = Duration.ofMinutes(1);
    static final Duration KEEP_FAILURE = Duration.ofSeconds(5);

    /** Younger than this it cannot have expired. */
    static final Duration SURELY_GOOD = Duration.ofMinutes(1);

    private static final Duration RUN_LIMIT = Duration.ofSeconds(10);

    private final HelperProgram program;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();

    KeptCredentials(HelperProgram program, LongSupplier nanoTime) {
        this.program = program;
        this.nanoTime = nanoTime;
    }

    /** @param name what follows {@code docker-credential-} in the name of a program on the {@code PATH} */
    public static KeptCredentials named(String name, LongSupplier nanoTime) {
        return new KeptCredentials(HelperProcess.named(name), nanoTime);
    }

    @Override
    public Optional<Credential> find(String host, @Nullable Credential refused, Deadline deadline)
            throws CredentialException {
        return slots.computeIfAbsent(ServerNames.forHelper(host), Slot::new).find(refused, deadline);
    }

    /** By its program. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeptCredentials that && program.equals(that.program);
    }

    @Override
    public int hashCode() {
        return program.hashCode();
    }

    /** What is known about one server. */
    private final class Slot {

        private final String server;
        private final ReentrantLock running = new ReentrantLock();
        private Optional<Credential> held = Optional.empty();
        private @Nullable CredentialException failure;
        private long asOf;
        private long goodUntil;

        Slot(String server) {
            this.server = server;
            this.asOf = nanoTime.getAsLong();
            this.goodUntil = asOf;
        }

        Optional<Credential> find(@Nullable Credential refused, Deadline deadline) throws CredentialException {
            lock(deadline);
            try {
                boolean isRefused =
                        refused != null && held.isPresent() && held.get().equals(refused);
                if (isFresh() && !(isRefused && nanoTime.getAsLong() - asOf >= SURELY_GOOD.toNanos())) {
                    return isRefused ? Optional.empty() : known();
                }
                run(deadline);
                return held.filter(found -> !found.equals(refused));
            } finally {
                running.unlock();
            }
        }

        private void lock(Deadline deadline) throws CredentialException {
            try {
                if (!running.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new CredentialException("no credential for " + server + " in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CredentialException("interrupted while waiting for a credential for " + server, e);
            }
        }

        private boolean isFresh() {
            return goodUntil - nanoTime.getAsLong() > 0;
        }

        private Optional<Credential> known() throws CredentialException {
            if (failure != null) {
                throw failure;
            }
            return held;
        }

        private void run(Deadline deadline) throws CredentialException {
            try {
                held = program.get(server, deadline.atMost(RUN_LIMIT).left());
                failure = null;
                keep(held.isPresent() ? KEEP : KEEP_NONE);
            } catch (CredentialException e) {
                held = Optional.empty();
                failure = e;
                // A caller's short time or its interruption says nothing about the helper.
                keep(deadline.isOver() || Thread.currentThread().isInterrupted() ? Duration.ZERO : KEEP_FAILURE);
                throw e;
            }
        }

        private void keep(Duration time) {
            asOf = nanoTime.getAsLong();
            goodUntil = asOf + time.toNanos();
        }
    }
}
