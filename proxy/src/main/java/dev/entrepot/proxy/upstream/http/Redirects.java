package dev.entrepot.proxy.upstream.http;

import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.net.URISyntaxException;
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
     * Where a redirect leads. Whether we may go there is for the {@link dev.entrepot.proxy.upstream.reach.AddressGuard} to
     * say, when the address is known.
     *
     * @throws UpstreamException REDIRECT: to nowhere, from https to http, or to another scheme
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
            return target;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refused(redirect, "has no usable Location", e);
        }
    }

    private static UpstreamException refused(UpstreamResponse redirect, String what, @Nullable Throwable cause) {
        return new UpstreamException(
                Kind.REDIRECT, Uris.withoutQuery(redirect.uri()) + ": the redirect " + what, cause);
    }
}
