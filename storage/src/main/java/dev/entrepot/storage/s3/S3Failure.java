package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BeyondEndException;
import dev.entrepot.core.bucket.BucketObserver.Answer;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.bucket.Sent.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an answer that is none means. Codes as in the S3 API reference, "Error responses".
 *
 * @param status 0 where there was no answer
 * @param code of the store; empty where it sent none, as with every {@code HEAD}
 */
record S3Failure(int status, String code, String message, Optional<Duration> retryAfter, SdkException cause) {

    private static final Set<String> BAD_DIGESTS = Set.of(
            "BadDigest",
            "InvalidDigest",
            "XAmzContentSHA256Mismatch",
            "XAmzContentChecksumMismatch",
            "InvalidChecksum");
    private static final Set<String> PASSING =
            Set.of("RequestTimeout", "SlowDown", "InternalError", "ExpiredToken", "Throttling", "OperationAborted");

    static S3Failure of(SdkException e) {
        if (!(e instanceof AwsServiceException answer)) {
            return new S3Failure(0, "", message(e), Optional.empty(), e);
        }
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        Optional<Duration> retryAfter = details == null || details.sdkHttpResponse() == null
                ? Optional.empty()
                : details.sdkHttpResponse().firstMatchingHeader("Retry-After").flatMap(S3Failure::seconds);
        return new S3Failure(answer.statusCode(), code, message(e), retryAfter, e);
    }

    /** What the SDK wraps says more than its wrapping. */
    private static String message(SdkException e) {
        Throwable cause = e;
        while (cause instanceof SdkException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof SdkException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    private static Optional<Duration> seconds(String value) {
        return value.matches("[0-9]{1,6}") ? Optional.of(Duration.ofSeconds(Long.parseLong(value))) : Optional.empty();
    }

    boolean isWithoutAnswer() {
        return status == 0;
    }

    boolean isMissingKey() {
        return status == 404 && !code.equals("NoSuchBucket");
    }

    private boolean isNotImplemented() {
        return status == 501 || code.equals("NotImplemented");
    }

    /**
     * A key that is not there is 403 to whoever may not list the bucket, so a plain denial is taken for absence; a denial
     * that speaks of keys, signatures or clocks is not.
     */
    boolean isAbsent() {
        return isMissingKey() || (status == 403 && (code.isEmpty() || code.equals("AccessDenied")));
    }

    <T> Lookup<T> lookup() {
        return isAbsent() ? Lookup.absent() : Lookup.unreachable(Dependency.BUCKET, exception());
    }

    private IOException exception() {
        return isBeyondEnd() ? new BeyondEndException(reason(), cause) : new IOException(reason(), cause);
    }

    private boolean isBeyondEnd() {
        return status == 416;
    }

    <T> Sent<T> sent() {
        if (status == 412 || code.equals("NoSuchUpload")) {
            return new Sent.Overtaken<>();
        }
        if (isPassing()) {
            return new Sent.Transient<>(reason(), retryAfter);
        }
        return new Sent.Permanent<>(problem(), reason());
    }

    /** Where all of it was sent and no answer came. */
    <T> Sent<T> perhapsDone() {
        return new Sent.Transient<>(reason(), retryAfter, true);
    }

    private boolean isPassing() {
        boolean isServerError = status >= 500 && !isNotImplemented();
        return status == 0 || status == 409 || status == 429 || isServerError || PASSING.contains(code);
    }

    /** Some have no code of its own for it. */
    private boolean isAboutChecksum() {
        return status == 400 && message.contains("x-amz-checksum-sha256");
    }

    private Problem problem() {
        // Of what was refused before its body was sent only the status is known; a key that is written need not be
        // there.
        if (status == 404) {
            return Problem.NO_SUCH_BUCKET;
        }
        if (BAD_DIGESTS.contains(code) || isAboutChecksum()) {
            return Problem.BAD_DIGEST;
        }
        if (isNotImplemented()) {
            return Problem.UNSUPPORTED;
        }
        return status == 401 || status == 403 ? Problem.DENIED : Problem.OTHER;
    }

    /** As metrics and health hear it. */
    Answer answer() {
        if (isAbsent() || isBeyondEnd() || status == 412 || code.equals("NoSuchUpload")) {
            return Answer.NO;
        }
        return isPassing() ? Answer.TRANSIENT : Answer.PERMANENT;
    }

    String reason() {
        return status == 0 ? message : (status + " " + code).trim() + ": " + message;
    }
}
