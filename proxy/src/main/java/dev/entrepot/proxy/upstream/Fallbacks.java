package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the addresses of one upstream in their order, the next one only where the one before could not be asked: what says
 * no is believed, except that a fallback which does not know us cannot deny what the registry may grant. Each gets its share of what is left of the time, so that one that hangs leaves some to the others.
 */
final class Fallbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Fallbacks.class);

    /** One question, to any of them. */
    interface Question<T> {
        Lookup<T> ask(RegistryAddress address, Deadline deadline);
    }

    private final String name;
    private final List<RegistryAddress> addresses;

    /** @param addresses at least one */
    Fallbacks(String name, List<RegistryAddress> addresses) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
    }

    <T> Lookup<T> ask(Question<T> question, Deadline deadline) {
        Lookup<T> first = question.ask(addresses.getFirst(), share(deadline, 0));
        Lookup<T> answer = first;
        for (int i = 1; i < addresses.size() && isUnreachable(answer) && !deadline.isOver(); i++) {
            LOG.debug("{}: going on with its fallback {}", name, i);
            Lookup<T> next = question.ask(addresses.get(i), share(deadline, i));
            answer = next.equals(Lookup.denied()) ? first : next;
        }
        return answer;
    }

    private Deadline share(Deadline deadline, int index) {
        int left = addresses.size() - index;
        return left == 1 ? deadline : deadline.atMost(deadline.left().dividedBy(left));
    }

    /** A status below 500 is the word of a registry that is there, except that it has no time for us. */
    private static boolean isUnreachable(Lookup<?> answer) {
        if (!(answer instanceof Unreachable<?> unreachable)
                || !(unreachable.cause() instanceof UpstreamException trouble)) {
            return false;
        }
        return trouble.kind() == Kind.STATUS
                ? trouble.status() >= 500 || trouble.status() == 429 || trouble.status() == 408
                : trouble.kind() != Kind.INTERRUPTED;
    }
}
