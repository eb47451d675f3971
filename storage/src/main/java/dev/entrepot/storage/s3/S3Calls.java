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
import software.amazon.awssdk.core.exception.SdkException;

/** Makes one request within its time, tells of it, and turns what went wrong into an answer. */
final class S3Calls {

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
        } catch (SdkException e) {
            S3Failure failure = S3Failure.of(e);
            answer = failure.answer();
            reason = failure.reason();
            return failed.apply(failure);
        } finally {
            observer.requested(kind, answer, reason, Duration.ofNanos(System.nanoTime() - started));
        }
    }

    void received(int bytes) {
        observer.received(bytes);
    }
}
