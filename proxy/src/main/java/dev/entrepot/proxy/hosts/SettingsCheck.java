package dev.entrepot.proxy.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What is wrong with what a {@code hosts.toml} says, before anybody is asked. */
final class SettingsCheck {

    /** RFC 9110, section 5.1. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** As Go sends it. */
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]*");

    private final List<Remark> remarks = new ArrayList<>();

    private SettingsCheck() {}

    static List<Remark> of(HostsReader.Read read) {
        SettingsCheck check = new SettingsCheck();
        check.whatOtherVersionsMakeOf(read);
        read.hosts().forEach(host -> check.remarks.addAll(HostFiles.check(host)));
        check.capabilities(read.hosts().getFirst());
        check.headers(read.hosts().getFirst());
        check.tls(read.hosts().getFirst());
        return check.remarks;
    }

    private void whatOtherVersionsMakeOf(HostsReader.Read read) {
        for (String key : read.unknownKeys()) {
            remarks.add(Remark.note("'" + key + "' is no key that containerd knows: it counts for nothing"));
        }
        if (!read.namesHosts()) {
            remarks.add(Remark.note("there is no [host]: containerd 1.x ignores such a file"));
        }
        if (read.hosts().stream().anyMatch(host -> host.capabilities().contains("referrers"))) {
            remarks.add(Remark.note(
                    "the capability \"referrers\" is new: a containerd that does not know it, such as 1.x, ignores the"
                            + " whole file"));
        }
    }

    private void capabilities(NamedHost first) {
        for (String needed : List.of("pull", "resolve")) {
            if (!first.capabilities().contains(needed)) {
                bad(
                        first,
                        "without the capability \"" + needed + "\" "
                                + (needed.equals("pull") ? "nothing is pulled" : "tags are resolved") + " past it");
            }
        }
    }

    private void headers(NamedHost first) {
        for (Map.Entry<String, List<String>> header : first.headers().entrySet()) {
            if (!header.getValue().stream().allMatch(value -> isSendable(header.getKey(), value))) {
                bad(
                        first,
                        "header '" + header.getKey()
                                + "' cannot be sent: every request to it fails, and containerd goes past it");
            }
        }
    }

    static boolean isSendable(String name, String value) {
        return HEADER_NAME.matcher(name).matches()
                && HEADER_VALUE.matcher(value).matches();
    }

    private void tls(NamedHost first) {
        if (first.tls().skipsVerify()) {
            remarks.add(Remark.note(first.name() + ": skip_verify: containerd believes whoever answers there; name its"
                    + " authority with  ca = \"ca.pem\" instead"));
        }
        if (first.tls().isSaid() && !first.isSecure() && first.base().getPort() != 80) {
            remarks.add(Remark.note(first.name() + ": has settings for TLS: containerd 2.x tries https first; write"
                    + " https://, or take them out"));
        }
    }

    private void bad(NamedHost host, String what) {
        remarks.add(Remark.bad(host.name() + ": " + what));
    }
}
