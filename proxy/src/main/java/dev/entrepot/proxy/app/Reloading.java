package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.EffectiveConfiguration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reloads on SIGHUP, and two to four seconds after a file of the configuration changed. */
public final class Reloading implements AutoCloseable {

    private static final long LOOK_SECONDS = 2;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reload").daemon(true).factory());

    private Reloading() {}

    /**
     * @param started what the proxy was started with
     * @param proxy such as {@link Proxy#reload}
     */
    public static Reloading start(ConfigSource source, EffectiveConfiguration started, Consumer<Configuration> proxy) {
        Reloading reloading = new Reloading();
        Reload reload = new Reload(source, started, proxy);
        reloading.thread.scheduleWithFixedDelay(reload::ifChanged, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        HangUp.handle(() -> reloading.submit(reload::now));
        return reloading;
    }

    private void submit(Runnable reload) {
        try {
            thread.execute(reload);
        } catch (RejectedExecutionException e) {
            // SIGHUP while shutting down: there is nothing left to reload.
        }
    }

    /** What is being reloaded is finished. */
    @Override
    public void close() {
        thread.close();
    }
}
