package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One exchange in logfmt. What may carry a secret is never in it: no header but the user agent, no query. What others chose
 * neither breaks the line nor makes it long.
 */
final class LogLine {

    /** Characters that a client chose, of one value. */
    private static final int MAX_TEXT = 256;

    /** Characters; some hundred phases. */
    private static final int MAX_PHASES = 4000;

    private final StringBuilder line = new StringBuilder(384);

    static LogLine of(Account account) {
        LogLine shown = new LogLine();
        shown.line.append("id=").append(account.id());
        client(shown.line.append(" client="), account.client());
        shown.quoted("user", account.user(), MAX_TEXT);
        shown.line.append(" method=").append(account.methodName());
        shown.subject(account);
        shown.answer(account);
        shown.quoted("agent", account.userAgent(), MAX_TEXT);
        return shown;
    }

    /** With what it was made of, where it was not answered at once. */
    LogLine withPhases(Account account) {
        return account.traced()
                .map(trace -> quoted("phases", PhaseText.of(trace), MAX_PHASES))
                .orElse(this);
    }

    private void answer(Account account) {
        CacheStatus cache = account.cacheStatus();
        line.append(" status=").append(account.status());
        line.append(" cache=").append(cache == null ? "-" : cache.label());
        line.append(" source=").append(account.source().label());
        line.append(" bytes=").append(account.bodyBytes());
        line.append(" first_micros=").append(account.toFirstByte() < 0 ? -1 : account.toFirstByte() / 1000);
        line.append(" micros=").append(account.toEnd() / 1000);
        line.append(" end=").append(account.ending().label());
    }

    private static void client(StringBuilder line, SocketAddress address) {
        if (address instanceof InetSocketAddress socket) {
            line.append(NetUtil.toSocketAddressString(socket));
        } else {
            line.append(address);
        }
    }

    /** Parsed names cannot break the line; of anything else the path is shown, quoted. */
    private void subject(Account account) {
        line.append(" route=").append(account.route().label());
        Optional<Repository> repository = account.repository();
        if (repository.isPresent()) {
            line.append(" upstream=").append(repository.get().upstream());
            line.append(" repository=").append(repository.get().path());
            line.append(" reference=").append(account.reference());
            Digest named = account.digest();
            if (named != null) {
                line.append(" digest=").append(named);
            }
        } else if (account.route() != Answered.Route.PING) {
            target(account);
        }
    }

    private void target(Account account) {
        String target = account.target();
        int query = target.indexOf('?');
        quoted("target", query < 0 ? target : target.substring(0, query), MAX_TEXT);
    }

    /** Somebody else chose these characters; a line of the log stays one line, and short. */
    private LogLine quoted(String key, String text, int most) {
        line.append(' ').append(key).append("=\"");
        int end = Math.min(text.length(), most);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f) {
                line.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                line.append(c);
            }
        }
        line.append(end < text.length() ? "…\"" : "\"");
        return this;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
