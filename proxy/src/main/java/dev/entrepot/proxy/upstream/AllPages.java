package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list that comes in pages, read to its end: cursors are opaque and another registry's business, and only of a whole list
 * can it be said what comes after a tag.
 */
final class AllPages<T> {

    /** Each page has so long; a client waits for 20 s in all, and is to hear why there is none. */
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(18);

    /** Of all pages together; a hundred times what the largest repositories have. */
    static final long MAX_BYTES = 64L << 20;

    private final RegistryCaller caller;
    private final Call<T> call;
    private final Set<T> entries = new LinkedHashSet<>();
    private final Set<URI> asked = new HashSet<>();
    private long bytes;

    /** How to ask for one page. */
    interface Call<T> {
        /** @param page as the one before named it; null for the first */
        RegistryCall<ListPage<T>> of(@Nullable URI page);
    }

    AllPages(RegistryCaller caller, Call<T> call) {
        this.caller = caller;
        this.call = call;
    }

    /** To be called once. */
    Lookup<List<T>> read(Deadline deadline) {
        Optional<URI> next = Optional.empty();
        do {
            Lookup<ListPage<T>> answer = caller.call(call.of(next.orElse(null)), deadline.atMost(PAGE_LIMIT));
            if (!(answer instanceof Lookup.Found<ListPage<T>> found)) {
                return incomplete(answer, next.isPresent());
            }
            next = found.value().next();
            if (!isProgress(found.value()) || (next.isPresent() && !asked.add(next.get()))) {
                return broken("its pages lead nowhere");
            }
        } while (next.isPresent());
        return Lookup.found(List.copyOf(entries));
    }

    /** A page may be empty, but one whose entries are all known is one that was had before. */
    private boolean isProgress(ListPage<T> page) {
        bytes += page.bytes();
        return (entries.addAll(page.entries()) || page.entries().isEmpty()) && bytes <= MAX_BYTES;
    }

    private Lookup<List<T>> incomplete(Lookup<ListPage<T>> answer, boolean isLater) {
        return switch (answer) {
            case Lookup.Absent<ListPage<T>> absent ->
                isLater ? broken("a page of it is missing") : new Lookup.Absent<>(absent.refusal());
            case Lookup.Unreachable<ListPage<T>> down -> Lookup.unreachable(down.dependency(), down.cause());
            case Lookup.Found<ListPage<T>> found -> throw new IllegalStateException("found is not incomplete");
        };
    }

    private Lookup<List<T>> broken(String why) {
        return Lookup.unreachable(
                Dependency.UPSTREAM, new UpstreamException(Kind.PROTOCOL, "the list is broken: " + why));
    }
}
