package dev.entrepot.testkit.registry;

import dev.entrepot.testkit.registry.fault.FaultyServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * The registry as a process that can be killed, with one generated image. It needs no JUnit to run.
 *
 * <p>On standard output, {@code key=value} lines: {@code port} comes first, when it listens; then where the
 * token server and the CDN are, and the image's references and digests, down to {@code ready=true}. After
 * that, one line per request when its answer has ended: {@code request=GET /v2/ -> 200 sent=2}, with
 * {@code token-request} and {@code cdn-request} for the other two.
 */
public final class FakeRegistryMain {

    private static final int USAGE_ERROR = 2;

    private FakeRegistryMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            MainOptions options = MainOptions.parse(args);
            serve(options, System.out);
            if (options.isTrue("until-eof")) {
                System.in.transferTo(OutputStream.nullOutputStream());
            } else {
                new CountDownLatch(1).await();
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(MainOptions.USAGE);
            System.exit(USAGE_ERROR);
        }
    }

    /** Builds the image first, so that whoever reads the port can pull. */
    static RegistryServer serve(MainOptions options, PrintStream out) {
        GeneratedImage image = GeneratedImage.of(options);
        RegistryServer server = RegistryServer.listening(options.number("port", 0));
        image.addTo(server);
        behave(server, options);
        out.println("port=" + server.port());
        out.println("token-port=" + server.tokens().port());
        out.println("cdn-port=" + server.cdn().port());
        out.println("image=" + server.address() + "/" + image.repository() + ":" + image.tag());
        image.describe(out);
        log(out, "request", server);
        log(out, "token-request", server.tokens());
        log(out, "cdn-request", server.cdn());
        out.println("ready=true");
        return server;
    }

    private static void behave(RegistryServer server, MainOptions options) {
        if (options.size("rate") > 0) {
            server.upstreamRate(options.size("rate"));
        }
        if (options.isTrue("redirect")) {
            server.redirectBlobs();
        }
        String auth = options.text("auth", "none");
        String[] words = auth.split(":", 3);
        if (auth.equals("token")) {
            server.requireTokens();
        } else if (words.length == 3 && words[0].equals("basic")) {
            server.requireBasic(words[1], words[2]);
        } else if (!auth.equals("none")) {
            throw new IllegalArgumentException("unknown --auth " + words[0]);
        }
    }

    private static void log(PrintStream out, String key, FaultyServer server) {
        server.onEnd(recorded -> out.println(key + "=" + recorded + " sent=" + recorded.bytesSent()));
    }
}
