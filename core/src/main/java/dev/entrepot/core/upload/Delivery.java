package dev.entrepot.core.upload;

import dev.entrepot.core.bucket.Sent;
import java.time.Duration;
import java.util.Optional;

/** What one attempt to bring an object to the bucket came to. */
sealed interface Delivery {

    /**
     * @param etag empty where it is not known
     * @param brought the version of a record that was to be brought; empty for a blob
     * @param version to be noted: another than was brought where a later one of another's lies there
     * @param wasThere whether nothing had to be sent
     */
    record Arrived(Optional<String> etag, String brought, String version, boolean wasThere) implements Delivery {}

    /** There is nothing to bring. */
    record Gone(String why) implements Delivery {}

    record Again(String why, Optional<Duration> retryAfter) implements Delivery {}

    record Hopeless(String why) implements Delivery {}

    /** The bucket is left alone: this was no attempt, and nothing of it is written down. */
    record NotTried() implements Delivery {}

    static Delivery again(String why) {
        return new Again(why, Optional.empty());
    }

    static Delivery sent(String etag, String version) {
        return new Arrived(Optional.of(etag), version, version, false);
    }

    static Delivery found(Optional<String> etag, String version) {
        return new Arrived(etag, version, version, true);
    }

    /** Another's is at least as good. */
    static Delivery overruled(String ours, String noted) {
        return new Arrived(Optional.empty(), ours, noted, true);
    }

    /** Only for what is neither done nor overtaken. */
    static Delivery failed(Sent<?> answer) {
        return switch (answer) {
            case Sent.Transient<?> passing -> new Again(passing.reason(), passing.retryAfter());
            case Sent.Permanent<?> lasting -> new Hopeless(lasting.reason());
            case Sent.LeftAlone<?> nothing -> new NotTried();
            case Sent.Done<?> done -> throw new IllegalStateException("done is no failure");
            case Sent.Overtaken<?> overtaken -> again("somebody else changed it meanwhile");
        };
    }
}
