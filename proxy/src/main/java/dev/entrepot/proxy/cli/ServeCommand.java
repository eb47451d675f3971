package dev.entrepot.proxy.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.entrepot.config.ConfigException;
import dev.entrepot.config.EffectiveConfiguration;
import dev.entrepot.index.rocksdb.NativeLibrary;
import dev.entrepot.proxy.app.Proxy;
import dev.entrepot.proxy.app.Reloading;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "serve", description = "Run the proxy until SIGTERM or SIGINT; then answers under way are finished.")
final class ServeCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        NativeLibrary.loadAhead();
        Reloading reloading = Reloading.prepare();
        PrintWriter err = spec.commandLine().getErr();
        EffectiveConfiguration configuration;
        try {
            configuration = options.read();
        } catch (ConfigException e) {
            e.errors().forEach(err::println);
            err.flush();
            return ExitCode.CONFIGURATION;
        }
        Proxy proxy;
        try {
            proxy = Proxy.start(configuration.configuration(), Version.current());
        } catch (IOException e) {
            err.println("entrepot: " + e.getMessage());
            err.flush();
            return ExitCode.FAILED;
        }
        Duration drainLimit = configuration.configuration().drainLimit();
        new Greeting(proxy.address(), proxy.adminAddress(), configuration.configuration()).print(err);
        reloading.begin(options::read, configuration, proxy::reload);
        return serveUntilStopped(proxy, reloading, drainLimit);
    }

    private static int serveUntilStopped(Proxy proxy, Reloading reloading, Duration drainLimit)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            reloading.close();
                            proxy.drain(drainLimit);
                            proxy.close();
                            stopLogging();
                            stopped.countDown();
                        },
                        "shutdown"));
        stopped.await();
        return ExitCode.FINE;
    }

    /** The last lines are still with their appender. */
    private static void stopLogging() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
