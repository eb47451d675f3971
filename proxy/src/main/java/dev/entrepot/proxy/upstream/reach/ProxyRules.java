package dev.entrepot.proxy.upstream.reach;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which hosts are reached through a proxy, and which directly.
 *
 * @param except as in {@code NO_PROXY}
 */
public record ProxyRules(Optional<ForwardProxy> forHttp, Optional<ForwardProxy> forHttps, List<String> except) {

    /** No proxy at all. */
    public static final ProxyRules DIRECT = new ProxyRules(Optional.empty(), Optional.empty(), List.of());

    public ProxyRules {
        except = List.copyOf(except);
    }

    public static ProxyRules through(ForwardProxy proxy, List<String> except) {
        return new ProxyRules(Optional.of(proxy), Optional.of(proxy), except);
    }

    /**
     * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in capitals or not. This machine needs none of them.
     *
     * @param except in addition to {@code NO_PROXY}
     * @throws IllegalArgumentException for a proxy that is not written as one; the message names the variable
     */
    public static ProxyRules fromEnvironment(Map<String, String> environment, List<String> except) {
        String exempt = variable(environment, "NO_PROXY") + ",localhost,127.0.0.0/8,::1";
        List<String> all =
                Stream.concat(Stream.of(exempt.split(",", -1)), except.stream()).toList();
        return new ProxyRules(proxy(environment, "HTTP_PROXY"), proxy(environment, "HTTPS_PROXY"), all);
    }

    private static Optional<ForwardProxy> proxy(Map<String, String> environment, String name) {
        String text = variable(environment, name);
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(ForwardProxy.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("environment variable " + name + ": " + e.getMessage(), e);
        }
    }

    private static String variable(Map<String, String> environment, String name) {
        String upper = environment.getOrDefault(name, "");
        return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
    }

    /** @param host lower case; an IPv6 address without brackets */
    public Optional<ForwardProxy> forHost(boolean isSecure, String host, int port) {
        boolean isExempt =
                except.stream().map(ProxyExemption::parse).anyMatch(exemption -> exemption.covers(host, port));
        return isExempt ? Optional.empty() : isSecure ? forHttps : forHttp;
    }
}
