package dev.entrepot.proxy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** For commands in which an entrepot runs whose log nobody asked for. */
final class Silence {

    private Silence() {}

    /** @param heard loggers that go on */
    static void of(String... heard) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().stream()
                    .filter(logger -> !Set.of(heard).contains(logger.getName()))
                    .forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
