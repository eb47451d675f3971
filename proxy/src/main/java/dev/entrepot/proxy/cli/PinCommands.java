package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.admin.PinnedAnswer;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The three commands about pins, which differ in what they ask. */
abstract class PinCommands implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    abstract HttpResponse<String> ask(AdminClient client) throws AdminUnreachableException;

    /** What to say when it went well and there is no image to show. */
    abstract String done();

    @Override
    public Integer call() {
        return AdminCall.run(spec, options, (client, err) -> {
            HttpResponse<String> answer = ask(client);
            if (answer.statusCode() != 200) {
                err.println("entrepot: " + answer.body().strip());
                return ExitCode.FAILED;
            }
            show(
                    Json.read(answer.body(), PinnedAnswer.class),
                    spec.commandLine().getOut(),
                    err);
            return ExitCode.FINE;
        });
    }

    private void show(PinnedAnswer answer, PrintWriter out, PrintWriter err) {
        if (answer.images().isEmpty()) {
            out.println(done());
        }
        for (PinnedAnswer.Image image : answer.images()) {
            out.println(image.image() + ": " + what(image));
        }
        out.printf(
                "%s pinned in all, of %s%n",
                ByteSize.rounded(answer.pinnedBytes()), ByteSize.rounded(answer.usableBytes()));
        out.flush();
        if (!answer.problem().isEmpty()) {
            err.println("entrepot: " + answer.problem());
        }
    }

    private static String what(PinnedAnswer.Image image) {
        if (image.digest().isEmpty()) {
            return "never pulled; it stays from the next pull on";
        }
        return "%s%s, %s of %d blobs here, %s"
                .formatted(
                        image.follows() ? "now " : "",
                        image.digest().substring(0, Math.min(19, image.digest().length())),
                        image.heldBlobs() < 0 ? "?" : image.heldBlobs(),
                        image.blobs(),
                        ByteSize.rounded(image.bytes()));
    }

    @Command(
            name = "pin",
            description = {
                "Have a running proxy keep an image whatever else is evicted.",
                "What of it is not here yet is kept from the next pull on; nothing is fetched for it."
            })
    static final class Pin extends PinCommands {

        @Parameters(
                paramLabel = "IMAGE",
                description = {
                    "alpine:3.20 is what the tag names, also when it moves;",
                    "ghcr.io/org/app@sha256:… is that image for ever."
                })
        @SuppressWarnings("NullAway.Init")
        private String image;

        @Option(names = "--fixed", description = "What the tag names now, for ever.")
        private boolean fixed;

        @Override
        HttpResponse<String> ask(AdminClient client) throws AdminUnreachableException {
            return client.post("/pin", fixed ? Map.of("image", image, "fixed", "true") : Map.of("image", image));
        }

        @Override
        String done() {
            return image + " is pinned";
        }
    }

    @Command(name = "unpin", description = "Let a pinned image be evicted again when its turn comes.")
    static final class Unpin extends PinCommands {

        @Parameters(paramLabel = "IMAGE", description = "As it was pinned; entrepot pins lists what is.")
        @SuppressWarnings("NullAway.Init")
        private String image;

        @Override
        HttpResponse<String> ask(AdminClient client) throws AdminUnreachableException {
            return client.post("/unpin", "image", image);
        }

        @Override
        String done() {
            return image + " is pinned no more";
        }
    }

    @Command(name = "pins", description = "List what is pinned.")
    static final class Pins extends PinCommands {

        @Override
        HttpResponse<String> ask(AdminClient client) throws AdminUnreachableException {
            return client.get("/pins");
        }

        @Override
        String done() {
            return "nothing is pinned";
        }
    }
}
