package dev.entrepot.testkit.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ports of the loopback address for programs that cannot be told to choose one. */
final class LoopbackPorts {

    /** Below what kernels give to connections, which could take a port between now and its server's start or restart. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    /** Held for as long as this process lives; what else runs tests on this machine looks here, too. */
    private static final Map<Integer, FileChannel> TAKEN = new ConcurrentHashMap<>();

    private LoopbackPorts() {}

    /** A port that nobody listens on, and that no other test gets, of this process or another one. */
    static int free() {
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "entrepot-test-ports-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(folder);
            for (int tries = 0; tries < COUNT; tries++) {
                int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
                if (isOurs(port, folder) && isFree(port)) {
                    return port;
                }
            }
        } catch (IOException e) {
            throw ChildProcess.unreadable(folder, e);
        }
        throw new IllegalStateException("no port is free from " + FIRST + " on");
    }

    private static boolean isOurs(int port, Path folder) throws IOException {
        synchronized (TAKEN) {
            if (TAKEN.containsKey(port)) {
                return false;
            }
            FileChannel file = FileChannel.open(
                    folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                file.close();
                return false;
            }
            TAKEN.put(port, file);
            return true;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Asks every 20 ms until {@code ready}; fails with {@code what} after 30 s, or as soon as the process has ended. */
    static void await(String what, ChildProcess process, BooleanSupplier ready) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new AssertionError(what + ": the process ended with status " + process.exitStatus());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(what + ": not after 30 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
