package dev.entrepot.proxy.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * How much is logged, while it runs. Only of our own: what libraries say at DEBUG may have headers of requests in it, and
 * with them passwords and tokens.
 */
public final class LogLevels {

    /** Takes back what was set. */
    public static final String DEFAULT = "default";

    private static final String OURS = "dev.entrepot";
    private static final List<String> OTHER_OURS = List.of("entrepot.access", "entrepot.pull");
    private static final List<Level> LEVELS =
            List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, Level.OFF);

    private final LoggerContext context;
    private final Map<String, Optional<Level>> before = new TreeMap<>();

    public LogLevels() {
        this((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    LogLevels(LoggerContext context) {
        this.context = context;
    }

    /** Of the loggers that have one of their own; the others are as the one above them. */
    public synchronized Map<String, String> set() {
        Map<String, String> levels = new TreeMap<>();
        levels.put(OURS, context.getLogger(OURS).getEffectiveLevel().toString());
        for (Logger logger : context.getLoggerList()) {
            if (isOurs(logger.getName()) && logger.getLevel() != null) {
                levels.put(logger.getName(), logger.getLevel().toString());
            }
        }
        return levels;
    }

    /**
     * @param logger in whole, or as the log shows it, without the packages before it
     * @param level by its name, or {@link #DEFAULT}
     * @throws IllegalArgumentException with a message for the user
     */
    public synchronized void set(String logger, String level) {
        Logger known = context.getLogger(named(logger));
        if (level.equalsIgnoreCase(DEFAULT)) {
            Optional<Level> old = before.remove(known.getName());
            if (old != null) {
                known.setLevel(old.orElse(null));
            }
            return;
        }
        Level wanted = level(level);
        before.putIfAbsent(known.getName(), Optional.ofNullable(known.getLevel()));
        known.setLevel(wanted);
    }

    private static Level level(String name) {
        return LEVELS.stream()
                .filter(level -> level.toString().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no level; there are trace, debug, info, warn, error, off and default"));
    }

    private String named(String logger) {
        if (isOurs(logger)) {
            return logger;
        }
        return context.getLoggerList().stream()
                .map(Logger::getName)
                .filter(LogLevels::isOurs)
                .filter(name -> name.endsWith("." + logger))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + logger + "' is no logger of entrepot; write " + OURS
                                + " for all, entrepot.access, or a name as the log shows it behind the level, once it has said"
                                + " something"));
    }

    private static boolean isOurs(String name) {
        return name.equals(OURS) || name.startsWith(OURS + ".") || OTHER_OURS.contains(name);
    }
}
