package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;

/** What became of the attempt to open a source for a {@link Download}. */
sealed interface Opening {

    /**
     * Bytes will come.
     *
     * @param size of the whole blob, known before any client is answered
     * @param isPublic whether the source was asked without credentials
     */
    record Opened(long size, Dependency origin, boolean isPublic) implements Opening {}

    /** The source said no to the repository that asked first; another repository asks for itself. */
    record Refused(Lookup.Refusal refusal) implements Opening {}

    /** No source could be asked. */
    record Unreachable(Dependency dependency, Throwable cause) implements Opening {}

    /**
     * The disk does not take it; whoever wants it reads it from the source.
     *
     * @param size of the whole blob, which may have cost a request to learn
     * @param stream what was opened already, for the repository that asked first
     */
    record Unstorable(Throwable cause, long size, Handover stream) implements Opening {}

    /** The blob was on disk after all: look there. */
    record Superseded() implements Opening {}
}
