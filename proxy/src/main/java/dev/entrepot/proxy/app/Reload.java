package dev.entrepot.proxy.app;

import dev.entrepot.config.Changes;
import dev.entrepot.config.ConfigException;
import dev.entrepot.config.Configuration;
import dev.entrepot.config.EffectiveConfiguration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration again and puts it in force, or says why not and changes nothing. Used by one thread. */
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final ConfigSource source;
    private final Configuration started;
    private final Consumer<Configuration> proxy;
    private final WatchedFiles files;
    private Configuration current;

    /**
     * @param started what the proxy was started with
     * @param proxy takes over what can be changed while running
     */
    Reload(ConfigSource source, EffectiveConfiguration started, Consumer<Configuration> proxy) {
        this.source = source;
        this.started = started.configuration();
        this.current = started.configuration();
        this.proxy = proxy;
        this.files = new WatchedFiles(started.files());
    }

    /** Reloads if a file changed, and stayed so since the call before. */
    void ifChanged() {
        if (files.haveChanged()) {
            now();
        }
    }

    void now() {
        files.forgetChanges();
        try {
            EffectiveConfiguration read = source.read();
            files.watch(read.files());
            replace(read.configuration());
        } catch (ConfigException e) {
            files.watch(e.files());
            LOG.error("not reloaded, what was in force stays so: the configuration has errors");
            e.errors().forEach(error -> LOG.error("{}", error));
        } catch (RuntimeException e) {
            LOG.error("not reloaded, what was in force stays so", e);
        }
    }

    private void replace(Configuration next) {
        Changes sinceLast = Changes.between(current, next);
        if (!sinceLast.reloaded().isEmpty()) {
            proxy.accept(next);
        }
        current = next;
        LOG.info("reloaded: {}", sinceLast.reloaded().isEmpty() ? "nothing changed" : joined(sinceLast.reloaded()));
        Changes sinceStart = Changes.between(started, next);
        if (!sinceStart.afterRestart().isEmpty()) {
            LOG.warn("takes effect with the next start only: {}", joined(sinceStart.afterRestart()));
        }
    }

    private static String joined(Iterable<String> keys) {
        return String.join(", ", keys);
    }
}
