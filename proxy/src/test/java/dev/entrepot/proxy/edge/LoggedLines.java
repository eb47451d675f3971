package dev.entrepot.proxy.edge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What is logged during a test: requests, and all that entrepot says down to DEBUG. */
final class LoggedLines extends AppenderBase<ILoggingEvent> implements BeforeEachCallback, AfterEachCallback {

    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("entrepot.access");
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("dev.entrepot");

    private final List<String> all = new CopyOnWriteArrayList<>();
    private final List<String> access = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
        all.add(event.getFormattedMessage());
        if (event.getLoggerName().equals(ACCESS.getName())) {
            access.add(event.getFormattedMessage());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
        OURS.setLevel(Level.DEBUG);
        OURS.addAppender(this);
        ACCESS.addAppender(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ACCESS.detachAppender(this);
        OURS.detachAppender(this);
        OURS.setLevel(null);
    }

    List<String> all() {
        return all;
    }

    /** Of requests alone. */
    List<String> access() {
        return access;
    }
}
