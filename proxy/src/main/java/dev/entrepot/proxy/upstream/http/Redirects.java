package dev.entrepot.proxy.upstream.http;

import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Which redirects are followed, and where to. */
public final class Redirects {

    /** Hops of one question. */
    public static final int MAX = 10;

    private Redirects() {}

    public static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * Where a redirect leads.
     *
     * @throws UpstreamException REDIRECT: to nowhere, from https to http, to another scheme, or to this very machine
     *     although the registry is not on it
     */
    public static URI target(UpstreamResponse redirect) throws UpstreamException {
        String location = redirect.header(HttpHeaderNames.LOCATION);
        if (location == null || location.isBlank()) {
            throw refused(redirect, "has no Location", null);
        }
        try {
            URI target = Uris.resolve(redirect.uri(), location);
            Origin from = Origin.of(redirect.uri());
            Origin to = Origin.of(target);
            if (from.isSecure() && !to.isSecure()) {
                throw refused(redirect, "leads from https to http", null);
            }
            if (isThisMachine(to) && !isThisMachine(from)) {
                throw refused(redirect, "leads to an address of this machine", null);
            }
            return target;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refused(redirect, "has no usable Location", e);
        }
    }

    /** Loopback and link-local, cloud metadata among them: nothing a registry elsewhere may make us ask. */
    public static boolean isThisMachine(Origin origin) {
        if (origin.host().equals("localhost")) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(origin.host());
        if (address == null) {
            return false;
        }
        try {
            InetAddress literal = InetAddress.getByAddress(address);
            return literal.isLoopbackAddress() || literal.isLinkLocalAddress() || literal.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static UpstreamException refused(UpstreamResponse redirect, String what, @Nullable Throwable cause) {
        return new UpstreamException(
                Kind.REDIRECT, Uris.withoutQuery(redirect.uri()) + ": the redirect " + what, cause);
    }
}
