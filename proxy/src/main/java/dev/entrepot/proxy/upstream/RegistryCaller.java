package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.RetryAfter;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;
import dev.entrepot.proxy.upstream.limit.Attempts;
import dev.entrepot.proxy.upstream.limit.Quota;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks any {@link RegistryCall} and decides, once for all of them, what a status means.
 *
 * <p>The registry's own 404 is an absence, its own 401 (after tokens) and 403 a denial; everything else that is no answer is
 * an upstream that could not be asked. What a CDN says about a URL it was given by the registry is never an absence: the
 * registry is asked once more for another URL.
 */
final class RegistryCaller {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryCaller.class);

    private final Conversation conversation;
    private final URI base;
    private final Attempts attempts;
    private final Quota quota;
    private final UpstreamObserver observer;
    private final LongSupplier nanoTime;

    RegistryCaller(
            Conversation conversation,
            URI base,
            Attempts attempts,
            Quota quota,
            UpstreamObserver observer,
            LongSupplier nanoTime) {
        this.conversation = conversation;
        this.base = base;
        this.attempts = attempts;
        this.quota = quota;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /** @param deadline of all attempts; each may have less to its headers */
    <T> Lookup<T> call(RegistryCall<T> call, Deadline deadline) {
        AtomicInteger asked = new AtomicInteger();
        return attempts.call(
                headers -> {
                    Lookup<T> answer = attempt(call, headers, deadline);
                    if (asked.getAndIncrement() > 0) {
                        observer.retried(call.operation(), answer);
                    }
                    return answer;
                },
                deadline);
    }

    private <T> Lookup<T> attempt(RegistryCall<T> call, Deadline headers, Deadline deadline) {
        long start = nanoTime.getAsLong();
        observer.attemptStarted(call.operation());
        Lookup<T> answer = lookup(call, headers, deadline);
        observer.attemptEnded(call.operation(), answer, Duration.ofNanos(nanoTime.getAsLong() - start));
        return answer;
    }

    private <T> Lookup<T> lookup(RegistryCall<T> call, Deadline headers, Deadline deadline) {
        UpstreamRequest request = asked(call);
        try {
            if (call.operation() == Operation.MANIFEST_GET) {
                quota.check();
            }
            Optional<Answer> answer = ask(request, call, headers);
            return answer.isEmpty() ? Lookup.denied() : meaning(answer.get(), call, deadline);
        } catch (IOException e) {
            LOG.debug("{}: {}", request, e.getMessage());
            return Lookup.unreachable(Dependency.UPSTREAM, e);
        } catch (RuntimeException e) {
            LOG.warn("{}: an answer we did not expect", request, e);
            return Lookup.unreachable(
                    Dependency.UPSTREAM, new UpstreamException(UpstreamException.Kind.PROTOCOL, request.toString(), e));
        }
    }

    private UpstreamRequest asked(RegistryCall<?> call) {
        UpstreamRequest request = call.request(base);
        Work work = switch (call.operation()) {
            case BLOB, BLOB_RANGE, BLOB_PROBE -> Work.BLOB;
            case MANIFEST_HEAD, MANIFEST_GET -> Work.MANIFEST;
            case TAG_LIST, REFERRERS -> Work.LIST;
        };
        return request.about(work, request.uri().getPath());
    }

    private Optional<Answer> ask(UpstreamRequest request, RegistryCall<?> call, Deadline deadline)
            throws UpstreamException {
        String repository = call.repository().path();
        Optional<Answer> first = conversation.ask(request, repository, deadline);
        if (first.isEmpty() || !isRefusedElsewhere(first.get(), call)) {
            return first;
        }
        first.get().response().close();
        return conversation.ask(request, repository, deadline);
    }

    private static boolean isRefusedElsewhere(Answer answer, RegistryCall<?> call) {
        return !answer.isHome()
                && switch (answer.status()) {
                    case 400, 401, 403, 410 -> true;
                    case 404 -> !call.isAbsenceElsewhere(answer.response().uri());
                    default -> false;
                };
    }

    private static <T> Lookup<T> meaning(Answer answer, RegistryCall<T> call, Deadline deadline) throws IOException {
        UpstreamResponse response = answer.response();
        boolean isTaken = false;
        try {
            if (call.reads(answer.status())) {
                Lookup<T> value = call.read(answer, deadline);
                isTaken = true;
                return value;
            }
            return refusal(answer, call, deadline);
        } finally {
            if (!isTaken) {
                response.close();
            }
        }
    }

    private static <T> Lookup<T> refusal(Answer answer, RegistryCall<T> call, Deadline deadline)
            throws UpstreamException {
        UpstreamResponse response = answer.response();
        int status = answer.status();
        if (status == 404 && (answer.isHome() || call.isAbsenceElsewhere(response.uri()))) {
            return new Lookup.Absent<>(call.absence(response, deadline));
        }
        if (answer.isHome() && (status == 401 || status == 403)) {
            return Lookup.denied();
        }
        throw UpstreamException.status(
                status, RetryAfter.of(response), Uris.withoutQuery(response.uri()) + " answered " + status);
    }
}
