package dev.entrepot.proxy.upstream.reach;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Who can be found at an address. */
enum AddressKind {
    PUBLIC("public"),
    /** RFC 1918, RFC 6598 (shared), RFC 4193 (unique local): a network of one's own. */
    PRIVATE("private"),
    /** This machine; also the address that means any of its own. */
    LOOPBACK("loopback"),
    /** RFC 3927, RFC 4291: the neighbours, and the metadata services of clouds. */
    LINK_LOCAL("link-local"),
    /** Multicast, broadcast and reserved: nobody a registry could mean. */
    UNUSABLE("unusable");

    private final String adjective;

    AddressKind(String adjective) {
        this.adjective = adjective;
    }

    static AddressKind of(InetAddress address) {
        InetAddress inner = unwrapped(address);
        byte[] bytes = inner.getAddress();
        if (inner.isAnyLocalAddress() || inner.isLoopbackAddress() || (bytes.length == 4 && bytes[0] == 0)) {
            return LOOPBACK;
        }
        if (inner.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        if (inner.isMulticastAddress() || (bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0)) {
            return UNUSABLE;
        }
        return inner.isSiteLocalAddress() || isShared(bytes) || isUniqueLocal(bytes) ? PRIVATE : PUBLIC;
    }

    /** 100.64.0.0/10. */
    private static boolean isShared(byte[] bytes) {
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    }

    /** fc00::/7. */
    private static boolean isUniqueLocal(byte[] bytes) {
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }

    /** IPv4 in IPv6: compatible (::/96), and what NAT64 (64:ff9b::/96, RFC 6052) leads to. The JDK unwraps mapped ones. */
    private static InetAddress unwrapped(InetAddress address) {
        if (!(address instanceof Inet6Address six)) {
            return address;
        }
        byte[] bytes = six.getAddress();
        boolean isNat64 = bytes[0] == 0
                && bytes[1] == 0x64
                && bytes[2] == (byte) 0xff
                && bytes[3] == (byte) 0x9b
                && Arrays.equals(bytes, 4, 12, new byte[8], 0, 8);
        boolean isCompatible = six.isIPv4CompatibleAddress() && !six.isLoopbackAddress() && !six.isAnyLocalAddress();
        return isNat64 || isCompatible ? inner(bytes) : address;
    }

    private static InetAddress inner(byte[] bytes) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 bytes are an address", e);
        }
    }

    @Override
    public String toString() {
        return adjective;
    }
}
