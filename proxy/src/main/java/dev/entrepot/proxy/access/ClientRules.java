package dev.entrepot.proxy.access;

import dev.entrepot.config.ClientsConfig;
import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.IpRange;
import dev.entrepot.core.blob.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask. First the address, then a password or a token, where there are any. Immutable but for what it
 * remembers of passwords.
 */
public final class ClientRules {

    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    private final ClientsConfig source;
    private final List<IpRange> allowed;
    private final @Nullable Passwords passwords;
    private final @Nullable Tokens tokens;
    private final boolean isCertificateEnough;

    private ClientRules(
            ClientsConfig source,
            List<IpRange> allowed,
            @Nullable Passwords passwords,
            @Nullable Tokens tokens,
            boolean isCertificateEnough) {
        this.source = source;
        this.allowed = List.copyOf(allowed);
        this.isCertificateEnough = isCertificateEnough;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    /**
     * @param hashing where passwords are checked, which takes all of a core for a while; it may reject
     * @param nanoTime what is remembered of passwords ages by it
     */
    public static ClientRules of(Configuration configuration, Executor hashing, LongSupplier nanoTime) {
        ClientsConfig clients = configuration.clients();
        return new ClientRules(
                clients,
                configuration.clientAddresses(),
                clients.htpasswd()
                        .map(file -> new Passwords(file, hashing, nanoTime))
                        .orElse(null),
                clients.tokensFile().map(Tokens::new).orElse(null),
                // Where everybody has to show one, it says nothing about who may ask.
                configuration.tls().map(tls -> !tls.needsClientCertificate()).orElse(false));
    }

    /** The rules of {@code next}; what is remembered of passwords is kept where they are the same. */
    public ClientRules replacedBy(Configuration next, Executor hashing, LongSupplier nanoTime) {
        ClientRules rules = of(next, hashing, nanoTime);
        return Objects.equals(source.htpasswd(), rules.source.htpasswd())
                ? new ClientRules(rules.source, rules.allowed, passwords, rules.tokens, rules.isCertificateEnough)
                : rules;
    }

    /** Whether everybody may ask everything: then nothing else here needs to be called. */
    public boolean areOpen() {
        return allowed.isEmpty() && passwords == null && tokens == null;
    }

    /**
     * From memory, in some microseconds, or not at all: then {@link #check}. Safe on an event loop.
     *
     * @param certified who the client is by its certificate
     * @param authorization the header of that name
     */
    public Optional<Admission> ready(
            @Nullable SocketAddress client, Optional<String> certified, @Nullable String authorization) {
        if (!isAllowed(client)) {
            return Optional.of(new Admission.Foreign());
        }
        if (certified.isPresent() && (isCertificateEnough || (passwords == null && tokens == null))) {
            return certified.map(Admission.Admitted::new);
        }
        if (passwords == null && tokens == null) {
            return Optional.of(Admission.ANYBODY);
        }
        if (authorization == null) {
            return Optional.of(unknown());
        }
        if (startsWith(authorization, BEARER)) {
            return Optional.of(bearer(authorization.substring(BEARER.length()).strip()));
        }
        Optional<BasicCredentials> credentials = basic(authorization);
        return passwords == null || credentials.isEmpty()
                ? Optional.of(unknown())
                : passwords.remembered(credentials.get()).map(isRight -> verdict(isRight, credentials.get()));
    }

    /** For what {@link #ready} did not know. Blocks, until the deadline at most. */
    public Admission check(@Nullable String authorization, Deadline deadline) {
        Optional<BasicCredentials> credentials = authorization == null ? Optional.empty() : basic(authorization);
        if (passwords == null || credentials.isEmpty()) {
            return unknown();
        }
        try {
            return verdict(passwords.areRight(credentials.get(), deadline), credentials.get());
        } catch (RejectedExecutionException | TimeoutException e) {
            return new Admission.Unchecked();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Admission.Unchecked();
        }
    }

    private boolean isAllowed(@Nullable SocketAddress client) {
        if (allowed.isEmpty()) {
            return true;
        }
        if (client instanceof InetSocketAddress inet) {
            InetAddress address = inet.getAddress();
            for (IpRange range : allowed) {
                if (range.contains(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Admission bearer(String token) {
        Optional<String> name = tokens == null ? Optional.empty() : tokens.nameOf(token);
        return name.isPresent() ? new Admission.Admitted(name.get()) : unknown();
    }

    private Admission verdict(boolean isRight, BasicCredentials credentials) {
        return isRight ? new Admission.Admitted(credentials.user()) : unknown();
    }

    private Admission unknown() {
        return new Admission.Unknown(passwords != null);
    }

    private static Optional<BasicCredentials> basic(String authorization) {
        return startsWith(authorization, BASIC)
                ? BasicCredentials.parse(authorization.substring(BASIC.length()).strip())
                : Optional.empty();
    }

    /** Schemes are case-insensitive (RFC 9110, section 11.1). */
    private static boolean startsWith(String authorization, String scheme) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
