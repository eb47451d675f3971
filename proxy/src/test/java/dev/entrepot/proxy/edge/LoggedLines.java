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
    private static final Logger PULLS = (Logger) LoggerFactory.getLogger("entrepot.pull");
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("dev.entrepot");
    private static final Logger NETTY = (Logger) LoggerFactory.getLogger("io.netty");

    private final List<String> all = new CopyOnWriteArrayList<>();
    private final List<String> access = new CopyOnWriteArrayList<>();
    private final List<String> pulls = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
        boolean isShown = event.getLevel().isGreaterOrEqual(Level.INFO) && event.getThrowableProxy() != null;
        if (isShown || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            traces.add(event + " " + event.getThrowableProxy());
        }
        if (event.getLoggerName().startsWith(NETTY.getName())) {
            return;
        }
        all.add(event.getFormattedMessage());
        if (event.getLoggerName().equals(ACCESS.getName())) {
            access.add(event.getFormattedMessage());
        }
        if (event.getLoggerName().equals(PULLS.getName())) {
            pulls.add(event.getFormattedMessage());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
        OURS.setLevel(Level.DEBUG);
        OURS.addAppender(this);
        NETTY.addAppender(this);
        ACCESS.addAppender(this);
        PULLS.addAppender(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ACCESS.detachAppender(this);
        PULLS.detachAppender(this);
        OURS.detachAppender(this);
        NETTY.detachAppender(this);
        OURS.setLevel(null);
    }

    List<String> all() {
        return all;
    }

    /** Errors, and what shows operators a stack, Netty's too. */
    List<String> traces() {
        return traces;
    }

    /** Of pulls that were slow or failed. */
    List<String> pulls() {
        return pulls;
    }

    /** Of requests alone. */
    List<String> access() {
        return access;
    }
}
