package dev.entrepot.proxy.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.config.value.Htpasswd;
import dev.entrepot.core.blob.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Users and passwords. bcrypt is slow on purpose, and a client shows its password with every request: what came out is
 * remembered for a while, wrong passwords too, under a keyed digest and never in clear. Many who show the same one at
 * once are checked once. Guessing keeps one or two threads busy and fills their queue, which those who are remembered do
 * not notice.
 */
final class Passwords {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int SALT_BYTES = 32;

    private final Map<String, String> users;
    private final String anyHash;
    private final Executor hashing;
    private final byte[] salt = new byte[SALT_BYTES];
    private final AsyncCache<ByteBuffer, Boolean> verdicts;

    /**
     * @param hashing where bcrypt runs; it may reject
     * @param nanoTime what is remembered ages by it
     */
    Passwords(Htpasswd file, Executor hashing, LongSupplier nanoTime) {
        this.users = file.users();
        this.anyHash = users.values().iterator().next();
        this.hashing = hashing;
        new SecureRandom().nextBytes(salt);
        this.verdicts = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MOST_REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .buildAsync();
    }

    /** What is remembered of them; a microsecond. */
    Optional<Boolean> remembered(BasicCredentials credentials) {
        CompletableFuture<Boolean> verdict = verdicts.getIfPresent(key(credentials));
        return verdict != null && verdict.isDone() && !verdict.isCompletedExceptionally()
                ? Optional.of(verdict.resultNow())
                : Optional.empty();
    }

    /**
     * Blocks.
     *
     * @throws java.util.concurrent.RejectedExecutionException when too many are being checked
     * @throws TimeoutException when it was not checked before the deadline
     */
    boolean areRight(BasicCredentials credentials, Deadline deadline) throws TimeoutException, InterruptedException {
        CompletableFuture<Boolean> verdict = verdicts.get(
                key(credentials),
                (key, sameThread) -> CompletableFuture.supplyAsync(() -> verify(credentials), hashing));
        try {
            return verdict.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be checked", e.getCause());
        }
    }

    /** An unknown user takes as long as a known one. */
    private boolean verify(BasicCredentials credentials) {
        String hash = users.get(credentials.user());
        return PasswordHash.matches(credentials.password(), hash == null ? anyHash : hash) && hash != null;
    }

    private ByteBuffer key(BasicCredentials credentials) {
        MessageDigest digest = Digests.sha256();
        digest.update(salt);
        digest.update(credentials.user().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) ':');
        return ByteBuffer.wrap(digest.digest(credentials.password()));
    }
}
