package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.BucketObserver.Answer;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes one request within its time, tells of it, and turns what went wrong into an answer. */
final class S3Calls {

    private static final Logger LOG = LoggerFactory.getLogger(S3Calls.class);

    private final BucketObserver observer;

    S3Calls(BucketObserver observer) {
        this.observer = observer;
    }

    <T> Lookup<T> ask(RequestKind kind, Deadline deadline, Supplier<T> call) {
        return call(kind, deadline, () -> Lookup.found(call.get()), S3Failure::lookup);
    }

    <T> Sent<T> tell(RequestKind kind, Deadline deadline, Supplier<T> call) {
        return tell(kind, deadline, call, S3Failure::sent);
    }

    <T> Sent<T> tell(RequestKind kind, Deadline deadline, Supplier<T> call, Function<S3Failure, Sent<T>> failed) {
        return call(kind, deadline, () -> Sent.done(call.get()), failed);
    }

    private <R> R call(RequestKind kind, Deadline deadline, Supplier<R> call, Function<S3Failure, R> failed) {
        long started = System.nanoTime();
        Answer answer = Answer.TRANSIENT;
        String reason = "";
        try {
            R result = ScopedValue.where(TimedHttpClient.DEADLINE, deadline).call(call::get);
            answer = Answer.OK;
            return result;
        } catch (RuntimeException e) {
            S3Failure failure = S3Failure.of(e instanceof SdkException known ? known : unexpected(kind, e));
            answer = failure.answer();
            reason = failure.reason();
            return failed.apply(failure);
        } finally {
            observer.requested(kind, answer, reason, Duration.ofNanos(System.nanoTime() - started));
        }
    }

    /** A defect in here or in the SDK: whoever asked goes on as with a bucket that is down. */
    private static SdkException unexpected(RequestKind kind, RuntimeException e) {
        LOG.warn("a {} to the bucket failed by a defect; please report it", kind, e);
        return SdkClientException.create("unexpected", e);
    }

    void received(int bytes) {
        observer.received(bytes);
    }
}
