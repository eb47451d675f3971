package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Repository;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One logfmt line per request, when its answer has ended. What may carry a secret is never in it: no header but the user
 * agent, no query.
 */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("entrepot.access");
    /** Characters that a client chose, of one value. */
    private static final int MAX_TEXT = 256;

    void write(Account account) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        StringBuilder line = new StringBuilder(384).append("id=").append(account.id());
        client(line.append(" client="), account.client());
        quoted(line.append(" user="), account.user());
        line.append(" method=").append(account.methodName());
        subject(line, account);
        CacheStatus cache = account.cacheStatus();
        line.append(" status=").append(account.status());
        line.append(" cache=").append(cache == null ? "-" : cache.label());
        line.append(" source=").append(account.source().label());
        line.append(" bytes=").append(account.bodyBytes());
        line.append(" first_micros=").append(account.toFirstByte() < 0 ? -1 : account.toFirstByte() / 1000);
        line.append(" micros=").append(account.toEnd() / 1000);
        line.append(" end=").append(account.ending().label());
        quoted(line.append(" agent="), account.userAgent());
        LOG.info(line.toString());
    }

    private static void client(StringBuilder line, SocketAddress address) {
        if (address instanceof InetSocketAddress socket) {
            line.append(NetUtil.toSocketAddressString(socket));
        } else {
            line.append(address);
        }
    }

    /** Parsed names cannot break the line; of anything else the path is shown, quoted. */
    private static void subject(StringBuilder line, Account account) {
        line.append(" route=").append(account.route().label());
        switch (account.asked()) {
            case RegistryRoute.Manifest manifest ->
                subject(
                        line,
                        manifest.reference().repository(),
                        manifest.reference().wireForm());
            case RegistryRoute.Blob blob ->
                subject(line, blob.repository(), blob.digest().toString());
            case RegistryRoute.Tags tags -> subject(line, tags.repository(), "-");
            case RegistryRoute.Referrers referrers ->
                subject(
                        line,
                        referrers.subject().repository(),
                        referrers.subject().digest().toString());
            case RegistryRoute.Ping ping -> {}
            case RegistryRoute.Refused refused -> target(line, account);
            case RegistryRoute.Elsewhere elsewhere -> target(line, account);
        }
    }

    private static void subject(StringBuilder line, Repository repository, String reference) {
        line.append(" upstream=").append(repository.upstream());
        line.append(" repository=").append(repository.path());
        line.append(" reference=").append(reference);
    }

    private static void target(StringBuilder line, Account account) {
        String target = account.target();
        int query = target.indexOf('?');
        quoted(line.append(" target="), query < 0 ? target : target.substring(0, query));
    }

    /** A client chooses these characters; a line of the log stays one line, and short. */
    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        int end = Math.min(text.length(), MAX_TEXT);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f) {
                line.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                line.append(c);
            }
        }
        line.append(end < text.length() ? "…\"" : "\"");
    }
}
