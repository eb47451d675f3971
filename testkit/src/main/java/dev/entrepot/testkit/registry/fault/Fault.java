package dev.entrepot.testkit.registry.fault;

import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Framing;
import dev.entrepot.testkit.registry.wire.Gate;
import dev.entrepot.testkit.registry.wire.Obstacle;
import dev.entrepot.testkit.registry.wire.Pace;
import dev.entrepot.testkit.registry.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One thing that goes wrong: first for which requests, then what happens to their answers. It acts from its
 * first effect on, until it is used up or removed. Positions count the bytes of the answer's body, which for
 * a range are not those of the blob.
 */
public final class Fault {

    private final Faults owner;
    private Predicate<Request> filter;
    private int toSkip;
    private int toHit = Integer.MAX_VALUE;
    private boolean evenRefused;
    private UnaryOperator<Answer> effect = UnaryOperator.identity();
    private boolean acting;
    private int hits;

    Fault(Faults owner, Predicate<Request> filter) {
        this.owner = owner;
        this.filter = filter;
    }

    // Which requests.

    public Fault method(String method) {
        return and(request -> request.method().equals(method));
    }

    public Fault repository(String repository) {
        return and(request -> request.path().startsWith("/v2/" + repository + "/"));
    }

    public Fault withRange() {
        return and(request -> request.headers().has("Range"));
    }

    public Fault withoutRange() {
        return and(request -> !request.headers().has("Range"));
    }

    public synchronized Fault and(Predicate<Request> condition) {
        mustNotAct();
        filter = filter.and(condition);
        return this;
    }

    /** Leaves the first {@code count} matching requests alone. */
    public synchronized Fault after(int count) {
        mustNotAct();
        toSkip = count;
        return this;
    }

    /** Acts so often; without this, for ever. */
    public synchronized Fault times(int count) {
        mustNotAct();
        toHit = count;
        return this;
    }

    /** Acts also on requests without the right credentials, as a limit by address does. */
    public synchronized Fault evenIfRefused() {
        mustNotAct();
        evenRefused = true;
        return this;
    }

    // What happens: the connection.

    /** FIN after so many bytes of the body. */
    public Fault cutAfter(long bytes) {
        return obstacle(new Obstacle.Cut(bytes, false));
    }

    /** RST after so many bytes of the body; the client may lose bytes it has not read. */
    public Fault resetAfter(long bytes) {
        return obstacle(new Obstacle.Cut(bytes, true));
    }

    public Fault cutBeforeHeaders() {
        return obstacle(new Obstacle.Cut(Obstacle.BEFORE_HEAD, false));
    }

    public Fault resetBeforeHeaders() {
        return obstacle(new Obstacle.Cut(Obstacle.BEFORE_HEAD, true));
    }

    /** For ever, or until the server stops. */
    public Fault hangBeforeHeaders() {
        return holdBeforeHeaders(new Gate());
    }

    /** For ever, or until the server stops. */
    public Fault hangAfterHeaders() {
        return holdAt(0, new Gate());
    }

    public Fault holdBeforeHeaders(Gate gate) {
        return obstacle(new Obstacle.Hold(Obstacle.BEFORE_HEAD, gate));
    }

    /** Sends so many bytes of the body, then waits at the gate. */
    public Fault holdAt(long bytes, Gate gate) {
        return obstacle(new Obstacle.Hold(bytes, gate));
    }

    /** Each answer by itself. */
    public Fault bytesPerSecond(long pace) {
        return answer(answer -> answer.plus(new Obstacle.Slow(0, new Pace(pace))));
    }

    // What happens: the body.

    /** One bit of the byte at this position of the body is wrong. */
    public Fault corruptAt(long position) {
        return obstacle(new Obstacle.Flip(position));
    }

    /** Announces this length, sends the body it has, and closes the connection. */
    public Fault contentLength(long length) {
        return answer(answer -> answer.withFraming(new Framing.Declared(length)));
    }

    public Fault chunked() {
        return answer(answer -> answer.withFraming(new Framing.Chunked()));
    }

    /** No length at all: the body ends with the connection. */
    public Fault untilClose() {
        return answer(answer -> answer.withFraming(new Framing.UntilClose()));
    }

    /** Compresses though nobody asked, and says so. */
    public Fault contentEncodingGzip() {
        return answer(
                answer -> answer.withContent(BlobContent.gzip(answer.body())).withHeader("Content-Encoding", "gzip"));
    }

    public Fault body(String text) {
        return answer(answer -> answer.withContent(BlobContent.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    // What happens: status and headers.

    /** This status and a body to match, instead of the answer there would have been. */
    public Fault status(int status) {
        return answer(answer -> answer.replacedBy(StatusAnswers.of(status)));
    }

    public Fault header(String name, String value) {
        return answer(answer -> answer.withHeader(name, value));
    }

    public Fault withoutHeader(String name) {
        return answer(answer -> answer.withoutHeader(name));
    }

    public Fault digestHeader(String value) {
        return header("Docker-Content-Digest", value);
    }

    public Fault withoutDigestHeader() {
        return withoutHeader("Docker-Content-Digest");
    }

    /** 200 and everything, whatever range was asked for. */
    public Fault ignoreRange() {
        return answer(Answer::whole);
    }

    /** A true 206 for another range: it starts so many bytes later, or earlier, than asked. */
    public Fault shiftRange(long bytes) {
        return answer(answer -> {
            ByteRange part = answer.part();
            return part == null ? answer : answer.partial(new ByteRange(part.first() + bytes, part.last()));
        });
    }

    /** Anything else. */
    public synchronized Fault answer(UnaryOperator<Answer> change) {
        UnaryOperator<Answer> before = effect;
        effect = answer -> change.apply(before.apply(answer));
        acting = true;
        owner.add(this);
        return this;
    }

    public void remove() {
        owner.remove(this);
    }

    /** How many answers it changed. */
    public synchronized int hits() {
        return hits;
    }

    private Fault obstacle(Obstacle obstacle) {
        return answer(answer -> answer.plus(obstacle));
    }

    private void mustNotAct() {
        if (acting) {
            throw new IllegalStateException("say which requests before what happens to them");
        }
    }

    synchronized boolean claims(Request request, boolean refused) {
        if (hits >= toHit || (refused && !evenRefused) || !filter.test(request)) {
            return false;
        }
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        hits++;
        return true;
    }

    synchronized Answer change(Answer answer) {
        return effect.apply(answer);
    }
}
