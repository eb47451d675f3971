package dev.entrepot.proxy.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request, when its answer has ended. */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("entrepot.access");

    void write(Account account) {
        if (LOG.isInfoEnabled()) {
            LOG.info(LogLine.of(account).withPhases(account).toString());
        }
    }
}
