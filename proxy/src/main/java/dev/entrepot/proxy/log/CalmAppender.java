package dev.entrepot.proxy.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a storm of trouble from becoming a storm of lines: of each warning and error, by its statement in the code, at most
 * twenty in ten seconds go on to the appender behind; the next one that does is followed by how many did not. What is
 * no trouble goes on as it comes.
 */
public final class CalmAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {

    static final int MOST = 20;
    static final Duration PER = Duration.ofSeconds(10);

    /** Statements, of which the code has some hundred. Those beyond share one ration. */
    private static final int MOST_STATEMENTS = 1000;

    private record Statement(String logger, @Nullable String message) {}

    private static final Statement OTHERS = new Statement("", null);

    private final AppenderAttachableImpl<ILoggingEvent> behind = new AppenderAttachableImpl<>();
    private final ConcurrentMap<Statement, Ration> rations = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public CalmAppender() {
        this(System::nanoTime);
    }

    CalmAppender(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            behind.appendLoopOnAppenders(event);
            return;
        }
        long untold = of(event).take();
        if (untold == Ration.NOT_NOW) {
            return;
        }
        behind.appendLoopOnAppenders(event);
        if (untold > 0) {
            behind.appendLoopOnAppenders(note(event, untold));
        }
    }

    private Ration of(ILoggingEvent event) {
        Statement statement = new Statement(event.getLoggerName(), event.getMessage());
        Ration known = rations.get(statement);
        if (known != null) {
            return known;
        }
        Statement fitting = rations.size() < MOST_STATEMENTS ? statement : OTHERS;
        return rations.computeIfAbsent(fitting, added -> new Ration(MOST, PER, nanoTime));
    }

    private static ILoggingEvent note(ILoggingEvent event, long untold) {
        LoggingEvent note = new LoggingEvent();
        note.setLoggerName(event.getLoggerName());
        note.setLevel(event.getLevel());
        note.setThreadName(event.getThreadName());
        note.setInstant(Instant.ofEpochMilli(event.getTimeStamp()));
        note.setMessage("(" + untold + " more like this were left out)");
        return note;
    }

    // ---- what is behind, as logback.xml says it ----------------------------------------------------------------

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        behind.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return behind.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String called) {
        return behind.getAppender(called);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return behind.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        behind.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return behind.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String called) {
        return behind.detachAppender(called);
    }
}
