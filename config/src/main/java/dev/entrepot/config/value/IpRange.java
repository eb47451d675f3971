package dev.entrepot.config.value;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, written {@code 10.0.0.0/8}, {@code fd00::/8}, or as the one address it consists of.
 *
 * @param network its lowest address
 * @param prefix how many leading bits all its addresses share
 */
public record IpRange(InetAddress network, int prefix) {

    public static final IpRange LOOPBACK_IPV4 = new IpRange(Inet4Address.ofLiteral("127.0.0.0"), 8);
    public static final IpRange LOOPBACK_IPV6 = new IpRange(Inet6Address.ofLiteral("::1"), 128);

    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]+)(?:/([0-9]{1,3}))?");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final String REMEDY = "write an address or a range, such as 10.0.0.0/8 or fd00::/8";
    private static final int MAPPED = 12;

    public IpRange {
        if (prefix < 0 || prefix > 8 * network.getAddress().length) {
            throw new IllegalArgumentException("no prefix of " + network + ": " + prefix);
        }
    }

    public static IpRange parse(String text) throws InvalidValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidValueException("'" + text + "' is not a range of addresses", REMEDY);
        }
        InetAddress address = address(form.group(1), text);
        int bits = 8 * address.getAddress().length;
        int prefix = form.group(2) == null ? bits : Integer.parseInt(form.group(2));
        if (prefix > bits) {
            throw new InvalidValueException("'" + text + "' has a prefix of more than " + bits + " bits", REMEDY);
        }
        IpRange range = new IpRange(lowest(address, prefix), prefix);
        if (!range.network.equals(address)) {
            throw new InvalidValueException(
                    "'" + text + "' has bits set after its prefix",
                    "did you mean '" + range + "' or '" + new IpRange(address, bits) + "'?");
        }
        return range;
    }

    /** The literal parsers alone would take {@code 10.1} for 10.0.0.1. */
    private static InetAddress address(String literal, String text) throws InvalidValueException {
        boolean isIpv6 = literal.indexOf(':') >= 0;
        try {
            if (isIpv6 || FOUR_NUMBERS.matcher(literal).matches()) {
                InetAddress address = InetAddress.ofLiteral(literal);
                if (isIpv6 == address instanceof Inet6Address) {
                    return address;
                }
            }
        } catch (IllegalArgumentException e) {
            // Said below, in our words.
        }
        String remedy = isIpv6 && literal.indexOf('.') >= 0 ? "write an IPv4 address as one" : REMEDY;
        throw new InvalidValueException("'" + text + "' is not a range of addresses", remedy);
    }

    private static InetAddress lowest(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= (byte) mask(prefix, i);
        }
        return ofBytes(bytes);
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is one", e);
        }
    }

    /** Of the byte at {@code index}, which of its bits belong to the prefix. */
    private static int mask(int prefix, int index) {
        int bits = Math.clamp(prefix - 8L * index, 0, 8);
        return 0xff << (8 - bits) & 0xff;
    }

    /** An IPv4 address counts as one also when it comes mapped into an IPv6 one, as on a socket that listens on both. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        int skipped = mine.length == 4 && isMapped(theirs) ? MAPPED : 0;
        if (theirs.length - skipped != mine.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if ((theirs[skipped + i] & mask(prefix, i)) != (mine[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < MAPPED && address.length == 16; i++) {
            if (address[i] != (i < MAPPED - 2 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return address.length == 16;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
