package dev.entrepot.testkit.registry;

import dev.entrepot.testkit.registry.wire.Request;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Query strings that allow one path each until they expire, which they do on command. */
final class SignedUrls {

    private final AtomicLong next = new AtomicLong();
    private final Set<String> valid = ConcurrentHashMap.newKeySet();

    /** The path with its signature. */
    String sign(String path) {
        String url = path + "?sig=" + next.incrementAndGet();
        valid.add(url);
        return url;
    }

    boolean allows(Request request) {
        List<String> signature = request.parameters("sig");
        return signature.size() == 1 && valid.contains(request.path() + "?sig=" + signature.getFirst());
    }

    void expire() {
        valid.clear();
    }
}
