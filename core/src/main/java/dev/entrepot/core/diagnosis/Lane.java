package dev.entrepot.core.diagnosis;

import dev.entrepot.core.blob.Dependency;

/**
 * One kind of work at one place: what is well or not by itself.
 *
 * @param name which one of several, such as an upstream's; {@link dev.entrepot.core.health.Health#ONLY} where there is one
 * @param host of the upstream, its CDN or its token service; else as the name
 */
public record Lane(Work work, String name, String host) {

    public Lane(Work work, String name) {
        this(work, name, name);
    }

    public Dependency dependency() {
        return work.dependency();
    }

    /** The same work at one more host than are told apart. */
    Lane elsewhere() {
        return new Lane(work, name, "(others)");
    }
}
