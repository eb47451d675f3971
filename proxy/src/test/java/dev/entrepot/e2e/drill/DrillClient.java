package dev.entrepot.e2e.drill;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.e2e.drill.Pull.Outcome;
import dev.entrepot.testkit.real.RawConnection;
import dev.entrepot.testkit.real.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pulls as a container runtime does: a tag's manifest, then each blob it names, over one connection; hashes everything. */
final class DrillClient {

    private static final Pattern DIGEST = Pattern.compile("\"digest\" ?: ?\"(sha256:[0-9a-f]{64})\"");
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final int port;
    private final Limits limits;
    private final Consumer<Pull> heard;
    private Optional<RawConnection> connection = Optional.empty();

    /**
     * How long a client waits at most.
     *
     * @param head for the head of an answer
     * @param silence between two pieces of a body
     */
    record Limits(Duration head, Duration silence) {}

    DrillClient(int port, Limits limits, Consumer<Pull> heard) {
        this.port = port;
        this.limits = limits;
        this.heard = heard;
    }

    /** Gives up at the first thing that it cannot have. */
    void pull(Image image) {
        Optional<byte[]> manifest = get(image.manifest(), image.digest());
        if (manifest.isEmpty()) {
            return;
        }
        Set<Digest> blobs = new LinkedHashSet<>();
        Matcher named = DIGEST.matcher(new String(manifest.get(), StandardCharsets.UTF_8));
        while (named.find()) {
            blobs.add(Digest.parse(named.group(1)));
        }
        for (Digest blob : blobs) {
            if (get(image.blob(blob), blob).isEmpty()) {
                return;
            }
        }
    }

    /** The body, of a manifest at least, if it was right. */
    private Optional<byte[]> get(String target, Digest expected) {
        Exchange exchange = new Exchange(target, expected);
        exchange.run();
        heard.accept(exchange.seen());
        return exchange.outcome == Outcome.RIGHT ? Optional.of(exchange.body.toByteArray()) : Optional.empty();
    }

    void close() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (IOException alreadyGone) {
            return;
        } finally {
            connection = Optional.empty();
        }
    }

    private final class Exchange {

        private final String target;
        private final Digest expected;
        private final long started = System.nanoTime();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private long headAt;
        private long lastAt = started;
        private long silent;
        private String cache = "";
        private Outcome outcome = Outcome.STRANGE;

        Exchange(String target, Digest expected) {
            this.target = target;
            this.expected = expected;
        }

        void run() {
            try {
                exchange(connected());
            } catch (SocketTimeoutException late) {
                came();
                outcome = Outcome.HUNG;
            } catch (IOException e) {
                cache = e.toString();
            }
            if (outcome != Outcome.RIGHT) {
                close();
            }
        }

        private RawConnection connected() throws IOException {
            if (connection.isEmpty()) {
                connection = Optional.of(RawConnection.to(port));
            }
            return connection.get();
        }

        private void exchange(RawConnection line) throws IOException {
            line.patience(limits.head());
            line.ask("GET", target);
            RawAnswer head = line.head();
            came();
            headAt = lastAt;
            cache = head.header("Cache-Status");
            if (head.status() == 200) {
                line.patience(limits.silence());
                outcome = body(line, head.length());
            } else if (head.status() == 503 && !head.header("Retry-After").isEmpty()) {
                outcome = Outcome.REFUSED;
            } else {
                cache = "status " + head.status();
            }
        }

        private Outcome body(RawConnection line, long length) throws IOException {
            MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
            byte[] piece = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int read = line.read(piece, (int) Math.min(piece.length, left));
                if (read <= 0) {
                    return Outcome.CUT;
                }
                came();
                hash.update(piece, 0, read);
                if (length <= LARGEST_MANIFEST) {
                    body.write(piece, 0, read);
                }
                left -= read;
            }
            return HexFormat.of().formatHex(hash.digest()).equals(expected.hex()) ? Outcome.RIGHT : Outcome.WRONG;
        }

        private void came() {
            long now = System.nanoTime();
            silent = Math.max(silent, now - lastAt);
            lastAt = now;
        }

        Pull seen() {
            long end = lastAt - started;
            long head = headAt == 0 ? end : headAt - started;
            return new Pull(target, outcome, cache, head / 1_000_000, end / 1_000_000, silent / 1_000_000);
        }
    }
}
