package dev.entrepot.proxy.http;

import io.netty.channel.socket.SocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of clients, and lets in no more than the limits allow. */
final class Doorkeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final Seldom seldom = new Seldom(System::nanoTime);

    /** Counts it until it is closed. False closes it at once: to say why in HTTP would be work for whoever floods us. */
    boolean letIn(SocketChannel connection, ConnectionLimits limits) {
        String client = network(connection.remoteAddress().getAddress());
        int ofClient = byAddress.merge(client, 1, Integer::sum);
        int ofAll = all.incrementAndGet();
        connection.closeFuture().addListener(closed -> {
            all.decrementAndGet();
            byAddress.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
        });
        if (ofAll > limits.all() || ofClient > limits.perAddress()) {
            refuse(connection, ofAll > limits.all());
            return false;
        }
        return true;
    }

    private void refuse(SocketChannel connection, boolean areTooManyInAll) {
        refused.increment();
        connection.close();
        if (seldom.isTime()) {
            LOG.warn(
                    "connections are refused: too many {} ({}); the last was of {}",
                    areTooManyInAll ? "in all" : "of one client",
                    areTooManyInAll ? "clients.max-connections" : "clients.max-connections-per-address",
                    connection.remoteAddress());
        }
    }

    /** Since the start. */
    long refused() {
        return refused.sum();
    }

    /** Of IPv6 everybody has 2^64 addresses. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
