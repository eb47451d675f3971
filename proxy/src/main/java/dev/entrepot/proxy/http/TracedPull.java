package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.trace.Trace;
import java.util.Optional;

/** A pull that has ended, and everything done for it; does not change any more. */
public interface TracedPull extends Answered {

    /** In the log, and in answers that say what went wrong. */
    String id();

    /** By {@link System#nanoTime}. */
    long startedAt();

    /** Empty for what is about none. */
    Optional<Repository> repository();

    /** A tag, a digest, or {@code -}. */
    String reference();

    /** As the client sent it, else empty. */
    String header(String name);

    /** What was done for it; empty where it was answered at once. */
    Optional<Trace> traced();
}
