package dev.entrepot.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One logfmt line per request, when its answer ended. Headers that may carry secrets are never in it. */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("entrepot.access");

    private final Busy busy;

    AccessLog(Busy busy) {
        this.busy = busy;
    }

    void started() {
        busy.begin();
    }

    void ended(Exchange exchange, String how) {
        busy.end();
        if (!LOG.isInfoEnabled()) {
            return;
        }
        CacheStatus cache = exchange.cacheStatus();
        long micros = (System.nanoTime() - exchange.startedAt()) / 1000;
        String agent = exchange.request().headers().get(HttpHeaderNames.USER_AGENT, "-");
        LOG.info("client=" + exchange.ctx().channel().remoteAddress() + " user=\"" + printable(exchange.client())
                + "\" method="
                + exchange.request().method() + " target="
                + printable(exchange.request().uri()) + " status=" + exchange.status() + " cache="
                + (cache == null ? "-" : cache.logName()) + " bytes=" + exchange.bodyBytes() + " micros=" + micros
                + " end=" + how + " agent=\"" + printable(agent) + '"');
    }

    /** A client chooses these bytes; a line of the log stays one line. */
    private static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c >= 0x7f) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c >= 0x7f) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
