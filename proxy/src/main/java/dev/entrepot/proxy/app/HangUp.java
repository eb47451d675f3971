package dev.entrepot.proxy.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a daemon to read its configuration again. Java has no public API for signals; {@code
 * sun.misc.Signal} in {@code jdk.unsupported} is what everybody uses, but merely to name it is a warning that cannot be
 * suppressed. So it is looked up, and where there is none (or no SIGHUP, as on Windows) files are watched all the same.
 */
final class HangUp {

    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Calls {@code action} on a thread of the JVM for each SIGHUP from now on; it should be short. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return method.invoke(action, arguments);
                }
                action.run();
                return null;
            };
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            hangUp,
                            Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, calls));
        } catch (ReflectiveOperationException e) {
            LOG.info("SIGHUP cannot be heard here ({}); changed files are noticed all the same", e.toString());
        }
    }
}
