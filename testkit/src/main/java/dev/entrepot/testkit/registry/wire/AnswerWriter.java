package dev.entrepot.testkit.registry.wire;

import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Sends one answer, meeting its obstacles where they lie. */
final class AnswerWriter {

    /** What becomes of the connection. */
    enum Ending {
        KEEP,
        FIN,
        RST
    }

    private static final int CHUNK = 1 << 16;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WireServer server;
    private final OutputStream out;
    private final Answer answer;
    private final Queue<Obstacle> ahead;
    private final byte[] buffer = new byte[CHUNK];
    private final Recorded recorded;
    private @Nullable Pace ownPace;
    private boolean flip;

    AnswerWriter(WireServer server, OutputStream out, Answer answer, Recorded recorded) {
        this.server = server;
        this.out = out;
        this.answer = answer;
        this.recorded = recorded;
        this.ahead = new ArrayDeque<>(answer.obstacles().stream()
                .sorted(Comparator.comparingLong(Obstacle::at))
                .toList());
    }

    Ending write() throws IOException, InterruptedException {
        server.awaitResumed();
        Ending ending = meetObstacles(Obstacle.BEFORE_HEAD);
        if (ending != Ending.KEEP) {
            return ending;
        }
        recorded.answered(answer.status());
        out.write(head());
        if (recorded.request().isHead() || answer.status() == 304 || answer.status() == 204) {
            return answer.framing() instanceof Framing.UntilClose ? Ending.FIN : Ending.KEEP;
        }
        ending = writeBody(answer.body());
        if (ending == Ending.KEEP && answer.framing() instanceof Framing.Chunked) {
            out.write(LAST_CHUNK);
        }
        return ending == Ending.KEEP && endsWithConnection() ? Ending.FIN : ending;
    }

    private boolean endsWithConnection() {
        return answer.framing() instanceof Framing.UntilClose || answer.framing() instanceof Framing.Declared;
    }

    private byte[] head() {
        Headers headers = answer.headers();
        long length = answer.body().size();
        if (answer.status() != 304 && answer.status() != 204) {
            headers = switch (answer.framing()) {
                case Framing.Exact exact -> headers.with("Content-Length", Long.toString(length));
                case Framing.Declared declared -> headers.with("Content-Length", Long.toString(declared.length()));
                case Framing.Chunked chunked -> headers.with("Transfer-Encoding", "chunked");
                case Framing.UntilClose untilClose -> headers.with("Connection", "close");
            };
        }
        StringBuilder head = new StringBuilder(512).append("HTTP/1.1 ").append(answer.status());
        head.append(" \r\n");
        headers.lines()
                .forEach(line -> head.append(line.name())
                        .append(": ")
                        .append(line.value())
                        .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Ending writeBody(BlobContent body) throws IOException, InterruptedException {
        long position = 0;
        while (true) {
            Ending ending = meetObstacles(position);
            if (ending != Ending.KEEP || position == body.size()) {
                return ending;
            }
            int length = stepFrom(position, body.size());
            body.read(position, buffer, 0, length);
            if (flip) {
                buffer[0] ^= 1;
                flip = false;
            }
            send(length);
            position += length;
            recorded.sent(position);
        }
    }

    private int stepFrom(long position, long size) {
        long step = Math.min(CHUNK, size - position);
        Pace common = server.pace();
        step = common == null ? step : Math.min(step, common.step());
        step = ownPace == null ? step : Math.min(step, ownPace.step());
        Obstacle next = ahead.peek();
        return (int) (next == null ? step : Math.min(step, next.at() - position));
    }

    private void send(int length) throws IOException, InterruptedException {
        Pace common = server.pace();
        if (common != null) {
            common.take(length);
        }
        if (ownPace != null) {
            ownPace.take(length);
        }
        server.awaitResumed();
        if (answer.framing() instanceof Framing.Chunked) {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(buffer, 0, length);
            out.write(CRLF);
        } else {
            out.write(buffer, 0, length);
        }
    }

    private Ending meetObstacles(long position) throws InterruptedException {
        Obstacle next = ahead.peek();
        while (next != null && next.at() <= position) {
            ahead.remove();
            switch (next) {
                case Obstacle.Cut cut -> {
                    return cut.reset() ? Ending.RST : Ending.FIN;
                }
                case Obstacle.Hold hold -> hold.gate().pass();
                case Obstacle.Flip ignored -> flip = true;
                case Obstacle.Slow slow -> ownPace = slow.pace();
            }
            next = ahead.peek();
        }
        return Ending.KEEP;
    }
}
