package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.Via;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What HTTP/1.1 demands of a request before anybody asks what it means. Where two readers of one connection could see
 * different requests in it (request smuggling; RFC 9112, sections 3.2, 5 and 6.3) it is refused, and so is what no client
 * sends.
 */
final class RequestRules {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Bytes that are read and dropped for the sake of the connection. */
    private static final int SMALL_BODY = 64 << 10;

    private static final OciError LOOP = OciErrorCode.UNAVAILABLE.error(
            UpstreamException.LOOP,
            "this cache is asking itself: the url of an upstream leads back to it, directly or by another cache; correct it in"
                    + " entrepot.yaml, here or there");

    private RequestRules() {}

    /** What is wrong with it, if anything. */
    static Optional<OciError> broken(HttpRequest request, Carrier carrier) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(malformed(request.decoderResult()));
        }
        if (!isPrintable(request.uri())) {
            return wrong("the request target has characters that must be percent-encoded");
        }
        if (request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1 || !hasLength(request)) {
            return wrong("Content-Length must be one number");
        }
        // The codec of HTTP/2 has seen to the rest.
        return carrier == Carrier.STREAM ? Optional.empty() : http1(request);
    }

    private static Optional<OciError> http1(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return wrong("HTTP/1.1 is spoken here; HTTP/2 over TLS, for clients that negotiate it");
        }
        boolean isOld = version.equals(HttpVersion.HTTP_1_0);
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && !isOld)) {
            return wrong("a request needs one Host header");
        }
        if (!hosts.isEmpty() && !mayBeHost(hosts.getFirst())) {
            return wrong("Host must be a host, perhaps with a port");
        }
        List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean isChunked = encodings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                        encodings.getFirst().strip());
        if (!encodings.isEmpty() && (isOld || !isChunked)) {
            return wrong("Transfer-Encoding must be chunked");
        }
        return Optional.empty();
    }

    /**
     * Why it is not answered whatever it asks for, if so.
     *
     * @param us what we call ourselves where we ask
     */
    static Optional<OciError> unwelcome(HttpRequest request, Via us) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            return Optional.of(
                    OciErrorCode.UNSUPPORTED.error("this is a pull-through cache: push to the upstream itself"));
        }
        return us.isIn(request.headers().getAll(HttpHeaderNames.VIA)) ? Optional.of(LOOP) : Optional.empty();
    }

    /** Whether more of it may come than anybody reads: nothing here has a use for it. */
    static boolean goesOn(HttpRequest request) {
        try {
            long length = HttpUtil.getContentLength(request, 0L);
            return HttpUtil.isTransferEncodingChunked(request)
                    || length > SMALL_BODY
                    || (length > 0 && HttpUtil.is100ContinueExpected(request));
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static boolean hasLength(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || LENGTH.matcher(length).matches();
    }

    private static boolean isPrintable(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** By hand, like the one above: as a stream and a regular expression they were a twentieth of a cached manifest. */
    private static boolean mayBeHost(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
            if (!isPlain && "._~%:[]-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static OciError malformed(DecoderResult result) {
        if (result.cause() instanceof TooLongHttpLineException) {
            return OciErrorCode.NAME_INVALID.error(414, "the request line is too long");
        }
        if (result.cause() instanceof TooLongHttpHeaderException) {
            return OciErrorCode.SIZE_INVALID.error(431, "the headers are too long");
        }
        return OciErrorCode.NAME_INVALID.error("this is not well-formed HTTP");
    }

    private static Optional<OciError> wrong(String why) {
        return Optional.of(OciErrorCode.NAME_INVALID.error(why));
    }

    /**
     * The target as origins are asked for it. Whoever takes us for a forward proxy sends one with scheme and authority,
     * which every server must take (RFC 9112, section 3.2.2); the authority does not count, no more than Host does.
     */
    static String originForm(String target) {
        int scheme = target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : 0;
        if (scheme == 0) {
            return target;
        }
        int path = target.indexOf('/', scheme);
        return path < 0 ? "/" : target.substring(path);
    }
}
