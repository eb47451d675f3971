package dev.entrepot.testkit.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ports of the loopback address for programs that cannot be told to choose one. */
final class LoopbackPorts {

    private LoopbackPorts() {}

    /** A port that nobody listened on a moment ago, and which the kernel will not hand out again soon. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw ChildProcess.unreadable(Path.of("127.0.0.1:0"), e);
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
