package dev.entrepot.proxy.upstream.reach;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;

/** One entry of {@code NO_PROXY}, read as Go's {@code httpproxy} does, because so do the other clients of a node. */
interface ProxyExemption {

    /** @param host lower case; an IPv6 address without brackets */
    boolean covers(String host, int port);

    /**
     * {@code *}, {@code 10.0.0.0/8}, an address, {@code example.com} with all below it, or {@code .example.com} for those
     * below it only; the last three perhaps with a port. What is none of these covers nothing.
     */
    static ProxyExemption parse(String entry) {
        String text = entry.strip().toLowerCase(Locale.ROOT);
        if (text.equals("*")) {
            return (host, port) -> true;
        }
        if (text.indexOf('/') > 0) {
            return subnet(text);
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = (colon > 0 && text.indexOf(':') == colon) || text.contains("]:");
        String name = unbracketed(hasPort ? text.substring(0, colon) : text);
        int only = hasPort ? port(text.substring(colon + 1)) : 0;
        return (host, port) -> (only == 0 || only == port) && covers(name, host);
    }

    private static boolean covers(String name, String host) {
        if (name.isEmpty()) {
            return false;
        }
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".") ? host.endsWith(domain) : host.equals(domain) || host.endsWith("." + domain);
    }

    private static ProxyExemption subnet(String text) {
        int slash = text.indexOf('/');
        try {
            int prefix = Integer.parseInt(text.substring(slash + 1));
            IpSubnetFilterRule rule = new IpSubnetFilterRule(text.substring(0, slash), prefix, IpFilterRuleType.ACCEPT);
            return (host, port) -> NetUtil.createByteArrayFromIpAddressString(host) != null
                    && rule.matches(new InetSocketAddress(host, port));
        } catch (IllegalArgumentException e) {
            return (host, port) -> false;
        }
    }

    private static int port(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
