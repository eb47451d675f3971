package dev.entrepot.config.value;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen: {@code 127.0.0.1:5000}, {@code localhost:5000}, {@code [::1]:5000}. A name is looked up when it is
 * used, not when it is read.
 *
 * @param host a name or an IP address, an IPv6 one without brackets
 * @param port 0 to 65535, where 0 means any free one
 */
public record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final String REMEDY = "write host:port, such as 127.0.0.1:5000 or [::1]:5000";

    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    public static HostPort parse(String text) throws InvalidValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidValueException("'" + text + "' is not a host and a port", remedyFor(text));
        }
        int port = Integer.parseInt(form.group(3));
        if (port > 65_535) {
            throw new InvalidValueException("port " + port + " does not exist", "write a port from 0 to 65535");
        }
        String ipv6 = form.group(1);
        String host = ipv6 == null ? form.group(2).toLowerCase(Locale.ROOT) : ipv6;
        if (ipv6 == null ? !isNameOrIpv4(host) : !isIpv6(host)) {
            throw new InvalidValueException("'" + host + "' is neither a host name nor an IP address", REMEDY);
        }
        return new HostPort(host, port);
    }

    /** Looks the name up, which may block; unresolved when nobody knows it. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /** Without looking a name up: of names only {@code localhost} is. */
    public boolean isLoopback() {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String remedyFor(String text) {
        if (text.indexOf(':') != text.lastIndexOf(':') && text.indexOf('[') < 0) {
            return "write an IPv6 address in brackets, such as [::1]:5000";
        }
        if (text.startsWith(":")) {
            return "write 0.0.0.0" + text + " to listen on every address";
        }
        return REMEDY;
    }

    /** {@code Inet4Address.ofLiteral} alone would take {@code 127.1} and the decimal {@code 2130706433}. */
    private static boolean isNameOrIpv4(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (!last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return FOUR_NUMBERS.matcher(host).matches() && isLiteral(() -> Inet4Address.ofLiteral(host));
        }
        for (String label : host.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return host.length() <= 253;
    }

    private static boolean isIpv6(String host) {
        return isLiteral(() -> Inet6Address.ofLiteral(host));
    }

    private static boolean isLiteral(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
