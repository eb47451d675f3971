package dev.entrepot.proxy.bucket;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.WatchedBlob;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.oci.Digest;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells the classifier how the bucket does at each kind of request, and for which digest. */
public final class BucketWatch {

    /** Characters of a reason: the status and the code, without what is different every time. */
    private static final int MAX_REASON = 60;

    private static final String WRONG_BYTES = "wrong bytes";

    private final Watch watch;
    private final String name;

    /** @param name of the bucket */
    public BucketWatch(Watch watch, String name) {
        this.watch = watch;
        this.name = name;
    }

    <T> Lookup<T> ask(Work work, String subject, Supplier<Lookup<T>> question) {
        Passage passage = enter(work, subject);
        Lookup<T> answer = answered(passage, question);
        if (answer instanceof Lookup.Unreachable<T> down) {
            passage.failed(reason(String.valueOf(down.cause().getMessage())));
        } else {
            passage.well();
        }
        return answer;
    }

    <T> Sent<T> tell(Work work, String subject, Supplier<Sent<T>> request) {
        Passage passage = enter(work, subject);
        Sent<T> answer = answered(passage, request);
        switch (answer) {
            case Sent.Done<T> done -> passage.well();
            case Sent.Overtaken<T> there -> passage.well();
            case Sent.LeftAlone<T> nothing -> passage.well();
            case Sent.Transient<T> passing -> passage.failed(reason(passing.reason()));
            case Sent.Permanent<T> lasting ->
                passage.failed(lasting.problem().name().toLowerCase(Locale.ROOT));
        }
        return answer;
    }

    /** What never ends would be taken for work under way for good. */
    private static <A> A answered(Passage passage, Supplier<A> request) {
        try {
            return request.get();
        } catch (RuntimeException | Error e) {
            passage.failed(e.getClass().getSimpleName());
            throw e;
        }
    }

    RemoteBlob body(Digest digest, RemoteBlob blob) {
        return new WatchedBlob(blob, enter(Work.BUCKET_BODY, digest.toString()));
    }

    void refuted(Digest digest) {
        enter(Work.BUCKET_BODY, digest.toString()).failed(WRONG_BYTES);
    }

    private Passage enter(Work work, String subject) {
        return watch.enter(new Lane(work, name), subject);
    }

    /** What comes before the colon: messages have numbers of requests, and each would be a reason of its own. */
    private static String reason(String message) {
        String first = message.split(":", 2)[0].strip();
        return first.length() > MAX_REASON ? first.substring(0, MAX_REASON) : first;
    }
}
