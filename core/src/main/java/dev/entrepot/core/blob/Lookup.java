package dev.entrepot.core.blob;

/**
 * What every port answers. "It is not there" and "it could not be asked" are different answers, and the
 * compiler makes each caller choose.
 */
public sealed interface Lookup<T> {

    record Found<T>(T value) implements Lookup<T> {}

    /** Whoever knows says no. */
    record Absent<T>(Refusal refusal) implements Lookup<T> {}

    /** Nobody who knows could be asked. */
    record Unreachable<T>(Dependency dependency, Throwable cause) implements Lookup<T> {}

    /** The ways of saying no: all final, none ever answered from a stale copy. */
    enum Refusal {
        NOT_FOUND,
        /**
         * A 404 that nothing shows to be a registry's: what stands before one says so too while there is none behind it.
         * Nothing is concluded from it for others.
         */
        BARE_NOT_FOUND,
        /** The registry itself answered 401 or 403 to the credentials configured for it. */
        DENIED
    }

    static <T> Lookup<T> found(T value) {
        return new Found<>(value);
    }

    static <T> Lookup<T> absent() {
        return new Absent<>(Refusal.NOT_FOUND);
    }

    static <T> Lookup<T> denied() {
        return new Absent<>(Refusal.DENIED);
    }

    static <T> Lookup<T> unreachable(Dependency dependency, Throwable cause) {
        return new Unreachable<>(dependency, cause);
    }
}
