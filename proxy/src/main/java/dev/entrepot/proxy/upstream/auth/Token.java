package dev.entrepot.proxy.upstream.auth;

/**
 * A token in use. Compared by identity: a new one for the same purpose is another token.
 *
 * <p>A class and not a record, so that it cannot be printed by accident.
 */
final class Token {

    private final String value;
    private final long issuedAt;
    private final long refreshAt;

    /** @param issuedAt and {@code refreshAt}: nanoseconds of a monotonic clock */
    Token(String value, long issuedAt, long refreshAt) {
        this.value = value;
        this.issuedAt = issuedAt;
        this.refreshAt = refreshAt;
    }

    String authorization() {
        return "Bearer " + value;
    }

    /** Whether it was asked for at {@code nanoTime} or later. */
    boolean isIssuedSince(long nanoTime) {
        return issuedAt - nanoTime >= 0;
    }

    boolean isFresh(long nanoTime) {
        return refreshAt - nanoTime > 0;
    }
}
