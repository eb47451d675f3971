package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.EffectiveConfiguration;
import java.util.concurrent.CompletableFuture;
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

    private final CompletableFuture<Reload> reload = new CompletableFuture<>();

    private Reloading() {}

    /**
     * From now on SIGHUP does not end the process, as it does by itself; one that comes before {@link #begin} is heeded
     * then. To be called before anything else.
     */
    public static Reloading prepare() {
        Reloading reloading = new Reloading();
        HangUp.handle(() -> reloading.reload.thenAccept(ready -> reloading.submit(ready::now)));
        return reloading;
    }

    /**
     * @param started what the proxy was started with
     * @param proxy such as {@link Proxy#reload}
     */
    public void begin(ConfigSource source, EffectiveConfiguration started, Consumer<Configuration> proxy) {
        Reload ready = new Reload(source, started, proxy);
        thread.scheduleWithFixedDelay(ready::ifChanged, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        reload.complete(ready);
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
