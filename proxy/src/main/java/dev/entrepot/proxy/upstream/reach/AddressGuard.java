package dev.entrepot.proxy.upstream.reach;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an upstream from sending us, by a redirect or a realm, to addresses that only we can reach: those of this machine,
 * of its network, and of a cloud's metadata service. An upstream that is itself at such an address may lead to others of
 * that kind.
 *
 * <p>What is judged is the address that is about to be connected to, after its name was resolved, and not the name: that
 * one could mean something else a moment later.
 */
public final class AddressGuard {

    private final boolean allowsAll;
    private final Set<AddressKind> own = ConcurrentHashMap.newKeySet();

    /** @param allowsAll whether the operator wants to be led anywhere */
    public AddressGuard(boolean allowsAll) {
        this.allowsAll = allowsAll;
    }

    /** Where the upstream itself is, because the configuration says so and it has shown who it is. */
    public void learn(InetAddress address) {
        own.add(AddressKind.of(address));
    }

    void check(InetAddress address) throws RefusedAddressException {
        AddressKind kind = AddressKind.of(address);
        if (!allowsAll && kind != AddressKind.PUBLIC && !own.contains(kind)) {
            throw new RefusedAddressException("the upstream leads to " + address.getHostAddress() + ", a " + kind
                    + " address; if that is right, set allow-private-redirects");
        }
    }

    /** {@link #learn} where a forward proxy will resolve the name: only an address that is written out tells. */
    public void learnHost(String host) {
        InetAddress address = literal(host);
        if (address != null) {
            learn(address);
        }
    }

    /** {@link #check} where a forward proxy will resolve the name. */
    public void checkHost(String host) throws RefusedAddressException {
        InetAddress address = literal(host);
        if (address != null) {
            check(address);
        }
    }

    private static @Nullable InetAddress literal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
